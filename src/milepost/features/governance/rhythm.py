"""When the steering committee was due to meet: days that follow from its rhythm, and which of them no meeting covers.

Pure: no clock, no database. A meeting is given by the days it may stand for, the best first: the day it was first due
on, and the day it was moved to. It covers a due day that is one of them, else the nearest uncovered one, at most one
whole period away (it was entered before the rhythm was).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 5_000  # due days looked at; a rhythm of a week fills them in a lifetime


@dataclass(frozen=True, slots=True)
class Beat:
    """From `starts_on` a meeting is due every `every_days`."""

    starts_on: date
    every_days: int


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which a meeting is due, and the period it belongs to."""

    on: date
    every_days: int


def beat_on(beats: Iterable[Beat], on: date) -> Beat | None:
    """The rhythm in force on a day; before the first one, that first one."""
    ordered = sorted(beats, key=lambda beat: beat.starts_on)
    begun = [beat for beat in ordered if beat.starts_on <= on]
    return begun[-1] if begun else ordered[0] if ordered else None


def due_days(beats: Iterable[Beat], until: date) -> list[DueDay]:
    """The days due up to and on `until`, and the first one after it. A later rhythm ends the one before."""
    ordered = sorted(beats, key=lambda beat: beat.starts_on)
    days: list[DueDay] = []
    for beat, following in zip(ordered, [*ordered, None][1:], strict=True):
        day = beat.starts_on
        while (following is None or day < following.starts_on) and len(days) < MOST_DAYS:
            days.append(DueDay(day, beat.every_days))
            if day > until:
                return days
            day += timedelta(days=beat.every_days)
    return days


def uncovered(days: Sequence[DueDay], meetings: Iterable[tuple[date, ...]]) -> list[DueDay]:
    """The due days that none of the meetings covers. Each stands for one day at most."""
    left = {day.on: day for day in days}
    waiting = sorted(meetings)
    for place in range(max(map(len, waiting), default=0)):
        waiting = [one for one in waiting if len(one) <= place or left.pop(one[place], None) is None]
    for meeting in waiting:
        near = nearest(left.values(), meeting[0])
        if near is not None:
            del left[near.on]
    return [day for day in days if day.on in left]


def nearest(days: Iterable[DueDay], to: date) -> DueDay | None:
    """The due day nearest to a day, the earlier of two, at most one period away."""
    within = [day for day in days if abs((day.on - to).days) <= day.every_days]
    return min(within, key=lambda day: (abs((day.on - to).days), day.on), default=None)
