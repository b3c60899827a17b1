"""Calendar months: the same day number some months on, and whole months as things to count.

"Three months" is the same day number three calendar months later, or the last day of a shorter month
(30 November → 28 or 29 February); `programme-rules.md`, "3 months".
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month of one year."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """The month that many months later, or earlier when negative."""
        years, index = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, index + 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_of(day: date) -> Month:
    """The calendar month in which a day lies."""
    return Month(day.year, day.month)


def each_month(first: Month, last: Month) -> Iterator[Month]:
    """The months from `first` to `last`, both inside."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)


def whole_months(first_day: date, last_day: date) -> Iterator[Month]:
    """The calendar months that lie wholly between two days, both inside."""
    month = month_of(first_day)
    first = month if first_day == month.first_day else month.plus(1)
    yield from each_month(first, month_of(last_day + timedelta(days=1)).plus(-1))


def add_months(day: date, months: int) -> date:
    """The same day number that many months on, or the last day of a shorter month."""
    month = month_of(day).plus(months)
    return min(month.last_day, month.first_day + timedelta(days=day.day - 1))


def months_between(start: date, end: date) -> int:
    """How many whole months lie from `start` to `end`: the largest n with `add_months(start, n) <= end`, else 0."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return max(months, 0)
