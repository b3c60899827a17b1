"""Business time: working days of an organisation, and minutes inside the service hours of an agreement.

Working days run Monday to Friday without holidays. Service hours are windows of the weekdays, in wall-clock time of one
zone; a window may end after midnight (a night shift) and belongs to the weekday, and is dropped by the holiday, on
which it begins. Overlapping windows count once.

Elapsed minutes are real ones: a night in which the clocks go back lasts an hour longer. A wall-clock time that the
clocks skip is read as the instant at which it would have come without the change, a doubled one as its first coming.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEEKS = 522
SATURDAY = 5

type Span = tuple[datetime, datetime]


class NoServiceHours(Exception):
    """The calendar has too few service hours in the ten years asked about: nothing can be due in it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Service hours that begin on some weekdays (Monday is 0); `until` at or before `since` means the next day."""

    weekdays: frozenset[int]
    since: time
    until: time


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """When a service is supported: windows in wall-clock time of a zone, and the days that are holidays."""

    windows: tuple[Window, ...]
    zone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether a day is one of Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_within(first: date, last: date, holidays: Collection[date]) -> int:
    """How many working days there are from `first` to `last`, both inside; 0 where `last` is earlier."""
    days = (last - first).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    weekday = first.weekday()
    working = weeks * 5 + sum((weekday + offset) % 7 < SATURDAY for offset in range(rest))
    return working - sum(first <= day <= last and day.weekday() < SATURDAY for day in holidays)


def working_days_between(after: date, before: date, holidays: Collection[date]) -> int:
    """How many working days lie strictly between two days."""
    return working_days_within(after + DAY, before - DAY, holidays)


def nth_working_day_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The working day that is `count` working days after `day`; the day itself for 0."""
    while count > 0:
        day += DAY
        count -= is_working_day(day, holidays)
    return day


def business_minutes(start: datetime, end: datetime, calendar: ServiceCalendar) -> float:
    """Minutes of service hours between two aware instants; negative where `end` is the earlier one."""
    # Two times of one zone compare by the wall clock, which lies in the night the clocks go back.
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end < start:
        return -business_minutes(end, start, calendar)
    served = sum((closes - opens for opens, closes in _spans(start, end, calendar)), timedelta())
    return served / timedelta(minutes=1)


def add_business_minutes(start: datetime, minutes: float, calendar: ServiceCalendar) -> datetime:
    """The first instant (UTC) by which that many service minutes have passed; before `start` when negative.

    Raises NoServiceHours where the calendar leaves too few within ten years.
    """
    left = timedelta(minutes=abs(minutes))
    start = start.astimezone(UTC)
    if not left:
        return start
    for opens, closes in _spans_from(start, calendar) if minutes > 0 else _spans_back_from(start, calendar):
        if left <= closes - opens:
            return opens + left if minutes > 0 else closes - left
        left -= closes - opens
    raise NoServiceHours


def _spans_from(start: datetime, calendar: ServiceCalendar) -> Iterator[Span]:
    for week in range(WEEKS):
        yield from _spans(start + week * WEEK, start + (week + 1) * WEEK, calendar)


def _spans_back_from(start: datetime, calendar: ServiceCalendar) -> Iterator[Span]:
    for week in range(WEEKS):
        yield from reversed(list(_spans(start - (week + 1) * WEEK, start - week * WEEK, calendar)))


def _spans(since: datetime, until: datetime, calendar: ServiceCalendar) -> Iterator[Span]:
    """The service hours between two instants in UTC: disjoint and in order."""
    covered = since
    # A window that began yesterday may still be open.
    day = since.astimezone(calendar.zone).date() - DAY
    last = until.astimezone(calendar.zone).date()
    while day <= last:
        for opens, closes in _windows_of(day, calendar):
            span = max(opens, covered), min(closes, until)
            if span[0] < span[1]:
                yield span
                covered = span[1]
        day += DAY


def _windows_of(day: date, calendar: ServiceCalendar) -> list[Span]:
    """The windows that begin on a day, by their beginning, as instants in UTC."""
    if day in calendar.holidays:
        return []
    return sorted(
        (
            datetime.combine(day, window.since, calendar.zone).astimezone(UTC),
            datetime.combine(day if window.until > window.since else day + DAY, window.until, calendar.zone).astimezone(
                UTC
            ),
        )
        for window in calendar.windows
        if day.weekday() in window.weekdays
    )
