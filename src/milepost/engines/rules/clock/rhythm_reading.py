"""One rhythm of one practice, read as far as anything is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.business_time import nth_working_day_after, working_days_within
from milepost.engines.rules.clock.evidence import DAY, Evidence, Sight
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.rhythms import Owed, Rhythm, RhythmKind
from milepost.engines.rules.clock.runs import Run, trace_runs
from milepost.engines.rules.months import add_months, months_between


class ClockState(StrEnum):
    """How a clock stands, the worst first; a practice with two rhythms stands as the worse one."""

    NOT_LIVE = "not_live"
    IMPORT_FIRST = "import_first"
    WAITING = "waiting"
    BROKEN = "broken"
    RUNNING = "running"
    HOLDS = "holds"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the facts of a practice reach, for a judged date.

    `until`: the judged date, or for a date in the future the last one of which anything can be known.
    `seen_until`: the last day that is imported. `unimported_days`: working days that should be imported and are not.
    """

    on: date
    until: date
    seen_until: date | None
    unimported_days: int

    @property
    def is_future(self) -> bool:
        return self.until < self.on

    @classmethod
    def of(cls, facts: ClockFacts, on: date) -> "Reach":
        today = min(on, facts.known_on or on)
        until = on
        if facts.horizon is None:
            return cls(on, today, None, _unimported_days(facts, today))
        if today < on and _unimported_days(facts, on) > facts.settings.unimported_days:
            until = max(today, facts.horizon)
        return cls(on, until, min(until, facts.horizon), _unimported_days(facts, today))


def _unimported_days(facts: ClockFacts, until: date) -> int:
    since = facts.horizon + DAY if facts.horizon else facts.live_on
    return working_days_within(since, until, facts.holidays) if since else 0


@dataclass(frozen=True, slots=True)
class RhythmReading:
    """What one rhythm shows: its runs, oldest first, and where the current one stands.

    `run` is None where nothing runs; `owed` says what the present one lives on.
    """

    rhythm: Rhythm
    runs: tuple[Run, ...]
    run: Run | None
    months_complete: int
    complete_on: date | None
    longest_silence_days: int
    owed: Owed | None

    @property
    def kind(self) -> RhythmKind:
        return self.rhythm.kind

    @property
    def earlier_runs(self) -> tuple[Run, ...]:
        return self.runs[:-1] if self.run else self.runs

    @property
    def holds_until(self) -> date | None:
        """The last day on which the run is whole if nothing more comes; a flow breaks on the very day it owes."""
        if self.owed is None:
            return None
        return self.owed.by - DAY if self.kind is RhythmKind.FLOW else self.owed.by

    def state(self, reach: Reach) -> ClockState:
        if self.complete_on is None:
            return ClockState.BROKEN if self.runs else ClockState.WAITING
        if self.complete_on > reach.on:
            return ClockState.RUNNING
        return ClockState.HOLDS if reach.is_future else ClockState.COMPLETE


def read_rhythm(facts: ClockFacts, rhythm: Rhythm, counts: Mapping[date, int], reach: Reach) -> RhythmReading:
    """One rhythm of a practice that is live; `counts` are its counted records by day up to the judged date."""
    sight = _sight(facts, rhythm, counts, reach)
    runs = trace_runs(rhythm, sight, facts.redesigned_on)
    run = runs[-1] if runs and runs[-1].why_ended is None else None
    return RhythmReading(
        rhythm=rhythm,
        runs=runs,
        run=run,
        months_complete=months_between(run.starts_on, sight.until) if run else 0,
        complete_on=add_months(run.starts_on, facts.settings.months) if run else None,
        longest_silence_days=sight.longest_silence(run.starts_on) if run else sight.present_silence(),
        owed=rhythm.owed(sight, run.starts_on) if run else None,
    )


def _sight(facts: ClockFacts, rhythm: Rhythm, counts: Mapping[date, int], reach: Reach) -> Sight:
    live_on = facts.live_on or date.max
    retired_on = facts.live_until if facts.live_until is not None and facts.live_until < reach.until else None
    until = retired_on or reach.until
    seen_until = min(until, reach.seen_until) if reach.seen_until else live_on - DAY
    days = rhythm.evidence(counts, until)
    evidence = Evidence.of({day: count for day, count in days.items() if live_on <= day <= until})
    return Sight(evidence, live_on, until, seen_until, facts.holidays, retired_on)


def import_due_on(facts: ClockFacts) -> date | None:
    """The last day on which the time not yet imported is borne."""
    if facts.horizon is None:
        return None
    return nth_working_day_after(facts.horizon, facts.settings.unimported_days + 1, facts.holidays) - DAY
