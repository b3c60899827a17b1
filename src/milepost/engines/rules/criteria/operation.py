"""G3-OPERATION: each practice is live and its clock shows the months in the current run.

The length of operation is the roadmap's; no clause names one. What the clock itself found says why there
is no run; otherwise it comes along as remarks.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, conclude
from milepost.engines.rules.criteria.practices import dropped
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import latest_by
from milepost.engines.rules.facts.practices import Practice, PracticeClock
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about
from milepost.engines.rules.texts import say, say_many

TOO_SHORT = "S-07.too-short"
"""The clock's own word for a run that is not long enough yet, which this criterion says itself."""


@criterion("G3-OPERATION", "practices", "clocks")
def practices_are_operational(facts: ProgrammeFacts, on: date) -> Outcome:
    practices, clocks = there(facts.practices), there(facts.clocks)
    months = facts.settings.months_of_operation
    by_practice = {clock.practice: clock for clock in clocks.clocks}
    results = [*dropped("G3-OPERATION", facts, practices)]
    shown = 0
    for practice in practices.practices:
        found = [*judge_operation("G3-OPERATION", practice, by_practice.get(practice.practice.key), months, on)]
        shown += not any(result.blocks for result in found)
        results.extend(found)
    return conclude(
        results,
        holds=say_many("{shown} clocks show one month.", "{shown} clocks show {count} months.", months, shown=shown),
        fails=say_many(
            "{shown} of {all} clocks show one month in the current run.",
            "{shown} of {all} clocks show {count} months in the current run.",
            months,
            shown=shown,
            all=len(practices.practices) + len(practices.missing),
        ),
        held_since=latest_by(on, (clock.complete_on for clock in clocks.clocks)),
    )


def judge_operation(
    id_: str, practice: Practice, clock: PracticeClock | None, months: int, on: date
) -> Iterator[CheckResult]:
    """One practice: live, on a run, and that run long enough on that day."""
    subject, name = about(Kind.PRACTICE, practice.practice), practice.practice.label
    if not practice.live(on):
        planned = practice.live_on or practice.planned_live_on
        yield by_roadmap(
            f"{id_}.not-live",
            subject,
            say("{name} is not live.", name=name),
            say("Take it live once design is complete."),
            since=latest_by(on, [practice.ended_on]),
            clears_on=add_months(planned, months) if planned is not None and planned > on else None,
        )
        return
    if clock is None:
        yield _no_run(id_, practice)
        return
    reasons = _reasons(clock, on)
    if clock.run_start is None or clock.run_start > on:
        yield from reasons or (_no_run(id_, practice),)
    elif clock.complete_on is not None and clock.complete_on > on:
        yield _running(id_, practice, clock, clock.run_start, months)
        yield from reasons
    elif reasons:
        yield from reasons
    elif clock.judged_on is not None and clock.judged_on < on:
        yield _assumed(id_, practice, clock.judged_on)
    elif not clock.passed or clock.complete_on is None:
        yield by_roadmap(
            f"{id_}.not-shown",
            subject,
            say("The clock of {name} does not show the months.", name=name),
            say("Look at what its clock found."),
        )
    yield from (replace(r, blocks=False) for r in clock.results if r not in reasons and r.id != TOO_SHORT)


def _reasons(clock: PracticeClock, on: date) -> tuple[CheckResult, ...]:
    """What keeps a clock from passing, besides the months themselves.

    On a day after the one it was judged on, what has settled itself by then is no reason any more.
    """
    if clock.passed:
        return ()
    ahead = clock.judged_on is not None and clock.judged_on < on
    return tuple(
        result
        for result in clock.results
        if result.blocks
        and result.id != TOO_SHORT
        and not (ahead and result.clears_on is not None and result.clears_on <= on)
    )


def _running(id_: str, practice: Practice, clock: PracticeClock, started_on: date, months: int) -> CheckResult:
    return by_roadmap(
        f"{id_}.running",
        about(Kind.PRACTICE, practice.practice),
        say_many(
            "{name} shows {shown} of one month, in a run since {day}.",
            "{name} shows {shown} of {count} months, in a run since {day}.",
            months,
            name=practice.practice.label,
            shown=clock.months_complete,
            day=started_on,
        ),
        say("Go on: nothing else is needed while records go on."),
        since=started_on,
        clears_on=clock.complete_on,
    )


def _no_run(id_: str, practice: Practice) -> CheckResult:
    return by_roadmap(
        f"{id_}.no-run",
        about(Kind.PRACTICE, practice.practice),
        say("{name} has no run of counted records.", name=practice.practice.label),
        say("Import its records, or work through a first case."),
    )


def _assumed(id_: str, practice: Practice, judged_on: date) -> CheckResult:
    """A later day than the clock was judged on: it holds only if records go on until then."""
    return by_programme(
        f"{id_}.if-records-go-on",
        about(Kind.PRACTICE, practice.practice),
        say(
            "Holds for {name} if records go on: they were judged on {day}.",
            name=practice.practice.label,
            day=judged_on,
        ),
        say("Keep importing its records."),
        blocks=False,
    )
