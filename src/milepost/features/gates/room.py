"""What the gate room shows: the verdict with the names of the catalogue, and what to do next."""

from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from milepost.catalogue.programme import Criterion, Gate
from milepost.catalogue.programme import gate as catalogue_gate
from milepost.catalogue.texts import LocalText
from milepost.engines.rules.contradictions import contradictions
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import CriterionVerdict, GateVerdict, Slip
from milepost.engines.rules.results import State
from milepost.features.gates.facts import gather
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.selectors import GateStanding, criterion_names, get_standings
from milepost.features.programmes.models import Programme

RADIUS, GAP = 26, 3.0  # of the ring of criteria; degrees left free between two


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion as the table shows it."""

    known: Criterion
    found: CriterionVerdict
    opened: bool

    @property
    def id(self) -> str:
        return self.known.id

    @property
    def name(self) -> LocalText:
        return self.known.name

    @property
    def clauses(self) -> tuple[str, ...]:
        return self.known.clauses or self.known.touches


@dataclass(frozen=True, slots=True)
class Arc:
    """One piece of the ring: its path and the state that colours it."""

    path: str
    state: str


@dataclass(frozen=True, slots=True)
class GateRoom:
    """Everything the page of one gate reads."""

    gate: Gate
    phase: Phase
    verdict: GateVerdict
    criteria: tuple[CriterionRow, ...]
    standing: GateStanding
    decided: tuple[DecisionOnRecord, ...]
    slips: tuple[tuple[Slip, Criterion], ...]
    slipped_gate: Phase | None
    ring: tuple[Arc, ...]
    contradictions: int

    def count(self, state: State) -> int:
        return sum(row.found.state is state for row in self.criteria)

    @property
    def computed(self) -> int:
        return self.count(State.COMPUTED)

    @property
    def attested(self) -> int:
        return self.count(State.ATTESTED)

    @property
    def open(self) -> int:
        return self.count(State.OPEN)

    @property
    def holding(self) -> int:
        return self.computed + self.attested


def build_room(programme: Programme, phase: Phase, *, on: date, opened: str = "") -> GateRoom:
    """The room of a gate at a day. `opened` names the criterion whose results are shown, or `all`."""
    gathered = gather(programme, on=on)
    standings = {standing.verdict.gate: standing for standing in get_standings(programme, on=on, gathered=gathered)}
    standing, verdict = standings[phase], standings[phase].verdict
    known = criterion_names()
    first_open = next((found.id for found in verdict.criteria if not found.passed), "")
    shown = opened or first_open
    rows = tuple(CriterionRow(known[found.id], found, shown in {"all", found.id}) for found in verdict.criteria)
    slipped_gate = phase if standing.went else _last_passed(standings)
    slips = standings[slipped_gate].slips if slipped_gate else ()
    return GateRoom(
        gate=catalogue_gate(phase.value),
        phase=phase,
        verdict=verdict,
        criteria=rows,
        standing=standing,
        decided=tuple(found for found in gathered.decisions if found.decision.gate == phase),
        slips=tuple((slip, known[slip.criterion]) for slip in slips),
        slipped_gate=slipped_gate,
        ring=_ring([found.state.value for found in verdict.criteria]),
        contradictions=sum(1 for _ in contradictions(gathered.facts, on=on)),
    )


def _last_passed(standings: dict[Phase, GateStanding]) -> Phase | None:
    passed = [phase for phase, standing in standings.items() if standing.went]
    return passed[-1] if passed else None


def _ring(states: list[str]) -> tuple[Arc, ...]:
    """A ring of as many arcs as criteria, from the top, clockwise."""
    width = 360 / max(len(states), 1)
    return tuple(Arc(_arc(i * width + GAP / 2, (i + 1) * width - GAP / 2), state) for i, state in enumerate(states))


def _arc(start: float, end: float) -> str:
    def point(degrees: float) -> str:
        angle = (degrees - 90) * pi / 180
        return f"{32 + RADIUS * cos(angle):.1f} {32 + RADIUS * sin(angle):.1f}"

    return f"M{point(start)}A{RADIUS} {RADIUS} 0 {int(end - start > 180)} 1 {point(end)}"
