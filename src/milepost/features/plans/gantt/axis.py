"""The days of a picture as pixels from its left edge, and the grid: weeks, months, quarters or years."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from milepost.engines.rules.months import add_months

LEAST, MOST = 892, 20_000
"""Pixels between which a picture is wide: narrower ones are stretched, wider ones take a coarser scale."""

type Word = Callable[[date, str], str]
"""A day in the reader's form; the second is a pattern of Unicode (CLDR): `d`, `MMM`, `QQQ`, `y`, `MMMM y`."""


class Scale(StrEnum):
    """How near the picture is looked at, nearest first."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PIXELS = {Scale.WEEK: 5.0, Scale.MONTH: 1.6, Scale.QUARTER: 0.6, Scale.YEAR: 0.16}
"""A day's width."""

MONTHS = {Scale.MONTH: 1, Scale.QUARTER: 3, Scale.YEAR: 12}
FORMS = {Scale.WEEK: ("d", "MMMM y"), Scale.MONTH: ("MMM", "y"), Scale.QUARTER: ("QQQ", "y"), Scale.YEAR: ("y", "")}
"""How a unit is called, and the larger one above it."""

ABOVE = {Scale.WEEK: 1, Scale.MONTH: 12, Scale.QUARTER: 12}
"""Months of the larger unit."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the grid with what begins there."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From the day `first` until just before `end`; both begin a unit of the scale."""

    scale: Scale
    first: date
    end: date

    @classmethod
    def of(cls, first: date, last: date, scale: Scale | None = None) -> Self:
        """An axis that holds both days with their units whole, in the nearest scale that fits where none is asked."""
        days = (last - first).days + 1
        if scale is None:
            scale = next((each for each in Scale if days * PIXELS[each] <= LEAST), Scale.YEAR)
        while days * PIXELS[scale] > MOST and scale is not Scale.YEAR:
            scale = list(Scale)[list(Scale).index(scale) + 1]
        return cls(scale, _begin(first, scale), _next(_begin(last, scale), scale))

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.first).days

    @property
    def width(self) -> float:
        """Its pixels."""
        return max(LEAST, round(self.days * PIXELS[self.scale], 1))

    def x(self, day: date) -> float:
        """Where a day begins; never outside."""
        return round(min(max((day - self.first).days * self.width / self.days, 0.0), self.width), 1)

    def after(self, day: date) -> float:
        """Where a day ends."""
        return round(min(max(((day - self.first).days + 1) * self.width / self.days, 0.0), self.width), 1)

    def marks(self, word: Word) -> tuple[Mark, ...]:
        """Every unit of the scale."""
        form = FORMS[self.scale][0]
        return tuple(Mark(self.x(day), word(day, form)) for day in self._units())

    def marks_above(self, word: Word) -> tuple[Mark, ...]:
        """Every larger unit, the one in which the picture begins at its edge."""
        if self.scale not in ABOVE:
            return ()
        form, length = FORMS[self.scale][1], ABOVE[self.scale]
        days = [self.first, *_months(_ahead(self.first, length), self.end, length)]
        return tuple(Mark(self.x(day), word(day, form)) for day in days)

    def _units(self) -> Iterator[date]:
        day = self.first
        while day < self.end:
            yield day
            day = _next(day, self.scale)


def _begin(day: date, scale: Scale) -> date:
    if scale is Scale.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(month=day.month - (day.month - 1) % MONTHS[scale], day=1)


def _next(day: date, scale: Scale) -> date:
    if scale is Scale.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return add_months(day, MONTHS[scale])


def _ahead(day: date, length: int) -> date:
    """The first day after this one on which a unit of so many months begins."""
    begun = day.replace(month=day.month - (day.month - 1) % length, day=1)
    return add_months(begun, length)


def _months(day: date, end: date, length: int) -> Iterator[date]:
    while day < end:
        yield day
        day = add_months(day, length)
