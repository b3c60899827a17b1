"""What the clock of one practice is read from: frozen facts, each with its date."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.rhythms import Rhythm


@dataclass(frozen=True, slots=True)
class Seal:
    """The day on which records of the practice were sealed, and who writes the times of their source."""

    sealed_on: date
    timing: Timing


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """The programme's numbers: months of operation asked for, working days not imported that are borne."""

    months: int = 3
    unimported_days: int = 10
    witness_days: int = 28


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """One practice. Days are dates in the programme's zone; every fact dated after the judged date is ignored.

    `days`: the roll-up; a day may come more than once (a row for each service). `horizon`: the last day that complete
    imports cover wholly (registers of our own: the last day that is over); None: nothing complete was imported.
    `seals`: of imports, none for registers of our own. `redesigned_on`: first days of procedure versions marked
    "redesign". `stage2_on`: the date of Stage 2, if set. `known_on`: the day on which the facts were gathered; a
    judged date after it lies in the future (None: it never does).
    """

    practice: str
    label: str
    rhythms: tuple[Rhythm, ...]
    live_on: date | None = None
    live_until: date | None = None
    days: tuple[DayCount, ...] = ()
    horizon: date | None = None
    seals: tuple[Seal, ...] = ()
    holidays: frozenset[date] = frozenset()
    redesigned_on: tuple[date, ...] = ()
    stage2_on: date | None = None
    known_on: date | None = None
    settings: ClockSettings = ClockSettings()

    def counted_by_day(self, until: date) -> Counter[date]:
        """How many records count on each day that has some, up to a date."""
        counts: Counter[date] = Counter()
        for day in self.days:
            if day.counted and day.day <= until:
                counts[day.day] += day.counted
        return counts
