"""The operation clocks of a programme, read by the rules at a day; what was read is kept while nothing changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.catalogue.practices import Rhythm as KnownRhythm
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.reading import ClockReading, read_clock
from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.results import CheckResult
from milepost.features.evidence.clocks.gathering import GatheredClock, gather_clocks
from milepost.features.evidence.clocks.present import CLOCKS, Present, present_of
from milepost.features.evidence.clocks.recounting import bring_up_to_date
from milepost.features.evidence.imports.terms import terms_of_programme
from milepost.features.practices.querysets import practices_with_registers
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.batches.evidence import evidence_of
from milepost.platform.ledger.kept import Heads, Kept, heads_of

STATES = list(ClockState)
kept_clocks = Kept[Present, "tuple[Clock, ...]"](64, Present.place)


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
    """The clocks of all practices of a programme at a day, in the catalogue's order. Two queries where it is kept."""
    present = present_of(programme, on)
    heard = present.heard(CLOCKS)

    def count_and_keep() -> tuple[Clock, ...]:
        clocks = count_clocks(programme, present)
        keep_clocks(heard, clocks, heads_of(programme.organisation_id, programme.pk))
        return clocks

    return kept_clocks.ask(heard, count_and_keep)


def keep_clocks(heard: Present, clocks: tuple[Clock, ...], heads: Heads) -> None:
    """Keep what was counted, unless some is being recounted or a clock noticed something before these heads."""
    if is_counted(clocks) and heard.stands(heads, CLOCKS):
        kept_clocks.put(heard, clocks)


def is_counted(clocks: tuple[Clock, ...]) -> bool:
    """Whether nothing is being recounted."""
    return not any(clock.stale for clock in clocks)


def count_clocks(
    programme: Programme, present: Present, versions: Sequence[ScopeVersion] | None = None
) -> tuple[Clock, ...]:
    """The clocks as the present facts have them; what was counted under other terms is counted anew.

    `versions` are those of the scope whose signature counts, for a caller who has read them.
    """
    practices, evidence = practices_with_registers(programme), evidence_of(programme.organisation_id)
    terms = terms_of_programme(programme, practices, versions)
    counted = {practice: digest for practice, _generation, digest in present.counted}
    stale = bring_up_to_date(programme, terms, evidence, counted)
    gathered = gather_clocks(programme, present.on, practices, terms, evidence)
    return tuple(_read(clock, present.on, stale) for clock in gathered)


def get_clock(programme: Programme, practice: str, *, on: date) -> Clock | None:
    """One practice's clock; None where the programme has no such practice."""
    return next((clock for clock in read_clocks(programme, on=on) if clock.key == practice), None)


def _read(gathered: GatheredClock, on: date, stale: frozenset[str]) -> Clock:
    rhythms = tuple(
        RhythmClock(known, facts, read_clock(facts, on=on))
        for known, facts in zip(gathered.known.rhythms, gathered.rhythms, strict=True)
    )
    return Clock(gathered, on, rhythms, gathered.practice.key in stale)
