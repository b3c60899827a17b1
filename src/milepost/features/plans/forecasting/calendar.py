"""Working days as whole units from 0 and back: unit u is the u-th working day from the plan's first day on.

A finish is the boundary behind a unit: what finishes at f was at work on unit f - 1 last.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self

from milepost.engines.rules.dates import FIRST_DAY, LAST_DAY
from milepost.engines.rules.texts import say
from milepost.engines.scheduling.failures import BadNetwork, Problem

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days from `first` until 2100, Monday to Friday without the days off."""

    first: date
    days: tuple[date, ...]

    @classmethod
    def of(cls, first: date, holidays: Collection[date]) -> Self:
        """From any day since 1970."""
        weekdays = _weekdays()
        start = bisect_left(weekdays, first)
        last = bisect_right(weekdays, max(holidays, default=first), lo=start)
        worked = tuple(day for day in weekdays[start:last] if day not in holidays)
        return cls(first, worked + weekdays[last:])

    def unit_from(self, day: date) -> int:
        """The first unit on that day or after it."""
        return bisect_left(self.days, day)

    def finish_by(self, day: date) -> int:
        """The boundary behind the last working day up to that day, itself inside."""
        return bisect_right(self.days, day)

    def day(self, unit: int) -> date:
        """The day of a unit. Raises `BadNetwork` beyond 2100."""
        if unit >= len(self.days):
            raise BadNetwork((_beyond(),))
        return self.days[unit]

    def last_day(self, finish: int) -> date:
        """The last working day before a boundary; at 0 the day before the first. Raises `BadNetwork` beyond 2100."""
        return self.day(finish - 1) if finish > 0 else self.first - timedelta(days=1)


@cache
def _weekdays() -> tuple[date, ...]:
    every = (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    return tuple(day for day in every if day.weekday() < WEEKEND)


def _beyond() -> Problem:
    return Problem(
        "beyond-2100",
        say("The plan would go on beyond the year 2100."),
        say("Correct the days of its activities, or the share of time of those who hold its roles."),
    )
