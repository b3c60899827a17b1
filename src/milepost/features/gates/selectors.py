"""Reading gates: verdicts of today, decisions of the past, and what slipped since."""

from dataclasses import dataclass
from datetime import date

from milepost.catalogue.programme import Criterion
from milepost.catalogue.programme import gates as catalogue_gates
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import GateVerdict, Slip, evaluate, gate_named, slipped
from milepost.features.gates.facts import Gathered, gather
from milepost.features.gates.models import Attestation, Decision, Judgement
from milepost.features.gates.on_record import DecisionOnRecord, read_on_record
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden
from milepost.platform.signatures.models import Signature


@dataclass(frozen=True, slots=True)
class GateStanding:
    """A gate at a day: the verdict, the latest decision that stands, what waits to replace it, what slipped since a go.

    `decision` is what the rules read. `pending` is a later one that the sponsor has not signed: it decides nothing yet.
    `last` is the number of the last one on record, whatever the day, 0 for none: who decides next tells it.
    """

    verdict: GateVerdict
    decision: DecisionOnRecord | None
    pending: DecisionOnRecord | None
    slips: tuple[Slip, ...]
    last: int

    @property
    def went(self) -> bool:
        """Whether the gate is passed: its latest decision that stands is a go."""
        return self.decision is not None and self.decision.decision.outcome != Decision.Outcome.NO_GO

    @property
    def stated(self) -> bool:
        """Whether that decision is one from before Milepost, with no verdict behind it: stated, not computed."""
        return self.decision is not None and self.decision.decision.outcome == Decision.Outcome.BEFORE

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


def get_standings(programme: Programme, *, on: date, gathered: Gathered | None = None) -> list[GateStanding]:
    """All four gates at a day, from one gathering of facts."""
    known = gathered or gather(programme, on=on)
    return [_standing(phase, known, on) for phase in Phase]


def get_standing(programme: Programme, gate: Phase, *, on: date) -> GateStanding:
    """One gate at a day."""
    return _standing(gate, gather(programme, on=on), on)


def _standing(gate: Phase, known: Gathered, on: date) -> GateStanding:
    by_then = [found for found in known.decisions if found.decision.gate == gate and found.decision.decided_on <= on]
    latest = by_then[-1] if by_then else None
    return GateStanding(
        evaluate(gate, known.facts, on=on),
        next((found for found in reversed(by_then) if found.stands), None),
        latest if latest and not latest.stands else None,
        slipped(gate, known.facts, on=on),
        max((found.decision.number for found in known.decisions if found.decision.gate == gate), default=0),
    )


def decisions(programme: Programme, gate: str | None = None) -> list[DecisionOnRecord]:
    """Every decision, oldest first, with its signatures."""
    return [found for found in read_on_record(programme).decisions if gate in {None, found.decision.gate}]


def judgements(programme: Programme, gate: str) -> list[Judgement]:
    """How a gate stood from time to time, newest first."""
    return list(Judgement.objects.filter(programme=programme, gate=gate)[:50])


def attestations(programme: Programme, criteria: frozenset[str]) -> list[tuple[Attestation, Signature | None]]:
    """Attestations of some criteria, newest first, each with the sponsor's signature where it has one."""
    found = [one for one in read_on_record(programme).attestations if one[0].criterion in criteria]
    return sorted(found, key=lambda one: one[0].made_at, reverse=True)


def criterion_names() -> dict[str, Criterion]:
    """Each criterion of the catalogue by its id."""
    return {criterion.id: criterion for gate in catalogue_gates() for criterion in gate.criteria}
