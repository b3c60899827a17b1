"""The programme page: where we are, what stands between us and the next gate, what to do today."""

from dataclasses import dataclass
from datetime import date

from milepost.catalogue.programme import Criterion, WarningSign
from milepost.catalogue.programme import phase as catalogue_phase
from milepost.catalogue.programme import warning as catalogue_warning
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import CriterionVerdict
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.warnings import RaisedWarning, raise_warnings
from milepost.features.actions.models import Action
from milepost.features.actions.querysets import open_actions
from milepost.features.evidence.clocks.pages import ClockRow, clock_rows
from milepost.features.gates.facts import gather
from milepost.features.gates.selectors import GateStanding, criterion_names, get_standings
from milepost.features.programmes.models import Phase as PhaseRow
from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import present_phase
from milepost.features.reports.road import Road, draw_road
from milepost.platform.organisations.actors import Actor
from milepost.platform.ui.texts import speak

ACTIONS_SHOWN = 6
WARNINGS_SHOWN = 3
WAITS = frozenset({"G3-OPERATION.running"})  # nothing is to be done but to go on


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """A phase with its gate."""

    row: PhaseRow
    phase: Phase
    name: str
    standing: GateStanding
    current: bool
    days: tuple[int, int]
    external_days: tuple[int, int]

    @property
    def is_done(self) -> bool:
        """Whether the phase is over."""
        return self.row.closed_on is not None


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """A criterion of the next gate that is open, and what to do about it next."""

    known: Criterion
    found: CriterionVerdict

    @property
    def step(self) -> CheckResult | None:
        """The first result that somebody can act on; what only needs time comes last."""
        results = self.found.outcome.results
        return min(results, key=lambda result: (not result.blocks, result.id in WAITS), default=None)

    @property
    def others(self) -> int:
        """How many more results there are."""
        return max(0, len(self.found.outcome.results) - 1)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the programme page shows."""

    programme: Programme
    on: date
    phase: Phase
    phase_name: str
    standing: GateStanding
    open_criteria: tuple[OpenCriterion, ...]
    cards: tuple[PhaseCard, ...]
    road: Road
    actions: tuple[Action, ...]
    actions_total: int
    warnings: tuple[tuple[WarningSign, RaisedWarning], ...]
    warnings_total: int
    clocks: tuple[ClockRow, ...]
    facts: ProgrammeFacts

    @property
    def days_known(self) -> bool:
        """Whether any open criterion says from which day it would hold."""
        return any(one.found.outcome.holds_from for one in self.open_criteria)

    @property
    def clocks_complete(self) -> int:
        """How many clocks show their months."""
        return sum(row.clock.passed for row in self.clocks)

    @property
    def wanted_on(self) -> date | None:
        """The day on which the certificate is wanted."""
        return self.programme.certificate_wanted_on

    @property
    def days_left(self) -> int | None:
        """Days until the certificate is wanted; negative once that day has passed."""
        return (self.wanted_on - self.on).days if self.wanted_on else None

    @property
    def days_late(self) -> int | None:
        """How many days after the planned end of the phase its gate would hold; None where no day is known."""
        holds = self.standing.verdict.holds_from
        planned = next(card.row.planned_to for card in self.cards if card.current)
        return (holds - planned).days if holds else None


def build_dashboard(actor: Actor, programme: Programme, *, on: date) -> Dashboard:
    """Gather once, judge, and lay out."""
    gathered = gather(programme, on=on)
    facts, standings = gathered.facts, get_standings(programme, on=on, gathered=gathered)
    phases = list(programme.phases.all())
    current = Phase(present_phase(programme, on=on))
    names = [speak(catalogue_phase(phase.key).name) for phase in phases]
    known = criterion_names()
    standing = next(found for found in standings if found.verdict.gate is current)
    mine = open_actions(programme, owner=actor.person) if actor.person else open_actions(programme).none()
    raised = raise_warnings(facts, on=on)
    return Dashboard(
        programme=programme,
        on=on,
        phase=current,
        phase_name=speak(catalogue_phase(current.value).name),
        standing=standing,
        open_criteria=tuple(OpenCriterion(known[found.id], found) for found in standing.verdict.open),
        cards=tuple(
            PhaseCard(row, Phase(row.key), name, found, Phase(row.key) is current, *_ranges(row.key))
            for row, name, found in zip(phases, names, standings, strict=True)
        ),
        road=draw_road(phases, standings, names, on=on),
        actions=tuple(mine[:ACTIONS_SHOWN]),
        actions_total=open_actions(programme).count(),
        warnings=tuple((catalogue_warning(found.id), found) for found in raised[:WARNINGS_SHOWN]),
        warnings_total=len(raised),
        clocks=_last_to_complete_first(clock_rows(gathered.clocks)),
        facts=facts,
    )


def _last_to_complete_first(rows: list[ClockRow]) -> tuple[ClockRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.clock.complete_on or date.max, reverse=True))


def _ranges(key: str) -> tuple[tuple[int, int], tuple[int, int]]:
    known = catalogue_phase(key)
    return known.internal_days, known.external_days
