"""Clocks as the command line and the API show them: one row for each rhythm of a practice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from milepost.features.evidence.clocks.reading import Clock, RhythmClock
from milepost.features.evidence.clocks.topics import recounting
from milepost.features.programmes.models import Programme
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def clocks_values(programme: Programme, clocks: Iterable[Clock], on: date) -> dict[str, Any]:
    """The answer of `records clock`: a row for each rhythm of each practice, in the catalogue's order.

    Where there is no clock, nothing has passed.
    """
    rows = [_row(clock, each) for clock in clocks for each in clock.rhythms]
    passed = bool(rows) and all(row["passed"] for row in rows)
    return {"programme": programme.code, "on": on, "passed": passed, "clocks": rows}


def _row(clock: Clock, each: RhythmClock) -> dict[str, Any]:
    reading = each.reading
    results = [*reading.outcome.results] if not clock.stale else [recounting(clock)]
    return {
        "practice": clock.key,
        "rhythm": reading.rhythm or each.known.kind.value,
        "rhythm_key": each.known.key,
        "name": clock.name,
        "state": "recounting" if clock.stale else reading.state.value,
        "live_on": clock.gathered.practice.live_on,
        "run_start": reading.run_start,
        "first_counted": reading.first_counted,
        "last_counted": reading.last_counted,
        "received": reading.counted + sum(reading.discounted.values()),
        "counted": reading.counted,
        "discounted": {ground.value: count for ground, count in reading.discounted.items()},
        "unmapped": reading.unmapped,
        "months_complete": reading.months_complete,
        "complete_on": reading.complete_on,
        "horizon": reading.horizon,
        "witnessed_since": reading.witnessed_since,
        "longest_silence_days": reading.longest_silence_days,
        "gaps": [{"from": gap.from_on, "to": gap.to_on, "why": speak(gap.why)} for gap in reading.gaps],
        "passed": reading.passed and not clock.stale,
        "holds_from": reading.holds_from,
        "results": [result_facts(result) for result in results],
    }
