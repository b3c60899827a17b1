"""When dated facts count. No clock: the judged day is always an argument. Months are in `months.py`."""

from collections.abc import Iterable
from datetime import date, timedelta

# wide enough for any programme, narrow enough to reckon with on both sides
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)


def is_within(day: date) -> bool:
    """Whether a day, or the day of an instant, can be kept and reckoned with."""
    return FIRST_DAY.year <= day.year <= LAST_DAY.year


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def happened(day: date | None, on: date) -> bool:
    """Whether a dated fact was so by that day; an absent date is a thing that has not happened."""
    return day is not None and day <= on


def standing(since: date | None, until: date | None, on: date) -> bool:
    """Whether something holds on that day; an absent `since` is taken as always, an absent `until` as for good."""
    return (since is None or since <= on) and (until is None or until > on)


def latest(days: Iterable[date | None]) -> date | None:
    """The last of the known days."""
    return max((day for day in days if day is not None), default=None)


def latest_by(on: date, days: Iterable[date | None]) -> date | None:
    """The last of the known days that lie not after `on`: since when something holds."""
    return max((day for day in days if day is not None and day <= on), default=None)


def latest_if_all(days: Iterable[date | None]) -> date | None:
    """The last of the days when each is known, else None."""
    known = list(days)
    if not known or any(day is None for day in known):
        return None
    return latest(known)


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the known days."""
    return min((day for day in days if day is not None), default=None)
