"""The calendar strip of a clock: one row a week, from Monday to Sunday, each day with its count and what it means."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from milepost.engines.rules.business_time import SATURDAY, is_working_day
from milepost.engines.rules.clock.evidence import DAY
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.reading import ClockReading
from milepost.engines.rules.clock.runs import Run

WEEK = timedelta(days=7)


class DayState(StrEnum):
    """What a day without a number means; `counted` is a day with one."""

    BEFORE = "before"
    COUNTED = "counted"
    SILENT = "silent"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    NOT_IMPORTED = "not_imported"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: how many records count, what that means, and whether it is free (weekend, holiday) or marked."""

    day: date
    count: int
    state: DayState
    is_free: bool
    starts_run: bool
    completes: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One row: its Monday, seven cells, the sum, and which run (1 is the first) holds evidence in it, if any."""

    starts_on: date
    cells: tuple[Cell, ...]
    counted: int
    run: int | None


def week_strip(facts: ClockFacts, reading: ClockReading, *, rhythm: int = 0) -> tuple[Week, ...]:
    """The weeks from the first day that matters to the judged date or, if later, the day the months are complete.

    The runs are those of one of the practice's rhythms. Empty where the practice has neither gone live nor records.
    """
    counts = facts.counted_by_day(reading.on)
    first = min((day for day in (facts.live_on, min(counts, default=None)) if day and day <= reading.on), default=None)
    if first is None:
        return ()
    of_rhythm = reading.rhythms[rhythm] if reading.rhythms else None
    runs = of_rhythm.runs if of_rhythm else ()
    complete_on = of_rhythm.complete_on if of_rhythm else None
    last = max(reading.on, complete_on or reading.on)
    starts = {run.starts_on for run in runs}
    weeks = []
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        cells = tuple(
            Cell(
                day,
                count=counts[day],
                state=_state(facts, reading, day, counts[day]),
                is_free=not is_working_day(day, facts.holidays),
                starts_run=day in starts,
                completes=day == complete_on,
            )
            for day in (monday + offset * DAY for offset in range(7))
        )
        weeks.append(Week(monday, cells, sum(cell.count for cell in cells), _run_in(runs, monday)))
        monday += WEEK
    return tuple(weeks)


def _state(facts: ClockFacts, reading: ClockReading, day: date, count: int) -> DayState:
    not_due = (
        (count > 0, DayState.COUNTED),
        (day > reading.on, DayState.FUTURE),
        (facts.live_on is None or day < facts.live_on, DayState.BEFORE),
        (day.weekday() >= SATURDAY, DayState.WEEKEND),
        (day in facts.holidays, DayState.HOLIDAY),
        (facts.horizon is None or day > facts.horizon, DayState.NOT_IMPORTED),
    )
    return next((state for holds, state in not_due if holds), DayState.SILENT)


def _run_in(runs: tuple[Run, ...], monday: date) -> int | None:
    """The number of the last run that touches the week."""
    touching = [number for number, run in enumerate(runs, 1) if run.starts_on < monday + WEEK and run.ends_on >= monday]
    return touching[-1] if touching else None
