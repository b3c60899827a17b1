"""Days and months as the rules count them. No clock: the judged day is always an argument."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day number that many calendar months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def happened(day: date | None, on: date) -> bool:
    """Whether a dated fact was so by that day; an absent date is a thing that has not happened."""
    return day is not None and day <= on


def standing(since: date | None, until: date | None, on: date) -> bool:
    """Whether something holds on that day; an absent `since` is taken as always, an absent `until` as for good."""
    return (since is None or since <= on) and (until is None or until > on)


def latest(days: Iterable[date | None]) -> date | None:
    """The last of the known days."""
    return max((day for day in days if day is not None), default=None)


def latest_if_all(days: Iterable[date | None]) -> date | None:
    """The last of the days when each is known, else None."""
    known = list(days)
    if not known or any(day is None for day in known):
        return None
    return latest(known)


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the known days."""
    return min((day for day in days if day is not None), default=None)
