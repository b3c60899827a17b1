"""What the pages of the clocks show beside the readings: words for the head, the run's length, the witness."""

from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.runs import Run
from milepost.engines.rules.months import add_months, months_between
from milepost.features.evidence.clocks.reading import Clock, RhythmClock
from milepost.platform.ui.tables_export import Column


@dataclass(frozen=True, slots=True)
class Length:
    """How long a run lasts: whole months and days, and how many of the days that it needs."""

    months: int
    days: int
    done: int
    needed: int


def length_of(starts_on: date | None, complete_on: date | None, on: date) -> Length | None:
    """The length of a current run at a day."""
    if starts_on is None or complete_on is None:
        return None
    months = months_between(starts_on, on)
    needed = (complete_on - starts_on).days
    return Length(months, (on - add_months(starts_on, months)).days, min((on - starts_on).days, needed), needed)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One practice in the list of clocks."""

    clock: Clock
    length: Length | None

    @property
    def state(self) -> str:
        return "recounting" if self.clock.stale else self.clock.state.value


def clock_rows(clocks: tuple[Clock, ...]) -> list[ClockRow]:
    """Every clock with the length of its slowest run."""
    return [ClockRow(clock, length_of(clock.run_start, clock.complete_on, clock.on)) for clock in clocks]


@dataclass(frozen=True, slots=True)
class Witness:
    """How many seals lie how many days apart; `hand_kept` where that is required and not only wanted."""

    seals: int
    apart: int
    hand_kept: bool

    @property
    def is_enough(self) -> bool:
        return self.apart >= 28


def witness_of(rhythm: RhythmClock) -> Witness | None:
    """The seals of a rhythm's records; None for registers of our own."""
    on = rhythm.reading.on
    seals = [seal for seal in rhythm.facts.seals if seal.sealed_on <= on]
    if not seals:
        return None
    days = [seal.sealed_on for seal in seals]
    return Witness(len(days), (max(days) - min(days)).days, any(seal.timing is Timing.HAND_KEPT for seal in seals))


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of the table, and the gap that ended it."""

    run: Run
    number: int
    goes_on: bool


def run_rows(rhythm: RhythmClock) -> list[RunRow]:
    """The runs of a rhythm, the newest first."""
    runs = rhythm.reading.rhythms[0].runs if rhythm.reading.rhythms else ()
    rows = [RunRow(run, number, run.why_ended is None) for number, run in enumerate(runs, 1)]
    return rows[::-1]


COLUMNS: list[Column[ClockRow]] = [
    Column("practice", lambda row: row.clock.key),
    Column("name", lambda row: row.clock.name),
    Column("state", lambda row: row.state),
    Column("run_start", lambda row: row.clock.run_start),
    Column("months_complete", lambda row: row.clock.months_complete),
    Column("complete_on", lambda row: row.clock.complete_on),
    Column("horizon", lambda row: row.clock.gathered.facts.horizon),
    Column("counted", lambda row: row.clock.first.reading.counted),
    Column("discounted", lambda row: sum(row.clock.first.reading.discounted.values())),
    Column("passed", lambda row: row.clock.passed),
]
