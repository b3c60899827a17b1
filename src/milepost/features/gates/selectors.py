"""Reading gates: verdicts of today, decisions of the past, and what slipped since."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from milepost.catalogue.programme import Criterion
from milepost.catalogue.programme import gates as catalogue_gates
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import GateVerdict, Slip, evaluate, gate_named, slipped
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.models import Attestation, Decision, Judgement
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden
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
        return any(signature.role == Role.SPONSOR and signature.counts for signature in self.signatures)

    @property
    def signers(self) -> frozenset[UUID | None]:
        """The people who signed by signing in again."""
        return frozenset(signature.person_id for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class GateStanding:
    """A gate at a day: the verdict, the latest decision by then, and what slipped since a go."""

    verdict: GateVerdict
    decision: DecisionOnRecord | None
    slips: tuple[Slip, ...]

    @property
    def holding(self) -> int:
        """How many criteria hold."""
        return len(self.verdict.criteria) - len(self.verdict.open)


def get_gate(name: str) -> Phase:
    """The gate of this name. Raises `Hidden` for anything that is no gate."""
    try:
        return gate_named(name)
    except ValueError:
        raise Hidden from None


def get_standings(programme: Programme, *, on: date, facts: ProgrammeFacts | None = None) -> list[GateStanding]:
    """All four gates at a day, from one gathering of facts."""
    known = facts or gather_facts(programme, on=on)
    decided = _latest_decisions(programme, on)
    return [
        GateStanding(evaluate(phase, known, on=on), decided.get(phase.value), slipped(phase, known, on=on))
        for phase in Phase
    ]


def get_standing(programme: Programme, gate: Phase, *, on: date, facts: ProgrammeFacts | None = None) -> GateStanding:
    """One gate at a day."""
    known = facts or gather_facts(programme, on=on)
    decided = _latest_decisions(programme, on)
    return GateStanding(evaluate(gate, known, on=on), decided.get(gate.value), slipped(gate, known, on=on))


def decisions(programme: Programme, gate: str | None = None) -> list[DecisionOnRecord]:
    """Every decision, oldest first, with its signatures. Two queries."""
    rows = Decision.objects.filter(programme=programme).select_related("made_by")
    if gate:
        rows = rows.filter(gate=gate)
    found = list(rows)
    signatures: dict[object, list[Signature]] = {}
    for signature in Signature.objects.filter(subject_id__in=[row.pk for row in found]).order_by("at"):
        signatures.setdefault(signature.subject_id, []).append(signature)
    return [DecisionOnRecord(row, tuple(signatures.get(row.pk, ()))) for row in found]


def _latest_decisions(programme: Programme, on: date) -> dict[str, DecisionOnRecord]:
    return {found.decision.gate: found for found in decisions(programme) if found.decision.decided_on <= on}


def judgements(programme: Programme, gate: str) -> list[Judgement]:
    """How a gate stood from time to time, newest first."""
    return list(Judgement.objects.filter(programme=programme, gate=gate)[:50])


def attestations(programme: Programme, criteria: frozenset[str]) -> list[tuple[Attestation, Signature | None]]:
    """Attestations of some criteria, newest first, each with the sponsor's signature where it has one."""
    rows = Attestation.objects.filter(programme=programme, criterion__in=criteria)
    found = list(rows.select_related("made_by").order_by("-made_at"))
    signed = {
        signature.subject_id: signature
        for signature in Signature.objects.filter(subject_id__in=[row.pk for row in found], role=Role.SPONSOR)
    }
    return [(row, signed.get(row.pk)) for row in found]


def criterion_names() -> dict[str, Criterion]:
    """Each criterion of the catalogue by its id."""
    return {criterion.id: criterion for gate in catalogue_gates() for criterion in gate.criteria}
