"""Counts per day: the roll-up that the clock reads instead of rows, and when its records were entered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from types import MappingProxyType

from milepost.engines.rules.clock.records import NEVER_OFFERED, Ground, Judged

NONE_DISCOUNTED: Mapping[Ground, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many records of one practice counted on a day, and how many did not, by ground."""

    day: date
    counted: int
    discounted: Mapping[Ground, int] = field(default_factory=lambda: NONE_DISCOUNTED)


def daily_counts(judged: Iterable[Judged]) -> tuple[DayCount, ...]:
    """The judged records of one practice added up by day, days in order; a day without records is left out."""
    counted: Counter[date] = Counter()
    discounted: defaultdict[date, Counter[Ground]] = defaultdict(Counter)
    for _record, verdict in judged:
        if verdict.counted:
            counted[verdict.day] += 1
        elif verdict.ground is not None:
            discounted[verdict.day][verdict.ground] += 1
    return tuple(
        DayCount(day, counted[day], dict(discounted[day]) if day in discounted else NONE_DISCOUNTED)
        for day in sorted(counted.keys() | discounted.keys())
    )


def entered_by_day(judged: Iterable[Judged], zone: tzinfo) -> dict[date, int]:
    """How many of the judged records that are offered as evidence of operation were entered on each day.

    A record whose source does not say when it was entered is left out; one that does not count is not.
    """
    return Counter(
        record.entered_at.astimezone(zone).date()
        for record, verdict in judged
        if record.entered_at is not None and (verdict.counted or verdict.ground not in NEVER_OFFERED)
    )
