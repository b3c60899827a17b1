"""The operation clocks of a programme, read by the rules at a day.

What was read is kept per process under the heads of both ledgers (every fact of a clock changes with an entry in one
of them), the counts' own marks, the day and the language: reading again costs two queries. Anything that changes
without an entry, which verification finds, is not seen before the process ends or another entry is written.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from milepost.catalogue.practices import Rhythm as KnownRhythm
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.reading import ClockReading, read_clock
from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.results import CheckResult
from milepost.features.evidence.clocks.gathering import GatheredClock, gather_clocks
from milepost.features.evidence.clocks.recounting import bring_up_to_date
from milepost.features.evidence.imports.terms import terms_of_programme
from milepost.features.programmes.models import Programme
from milepost.platform.batches.evidence import evidence_of
from milepost.platform.batches.models import Rollup
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Stream

KEPT = 64
STATES = list(ClockState)


@dataclass(frozen=True, slots=True)
class RhythmClock:
    """One rhythm of a practice: what the catalogue says of it, its facts, and what they say."""

    known: KnownRhythm
    facts: ClockFacts
    reading: ClockReading

    @property
    def not_counted(self) -> int:
        """How many records do not count."""
        return sum(self.reading.discounted.values())


@dataclass(frozen=True, slots=True)
class Clock:
    """One practice's clock at a day; it passes when each rhythm does. `stale`: its records are being recounted."""

    gathered: GatheredClock
    on: date
    rhythms: tuple[RhythmClock, ...]
    stale: bool

    @property
    def key(self) -> str:
        return self.gathered.practice.key

    @property
    def name(self) -> str:
        return self.gathered.facts.label

    @property
    def passed(self) -> bool:
        return not self.stale and bool(self.rhythms) and all(each.reading.passed for each in self.rhythms)

    @property
    def state(self) -> ClockState:
        """That of the worst rhythm."""
        return min((each.reading.state for each in self.rhythms), key=STATES.index, default=ClockState.WAITING)

    @property
    def worst(self) -> RhythmClock:
        """The rhythm that holds the practice back: the worst state, then the latest day of completion."""
        return min(
            self.rhythms,
            key=lambda each: (STATES.index(each.reading.state), -(each.reading.complete_on or date.max).toordinal()),
        )

    @property
    def first(self) -> RhythmClock:
        """The rhythm of its records, where it has one: the catalogue names it first."""
        return self.rhythms[0]

    @property
    def run_start(self) -> date | None:
        return latest_if_all([each.reading.run_start for each in self.rhythms])

    @property
    def complete_on(self) -> date | None:
        return latest_if_all([each.reading.complete_on for each in self.rhythms])

    @property
    def months_complete(self) -> int:
        return min((each.reading.months_complete for each in self.rhythms), default=0)

    @property
    def hand_kept(self) -> bool:
        """Whether people type the dates of its source: then two seals are not only wanted but required."""
        return any(seal.timing is Timing.HAND_KEPT for seal in self.gathered.facts.seals)

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """What each rhythm found, once each."""
        found = {(result.id, str(result.text)): result for result in self._results()}
        return tuple(found.values())

    def _results(self) -> Iterator[CheckResult]:
        for each in self.rhythms:
            yield from each.reading.outcome.results


def read_clocks(programme: Programme, *, on: date) -> tuple[Clock, ...]:
    """The clocks of all practices of a programme at a day, in the catalogue's order."""
    key = _key(programme, on)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    terms, evidence = terms_of_programme(programme), evidence_of(programme.organisation_id)
    stale = bring_up_to_date(programme, terms, evidence)
    clocks = tuple(_read(gathered, on, stale) for gathered in gather_clocks(programme, on, terms, evidence))
    after = _key(programme, on)
    if not stale and after.heads == key.heads:  # else something was written meanwhile, and the facts may be mixed
        _keep(after, clocks)
    return clocks


def get_clock(programme: Programme, practice: str, *, on: date) -> Clock | None:
    """One practice's clock; None where the programme has no such practice."""
    return next((clock for clock in read_clocks(programme, on=on) if clock.key == practice), None)


def _read(gathered: GatheredClock, on: date, stale: frozenset[str]) -> Clock:
    rhythms = tuple(
        RhythmClock(known, facts, read_clock(facts, on=on))
        for known, facts in zip(gathered.known.rhythms, gathered.rhythms, strict=True)
    )
    return Clock(gathered, on, rhythms, gathered.practice.key in stale)


@dataclass(frozen=True, slots=True)
class _Key:
    """All that can change an answer."""

    programme_id: UUID
    on: date
    known_on: date
    language: str | None
    heads: tuple[str, ...]
    counted: tuple[tuple[str, int, str], ...]


_kept: OrderedDict[_Key, tuple[Clock, ...]] = OrderedDict()
_lock = Lock()


def _keep(key: _Key, clocks: tuple[Clock, ...]) -> None:
    with _lock:
        _kept[key] = clocks
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _key(programme: Programme, on: date) -> _Key:
    """The present key. Two queries."""
    heads = Stream.objects.filter(
        Q(programme_id=programme.pk) | Q(programme_id=None), organisation_id=programme.organisation_id
    ).values_list("head_hash", flat=True)
    counted = Rollup.objects.filter(programme_id=programme.pk).values_list("practice", "generation", "terms_digest")
    known_on = today(programme.organisation.timezone)
    return _Key(programme.pk, on, known_on, get_language(), tuple(sorted(heads)), tuple(sorted(counted)))
