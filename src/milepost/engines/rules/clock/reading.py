"""The operation clock of one practice, read at a date (`programme-rules.md`, "Operation clock").

`read_clock` first settles how far anything is known (the *horizon*), traces the runs of each rhythm up to there, and
lets `checks.py` say what is missing. Every rhythm of a practice must pass.

For a date in the future nothing is promised: the clock holds from the day on which the months are complete, if records
go on until then.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from milepost.engines.rules.clock.checks import check_clock
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.records import Ground
from milepost.engines.rules.clock.rhythm_reading import (
    ClockState,
    Reach,
    RhythmReading,
    import_due_on,
    read_rhythm,
)
from milepost.engines.rules.clock.rhythms import Gap
from milepost.engines.rules.dates import latest_if_all
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.texts import say_many


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What the clock of a practice says at `on`; the first names are the keys of `records clock --json`.

    `counted` and `discounted` are totals up to `on`, `unmapped` one of the grounds; `complete_on` and
    `months_complete` are those of the slowest rhythm. `gaps` are those of all rhythms, in order.
    """

    practice: str
    on: date
    state: ClockState
    rhythms: tuple[RhythmReading, ...]
    first_counted: date | None
    last_counted: date | None
    counted: int
    discounted: Mapping[Ground, int]
    horizon: date | None
    unimported_days: int
    witnessed_since: date | None
    last_sealed_on: date | None
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return self.outcome.passed

    @property
    def holds_from(self) -> date | None:
        return self.outcome.holds_from

    @property
    def rhythm(self) -> str:
        """The kinds of its rhythms: `flow`, or `sparse+planned` for two."""
        return "+".join(reading.kind for reading in self.rhythms)

    @property
    def unmapped(self) -> int:
        return self.discounted.get(Ground.UNMAPPED, 0)

    @property
    def run_start(self) -> date | None:
        """The latest start of the current runs; None while a rhythm has none."""
        return latest_if_all([reading.run.starts_on if reading.run else None for reading in self.rhythms])

    @property
    def complete_on(self) -> date | None:
        return latest_if_all([reading.complete_on for reading in self.rhythms])

    @property
    def months_complete(self) -> int:
        return min((reading.months_complete for reading in self.rhythms), default=0)

    @property
    def longest_silence_days(self) -> int:
        """Working days without a counted record: the most in the current run, else since the last one."""
        return max((reading.longest_silence_days for reading in self.rhythms), default=0)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        gaps = (run.gap for reading in self.rhythms for run in reading.runs if run.gap is not None)
        return tuple(sorted(gaps, key=lambda gap: (gap.from_on, gap.to_on)))


def read_clock(facts: ClockFacts, *, on: date) -> ClockReading:
    """What the clock of a practice says at a date; facts dated after it are ignored."""
    reach = Reach.of(facts, on)
    counts = facts.counted_by_day(on)
    live = _is_live(facts, reach)
    known = facts.live_on is not None and facts.live_on <= reach.until
    rhythms = tuple(read_rhythm(facts, rhythm, counts, reach) for rhythm in facts.rhythms) if known else ()
    state = _state(facts, rhythms, reach) if live else ClockState.NOT_LIVE
    seals = [seal.sealed_on for seal in facts.seals if seal.sealed_on <= on]
    evidence = _evidence(facts, counts, on)
    discounted = _discounted(facts, on)
    results = check_clock(facts, state, rhythms, reach, discounted.get(Ground.UNMAPPED, 0))
    return ClockReading(
        practice=facts.practice,
        on=on,
        state=state,
        rhythms=rhythms,
        first_counted=min(evidence, default=None),
        last_counted=max(evidence, default=None),
        counted=sum(evidence.values()),
        discounted=discounted,
        horizon=facts.horizon,
        unimported_days=reach.unimported_days,
        witnessed_since=min(seals, default=None),
        last_sealed_on=max(seals, default=None),
        outcome=_outcome(facts, rhythms, results),
    )


def read_each_rhythm(facts: ClockFacts, *, on: date) -> tuple[ClockReading, ...]:
    """One reading for each rhythm alone, in their order: the rows of `records clock`."""
    return tuple(read_clock(replace(facts, rhythms=(rhythm,)), on=on) for rhythm in facts.rhythms)


def _is_live(facts: ClockFacts, reach: Reach) -> bool:
    if facts.live_on is None or facts.live_on > reach.until:
        return False
    return facts.live_until is None or facts.live_until >= reach.until


def _state(facts: ClockFacts, rhythms: tuple[RhythmReading, ...], reach: Reach) -> ClockState:
    if facts.horizon is None or reach.unimported_days > facts.settings.unimported_days:
        return ClockState.IMPORT_FIRST
    worst_first = list(ClockState)
    return min((reading.state(reach) for reading in rhythms), key=worst_first.index, default=ClockState.WAITING)


def _evidence(facts: ClockFacts, counts: Mapping[date, int], on: date) -> dict[date, int]:
    """All evidence by day: records, and the occurrences and rehearsals that may be among them."""
    evidence = dict(counts)
    for rhythm in facts.rhythms:
        for day, count in rhythm.evidence(counts, on).items():
            if facts.live_on is not None and day >= facts.live_on:
                evidence[day] = max(count, evidence.get(day, 0))
    return evidence


def _discounted(facts: ClockFacts, on: date) -> dict[Ground, int]:
    totals: Counter[Ground] = Counter()
    for day in facts.days:
        if day.discounted and day.day <= on:
            totals.update(day.discounted)
    return dict(totals)


def _outcome(facts: ClockFacts, rhythms: tuple[RhythmReading, ...], results: tuple[CheckResult, ...]) -> Outcome:
    missing = [result for result in results if result.blocks]
    complete_on = latest_if_all([reading.complete_on for reading in rhythms])
    started_on = latest_if_all([reading.run.starts_on if reading.run else None for reading in rhythms])
    if missing or complete_on is None or started_on is None:
        holds_from = latest_if_all(result.clears_on for result in missing)
        return Outcome(passed=False, summary=missing[0].text, results=results, holds_from=holds_from)
    ends = [reading.holds_until for reading in rhythms] + [import_due_on(facts)]
    return Outcome(
        passed=True,
        summary=say_many(
            "{practice} runs since {start}; {count} month was complete on {complete_on}.",
            "{practice} runs since {start}; {count} months were complete on {complete_on}.",
            facts.settings.months,
            practice=facts.label,
            start=started_on,
            complete_on=complete_on,
        ),
        results=results,
        holds_from=complete_on,
        holds_until=min((end for end in ends if end is not None), default=None),
    )
