"""What people decided and attested, with the signatures under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from milepost.features.gates.models import Attestation, Decision
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature


@dataclass(frozen=True, slots=True)
class DecisionOnRecord:
    """A decision with its signatures; it stands once the sponsor has signed."""

    decision: Decision
    signatures: tuple[Signature, ...]

    @property
    def stands(self) -> bool:
        """Whether the sponsor's signature is there and counts."""
        return sponsors_signature(self.signatures) is not None

    @property
    def signers(self) -> frozenset[UUID | None]:
        """The people who signed by signing in again."""
        return frozenset(signature.person_id for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Every decision, oldest first, and every attestation with the sponsor's signature where it has one."""

    decisions: tuple[DecisionOnRecord, ...]
    attestations: tuple[tuple[Attestation, Signature | None], ...]


def read_on_record(programme: Programme) -> OnRecord:
    """Three queries."""
    decisions = list(Decision.objects.filter(programme=programme).select_related("made_by"))
    attestations = list(Attestation.objects.filter(programme=programme).select_related("made_by"))
    signed = signatures_under(row.pk for row in (*decisions, *attestations))
    return OnRecord(
        tuple(DecisionOnRecord(row, signed.get(row.pk, ())) for row in decisions),
        tuple((row, sponsors_signature(signed.get(row.pk, ()))) for row in attestations),
    )


def signatures_under(subjects: Iterable[UUID]) -> dict[UUID, tuple[Signature, ...]]:
    """The signatures of each subject, oldest first. One query."""
    found: dict[UUID, tuple[Signature, ...]] = {}
    for signature in Signature.objects.filter(subject_id__in=list(subjects)).order_by("at"):
        found[signature.subject_id] = (*found.get(signature.subject_id, ()), signature)
    return found


def sponsors_signature(signatures: Iterable[Signature]) -> Signature | None:
    """The first of the sponsor's that counts."""
    return next((one for one in signatures if one.role == Role.SPONSOR and one.counts), None)
