"""The baselines of a programme with their endorsements and the signatures under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from milepost.features.plans.models import Baseline, Endorsement
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import Signature


@dataclass(frozen=True, slots=True)
class BaselineOnRecord:
    """A baseline, with its endorsement if the committee gave one; it stands once the sponsor has signed that."""

    row: Baseline
    endorsement: Endorsement | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def endorsed_on(self) -> date | None:
        """The day since which it stands as endorsed: decided in the meeting and signed by the sponsor."""
        signed = [one.signed_on for one in self.signatures if one.role == Role.SPONSOR and one.counts]
        if self.endorsement is None or not signed:
            return None
        return max(self.endorsement.decided_on, min(signed))

    @property
    def likely(self) -> date:
        """When the certificate was likely to be there."""
        return date.fromisoformat(self.row.summary["likely"])

    @property
    def p80(self) -> date:
        """When eight of ten runs had it."""
        return date.fromisoformat(self.row.summary["p80"])

    @property
    def state(self) -> str:
        """`endorsed`, `waits` for the sponsor's signature, or `drawn` up."""
        if self.endorsement is None:
            return "drawn"
        return "endorsed" if self.endorsed_on else "waits"

    @property
    def signers(self) -> frozenset[object]:
        """The people who signed by signing in again."""
        return frozenset(one.person_id for one in self.signatures)


def baselines_on_record(programme: Programme) -> list[BaselineOnRecord]:
    """Every baseline without its content, oldest first. Two queries, three where one is endorsed."""
    rows = Baseline.objects.filter(programme=programme).defer("content").select_related("made_by")
    return _with_endorsements(programme, list(rows))


def _with_endorsements(programme: Programme, rows: Sequence[Baseline]) -> list[BaselineOnRecord]:
    if not rows:
        return []
    found = Endorsement.objects.filter(programme=programme, baseline__in=[row.pk for row in rows])
    endorsements = {one.baseline_id: one for one in found.select_related("meeting", "made_by")}
    signed: dict[object, tuple[Signature, ...]] = {}
    if endorsements:
        keys = [one.pk for one in endorsements.values()]
        for signature in Signature.objects.filter(subject_id__in=keys).order_by("at"):
            signed[signature.subject_id] = (*signed.get(signature.subject_id, ()), signature)
    return [
        BaselineOnRecord(row, endorsement, signed.get(endorsement.pk, ()) if endorsement else ())
        for row in rows
        for endorsement in (endorsements.get(row.pk),)
    ]


def endorsed_among(found: Sequence[BaselineOnRecord], on: date | None = None) -> BaselineOnRecord | None:
    """The baseline that was endorsed last, by a day if one is given."""
    standing = [one for one in found if one.endorsed_on and (on is None or one.endorsed_on <= on)]
    return max(standing, key=lambda one: (one.endorsed_on, one.row.number), default=None)
