"""What pictures of days share: places in per cent of the width, and months few enough for a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.months import add_months, month_of

LABELS = 6
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)

type Word = Callable[[date, str], str]


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to before `end`, over the whole width."""

    first: date
    end: date

    def at(self, day: date) -> float:
        """Where a day begins, in per cent of the width."""
        return round(100 * (day - self.first).days / (self.end - self.first).days, 2)

    def months(self) -> list[date]:
        """First days of months within, at the closest distance at which they are few enough."""
        begun = self.first if self.first.day == 1 else month_of(self.first).plus(1).first_day
        for step in STEPS:
            day = add_months(begun, -(begun.month - 1) % min(step, 12))
            days = []
            while day < self.end:
                days.append(day)
                day = add_months(day, step)
            if len(days) <= LABELS:
                break
        return days


def percent(value: float) -> str:
    """A place as a picture writes it."""
    return f"{value:.2f}%"
