"""What the gates hear of the clocks: the topic `clocks`, one summary a practice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.clock.records import Ground
from milepost.engines.rules.facts.practices import ClockFacts, PracticeClock
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.texts import say
from milepost.features.evidence.clocks.reading import Clock


def clock_topics(clocks: Sequence[Clock]) -> Mapping[str, Any]:
    """The topic `clocks`; absent while no practice ever went live and no record was counted.

    Then operation may be kept elsewhere and be attested; with the first of either it is computed here.
    """
    if not any(clock.gathered.practice.live_on or clock.gathered.facts.days for clock in clocks):
        return {}
    return {"clocks": ClockFacts(tuple(_summary(clock) for clock in clocks))}


def _summary(clock: Clock) -> PracticeClock:
    gathered, first = clock.gathered, clock.first.reading
    summary = PracticeClock(
        practice=clock.key,
        name=clock.name,
        live_on=gathered.practice.live_on,
        before=gathered.practice.before,
        passed=clock.passed,
        months_complete=clock.months_complete,
        run_start=clock.run_start,
        complete_on=clock.complete_on,
        horizon=gathered.facts.horizon,
        witnessed_since=first.witnessed_since,
        unmapped=first.unmapped,
        results=clock.results,
        judged_on=min(clock.on, gathered.facts.known_on or clock.on),
        clause=gathered.known.clauses[0],
        last_sealed_on=first.last_sealed_on,
        hand_kept=clock.hand_kept,
        native=gathered.native,
        counted=first.counted,
        entered_by_day=tuple(entry for entry in gathered.entered if entry.day <= clock.on),
        without_procedure=first.discounted.get(Ground.NO_APPROVED_PROCEDURE, 0),
    )
    if clock.stale:
        return replace(summary, months_complete=0, complete_on=None, results=(recounting(clock),))
    return summary


def recounting(clock: Clock) -> CheckResult:
    """That nothing can be said until the records are counted under the present terms."""
    return by_programme(
        "S-07.recounting",
        Subject("practice", clock.key, clock.name),
        say("The records of {practice} are being recounted.", practice=clock.name),
        say("Look again in a moment; the worker does it."),
    )
