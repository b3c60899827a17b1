"""The plan as it is, each change by itself, and all of them together: when, how much work, and what breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.asking import Asked, answer_of, ask_forecast
from milepost.features.plans.forecasting.computing import RUNS, SEED
from milepost.features.plans.forecasting.given import Given
from milepost.features.plans.forecasting.networks import GATES
from milepost.features.plans.whatif.changes import STAGE_2, Booked, Change, Helper, changed, helped, work_left
from milepost.features.plans.whatif.stating import Said, read_changes
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Break:
    """Something that held and no longer does: a `deadline`, a booked `stage-2`, the `wanted` day, a `gate`'s phase.

    It was for the day `due` and is likely on `likely`, so many `days` of the calendar later.
    """

    kind: str
    key: str
    due: date
    likely: date

    @property
    def days(self) -> int:
        """By how many days of the calendar."""
        return (self.likely - self.due).days


@dataclass(frozen=True, slots=True)
class Column:
    """One plan: `changes` is empty for the plan as it is. Work in days; cost where a rate was given."""

    changes: tuple[Change, ...]
    asked: Asked
    internal: Decimal
    external: Decimal
    cost: Decimal | None
    breaks: tuple[Break, ...] = ()

    @property
    def answer(self) -> Answer:
        """Its forecast."""
        return self.asked.answer


@dataclass(frozen=True, slots=True)
class Comparison:
    """The columns, the plan as it is first, the one with every change last."""

    programme: Programme
    columns: tuple[Column, ...]

    @property
    def present(self) -> Column:
        """The plan as it is."""
        return self.columns[0]

    @property
    def whole(self) -> Column:
        """The plan with every change."""
        return self.columns[-1]


def compare(
    programme: Programme,
    said: Said,
    *,
    rate: Decimal | None = None,
    on: date | None = None,
    runs: int = RUNS,
    seed: int = SEED,
) -> Comparison:
    """The scenario beside the plan as it stands on a day; without changes that plan alone. Raises `Refused`."""
    asked = ask_forecast(programme, on=on, runs=runs, seed=seed)
    changes = read_changes(asked, said)
    present = _column(asked, (), rate)
    alone = [(change,) for change in changes] if len(changes) > 1 else []
    columns = (_scenario(asked, each, rate, present) for each in (*alone, changes) if each)
    return Comparison(programme, (present, *columns))


def _scenario(asked: Asked, changes: tuple[Change, ...], rate: Decimal | None, present: Column) -> Column:
    given = asked.given
    for change in changes:
        given = changed(given, asked.answer, change)
    scenario = replace(asked, given=given, answer=_answer(given, asked.answer.runs, asked.answer.seed))
    column = _column(scenario, changes, rate)
    before = {(each.kind, each.key) for each in _broken(present)}
    return replace(column, breaks=tuple(each for each in _broken(column) if (each.kind, each.key) not in before))


def _answer(given: Given, runs: int, seed: int) -> Answer:
    try:
        return answer_of(given, runs=runs, seed=seed)
    except SchedulingFailure as failure:
        problem = failure.problems[0]
        raise Refused(speak(problem.reason), field="slip", hint=speak(problem.fix)) from failure


def _column(asked: Asked, changes: tuple[Change, ...], rate: Decimal | None) -> Column:
    external = sum((helped(asked.given, change) for change in changes if isinstance(change, Helper)), Decimal(0))
    external = external.quantize(CENT)
    cost = None if rate is None else (external * rate).quantize(CENT)
    return Column(changes, asked, (work_left(asked.given) - external).quantize(CENT), external, cost)


def _broken(column: Column) -> Iterator[Break]:
    answer, programme = column.answer, column.asked.programme
    is_booked = any(isinstance(change, Booked) for change in column.changes)
    for late in answer.late:
        kind = STAGE_2 if is_booked and late.key == STAGE_2 else "deadline"
        yield Break(kind, late.key, late.deadline, late.likely)
    wanted = programme.certificate_wanted_on
    if wanted and answer.certificate.state == "ahead" and answer.certificate.p80 > wanted:
        yield Break("wanted", "", wanted, answer.certificate.p80)
    for phase, gate, reached in zip(programme.phases.all(), GATES, answer.gates, strict=True):
        if reached.state == "ahead" and reached.likely > phase.planned_to:
            yield Break("gate", gate, phase.planned_to, reached.likely)


def chain_of(column: Column, found: Break) -> tuple[str, ...]:
    """What leads to a missed deadline, in the order of time; empty for other breaks."""
    return next((late.chain for late in column.answer.late if late.key == found.key), ())
