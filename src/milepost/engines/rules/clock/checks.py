"""What a clock lacks, as check results with their way out. All stand on the roadmap or the programme, on no clause."""

from collections.abc import Iterator, Sequence
from datetime import date

from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.rhythm_reading import ClockState, Reach, RhythmReading
from milepost.engines.rules.clock.rhythms import Planned, RhythmKind
from milepost.engines.rules.clock.witness import witnessed_from
from milepost.engines.rules.months import month_of
from milepost.engines.rules.results import Basis, CheckResult, Subject
from milepost.engines.rules.texts import Text, say, say_many


def check_clock(
    facts: ClockFacts, state: ClockState, rhythms: Sequence[RhythmReading], reach: Reach, unmapped: int
) -> tuple[CheckResult, ...]:
    """Everything that keeps the clock from passing, first what its state says, then remarks."""
    return tuple(_checks(facts, state, rhythms, reach, unmapped))


def _checks(
    facts: ClockFacts, state: ClockState, rhythms: Sequence[RhythmReading], reach: Reach, unmapped: int
) -> Iterator[CheckResult]:
    if state is ClockState.NOT_LIVE:
        yield _not_live(facts, reach)
        return
    if state is ClockState.IMPORT_FIRST:
        yield _import_first(facts, reach)
    else:
        for reading in rhythms:
            yield from _check_rhythm(facts, reading, reach)
    if not rhythms:
        yield _no_rhythm(facts)
    yield from _check_witness(facts, reach)
    if unmapped:
        yield _result(
            facts,
            "S-07.unmapped",
            Basis.PROGRAMME,
            say_many(
                "{count} record names a service that no mapping knows.",
                "{count} records name services that no mapping knows.",
                unmapped,
            ),
            say("Map the values to services of the portfolio; then these records are judged like the others."),
            blocks=False,
        )


def _result(
    facts: ClockFacts,
    check_id: str,
    basis: Basis,
    text: Text,
    fix: Text,
    *,
    blocks: bool = True,
    since: date | None = None,
    clears_on: date | None = None,
) -> CheckResult:
    subject = Subject("practice", facts.practice, facts.label)
    return CheckResult(check_id, subject, basis, text, fix, blocks=blocks, since=since, clears_on=clears_on)


def _not_live(facts: ClockFacts, reach: Reach) -> CheckResult:
    live_on, live_until = facts.live_on, facts.live_until
    if live_on is not None and live_until is not None and live_until < reach.until:
        text = say("{practice} was live until {day}.", practice=facts.label, day=live_until)
        fix = say("Take {practice} live again; a new run starts with its first counted record.", practice=facts.label)
    elif live_on is not None:
        text = say("{practice} goes live on {day}.", practice=facts.label, day=live_on)
        fix = say("Keep the date: three months of operation are counted from the first record after it.")
    else:
        text = say("{practice} is not live.", practice=facts.label)
        fix = say("Take {practice} live once its procedure is approved and G2 is passed.", practice=facts.label)
    return _result(facts, "S-07.not-live", Basis.ROADMAP, text, fix)


def _import_first(facts: ClockFacts, reach: Reach) -> CheckResult:
    if facts.horizon is None:
        text = say("No complete import of the records of {practice} is known.", practice=facts.label)
    else:
        text = say_many(
            "Records are imported up to {horizon}; {count} working day since then is not imported.",
            "Records are imported up to {horizon}; {count} working days since then are not imported.",
            reach.unimported_days,
            horizon=facts.horizon,
        )
    fix = say(
        "Import the records of {practice} up to now, and say for which period the import is complete.",
        practice=facts.label,
    )
    return _result(facts, "S-07.import-first", Basis.PROGRAMME, text, fix)


def _no_rhythm(facts: ClockFacts) -> CheckResult:
    text = say("{practice} has no rhythm.", practice=facts.label)
    fix = say("Choose how often the practice leaves evidence: flow, sparse, planned or triggered.")
    return _result(facts, "S-07.no-rhythm", Basis.PROGRAMME, text, fix)


def _check_rhythm(facts: ClockFacts, reading: RhythmReading, reach: Reach) -> Iterator[CheckResult]:
    state = reading.state(reach)
    if state is ClockState.WAITING:
        yield _no_run(facts, reading)
    elif state is ClockState.BROKEN:
        yield _broken(facts, reading)
    elif reading.run and reading.complete_on and state is not ClockState.COMPLETE:
        yield _result(
            facts,
            "S-07.too-short",
            Basis.ROADMAP,
            say_many(
                "{practice} runs since {start}: {count} month is complete on {complete_on}, if records go on.",
                "{practice} runs since {start}: {count} months are complete on {complete_on}, if records go on.",
                facts.settings.months,
                practice=facts.label,
                start=reading.run.starts_on,
                complete_on=reading.complete_on,
            ),
            _keep_going(reading),
            since=reading.run.starts_on,
            clears_on=reading.complete_on,
        )
    if isinstance(reading.rhythm, Planned) and reading.run is not None:
        yield from _check_planned(facts, reading.rhythm, reading, reach)
    yield from _owed_now(facts, reading, reach)


def _keep_going(reading: RhythmReading) -> Text:
    owed = reading.owed
    if owed is None:
        return say("Keep recording as the procedure says.")
    if reading.kind is RhythmKind.FLOW:
        return say("Keep recording: without a counted record by {day} the run ends.", day=owed.by)
    if reading.kind is RhythmKind.SPARSE:
        return say("Keep recording: the next month without a record needs its nil statement by {day}.", day=owed.by)
    return say("Keep the due dates: the next occurrence is to be done by {day}.", day=owed.by)


def _no_run(facts: ClockFacts, reading: RhythmReading) -> CheckResult:
    if reading.kind is RhythmKind.PLANNED:
        return _result(
            facts,
            "S-07.no-due-dates",
            Basis.PROGRAMME,
            say("{practice} has no approved due dates, so no run has started.", practice=facts.label),
            say("Fix the due dates beforehand and have them approved."),
        )
    return _result(
        facts,
        "S-07.no-record",
        Basis.ROADMAP,
        say("{practice} has left no counted record since it went live.", practice=facts.label),
        say("Record what the practice does in its tool of record, or mend the grounds for which records do not count."),
    )


def _broken(facts: ClockFacts, reading: RhythmReading) -> CheckResult:
    last = reading.runs[-1]
    return _result(
        facts,
        "S-07.gap",
        Basis.PROGRAMME,
        say(
            "{practice} has no current run; the last one ended on {day}. {why}",
            practice=facts.label,
            day=last.ends_on,
            why=last.why_ended or "",
        ),
        say("Operate again: a new run starts with the next evidence, and runs never add up."),
        since=last.gap.from_on if last.gap else last.ends_on,
    )


def _check_planned(facts: ClockFacts, rhythm: Planned, reading: RhythmReading, reach: Reach) -> Iterator[CheckResult]:
    run = reading.run
    if run is None:
        return
    yield from _check_performed(facts, rhythm, reading, run.starts_on, reach)
    month = rhythm.unscheduled(run.starts_on, reach.until)
    if month is not None:
        yield _result(
            facts,
            "S-07.due-dates-too-far-apart",
            Basis.PROGRAMME,
            say("No occurrence was due in the interval that ends with {month}.", month=str(month)),
            say("Fix a due date in each interval of the rhythm; to change the rhythm, give the reason."),
        )


def _check_performed(
    facts: ClockFacts, rhythm: Planned, reading: RhythmReading, started_on: date, reach: Reach
) -> Iterator[CheckResult]:
    """At least one occurrence: in the run, or for a long interval between approval of the procedure and Stage 2.

    It is said before the months are complete where they would be complete without one.
    """
    last = min(reach.until, facts.stage2_on or reach.until)
    since = rhythm.procedure_approved_on if rhythm.is_long else started_on
    if since is not None and any(day >= since for day in rhythm.done_days(last)):
        return
    due_on = None if since is None else rhythm.next_due(since, reach.until)
    if due_on is not None and facts.stage2_on is not None and due_on > facts.stage2_on:
        due_on = None
    in_time = due_on is not None and reading.complete_on is not None and due_on <= reading.complete_on
    if in_time and not rhythm.is_long and reading.state(reach) is not ClockState.COMPLETE:
        return
    yield _result(
        facts,
        "S-07.no-occurrence",
        Basis.PROGRAMME,
        say("{practice} was not performed once since its procedure was approved.", practice=facts.label)
        if rhythm.is_long
        else say("{practice} was not performed once in the current run.", practice=facts.label),
        say("Bring one occurrence forward, so that it lies before Stage 2."),
        clears_on=max(due_on, reach.until) if due_on is not None else None,
    )


def _owed_now(facts: ClockFacts, reading: RhythmReading, reach: Reach) -> Iterator[CheckResult]:
    """A remark on what is due and can still be done in time."""
    owed = reading.owed
    if owed is None or reach.seen_until is None or owed.due_on > reach.seen_until:
        return
    if reading.kind is RhythmKind.SPARSE:
        text = say("{month} has no counted record yet.", month=str(month_of(owed.due_on)))
        fix = say("Sign a nil statement for it by {day}, naming where you looked.", day=owed.by)
        yield _result(facts, "S-07.nil-due", Basis.PROGRAMME, text, fix, blocks=False)
    elif reading.kind is RhythmKind.PLANNED:
        text = say("The occurrence due on {due_on} is not done yet.", due_on=owed.due_on)
        fix = say("Do it by {day}.", day=owed.by)
        yield _result(facts, "S-07.occurrence-due", Basis.PROGRAMME, text, fix, blocks=False)


def _check_witness(facts: ClockFacts, reach: Reach) -> Iterator[CheckResult]:
    by = min(reach.on, facts.stage2_on or reach.on)
    for timing in (Timing.HAND_KEPT, Timing.SYSTEM_TIMED):
        witnessed_on = witnessed_from(facts, timing, by)
        if witnessed_on is None:
            continue
        again_on = max(witnessed_on, reach.on)
        yield _result(
            facts,
            "S-07.one-seal",
            Basis.PROGRAMME,
            say(
                "The imports of {practice} are not witnessed by two seals {days} days apart.",
                practice=facts.label,
                days=facts.settings.witness_days,
            ),
            say("Import again on {day} or later, before Stage 2.", day=again_on),
            blocks=timing is Timing.HAND_KEPT,
            clears_on=again_on if facts.stage2_on is None or again_on <= facts.stage2_on else None,
        )
