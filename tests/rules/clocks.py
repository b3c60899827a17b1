"""Building blocks for the tests of the operation clock: days with records, and facts that read short."""

from collections.abc import Iterable
from datetime import date, timedelta

from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.reading import ClockReading, read_clock
from milepost.engines.rules.clock.rhythms import Flow, Rhythm

DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def each_day(first: str, last: str) -> list[date]:
    since = day(first)
    return [since + offset * DAY for offset in range((day(last) - since).days + 1)]


def counted(days: Iterable[date | str]) -> tuple[DayCount, ...]:
    """One counted record on each of the days."""
    return tuple(DayCount(each, 1) for each in sorted({day(item) if isinstance(item, str) else item for item in days}))


def clock(*rhythms: Rhythm, days: Iterable[date | str] = (), **changes: object) -> ClockFacts:
    """A practice live since 1 September 2026, imported far ahead of any judged date."""
    given: dict[str, object] = {
        "live_on": day("2026-09-01"),
        "horizon": day("2029-12-31"),
        "days": counted(days),
    }
    return ClockFacts("incident", "Incident", rhythms or (Flow(),), **given | changes)  # type: ignore[arg-type]


def read(facts: ClockFacts, on: str) -> ClockReading:
    return read_clock(facts, on=day(on))


def ids(reading: ClockReading, *, blocking: bool = True) -> list[str]:
    """The ids of the results that keep the clock from passing, or of the remarks."""
    return [result.id for result in reading.outcome.results if result.blocks is blocking]
