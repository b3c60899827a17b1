"""W-05, W-06, W-07: design after operation, an audit too late, evidence made in a rush."""

from collections.abc import Iterator
from datetime import date
from statistics import median

from milepost.engines.rules.answers import by_programme, by_roadmap
from milepost.engines.rules.dates import add_days, happened, latest
from milepost.engines.rules.facts.practices import PracticeClock
from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say, say_many
from milepost.engines.rules.warnings.signs import warning

LAST_DAYS_OF_PHASE = 14
LAST_DAYS_BEFORE_GATE = 28


@warning("W-05", say("design unfinished"))
def design_unfinished(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    for clock in facts.clocks.clocks if facts.clocks else ():
        if clock.without_procedure:
            yield by_roadmap(
                "W-05.no-procedure",
                about(Kind.PRACTICE, Ref(clock.practice, clock.name)),
                say_many(
                    "One record of {name} was offered while it had no approved procedure.",
                    "{count} records of {name} were offered while it had no approved procedure.",
                    clock.without_procedure,
                    name=clock.name,
                ),
                say("Have the procedure approved; records from before serve as a baseline only."),
                blocks=False,
            )
    for practice in facts.practices.practices if facts.practices else ():
        approved, live = practice.procedure_first_approved_on, practice.live_on
        if live is not None and live <= on and happened(approved, on) and approved is not None and approved > live:
            yield by_roadmap(
                "W-05.approved-after-live",
                about(Kind.PRACTICE, practice.practice),
                say(
                    "{name} went live on {live}, and its first procedure was approved on {approved}.",
                    name=practice.practice.label,
                    live=live,
                    approved=approved,
                ),
                say("Be ready to explain the order to the auditor."),
                blocks=False,
                since=live,
            )


@warning("W-06", say("internal audit too late"))
def internal_audit_too_late(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    stage2 = facts.stage2.dates if facts.stage2 else None
    day = stage2.best_known if stage2 else None
    if stage2 is None or day is None or happened(stage2.held_from, on):
        return
    audits = facts.internal_audit.audits if facts.internal_audit else ()
    ends = latest(a.last_day or a.planned_until for a in audits)
    warned = facts.settings.audit_to_stage2_warned_days
    end = ends or on
    if (day - end).days < warned:
        yield by_programme(
            "W-06.too-late",
            whole(Kind.INTERNAL_AUDIT, facts),
            say(
                "From the internal audit's end on {end} to Stage 2 on {day} there are fewer than {count} days.",
                end=end,
                day=day,
                count=warned,
            )
            if ends
            else say(
                "No internal audit is planned, and Stage 2 on {day} is fewer than {count} days away.",
                day=day,
                count=warned,
            ),
            say("Audit earlier, or move Stage 2."),
            blocks=False,
        )
    yield from _too_slow(facts, day, on)


def _too_slow(facts: ProgrammeFacts, stage2: date, on: date) -> Iterator[CheckResult]:
    """Open nonconformities at the pace measured so far: the median days from raising to verification."""
    known = facts.corrective_actions.nonconformities if facts.corrective_actions else ()
    paces = [(n.verified_on - n.raised_on).days for n in known if n.verified_on is not None and n.verified_on <= on]
    if not paces:
        return
    pace = round(median(paces))
    for n in known:
        if n.raised_on > on or happened(n.verified_on, on):
            continue
        expected = max(add_days(n.raised_on, pace), on)
        if expected >= stage2:
            yield by_programme(
                "W-06.too-slow",
                about(Kind.NONCONFORMITY, n.nonconformity),
                say(
                    "{name} would be verified about {expected}, and Stage 2 is on {day}.",
                    name=n.nonconformity.label,
                    expected=expected,
                    day=stage2,
                ),
                say("Speed up its verification, or move Stage 2."),
                blocks=False,
                since=n.raised_on,
            )


@warning("W-07", say("evidence rushed"))
def evidence_rushed(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    for phase in facts.phases:
        yield from _rushed_approvals(facts, phase, on)
    for gate in (Phase.IMPLEMENTATION, Phase.CERTIFICATION):  # before their phase nothing operates
        day = _gate_day(facts, gate, on)
        for clock in facts.clocks.clocks if facts.clocks and day else ():
            yield from _rushed_records(clock, gate, day or on, on)


def _rushed_approvals(facts: ProgrammeFacts, phase: PhaseFacts, on: date) -> Iterator[CheckResult]:
    begun, ends = phase.opened_on, phase.closed_on or phase.planned_end
    if facts.documents is None or begun is None or ends is None or on < add_days(ends, -LAST_DAYS_OF_PHASE):
        return
    if phase.closed_on is None and ends < on:
        ends = on
    approved = [d.first_approved_on for d in facts.documents.documents]
    days = [day for day in approved if day is not None and begun <= day <= min(ends, on)]
    late = sum(day > add_days(ends, -LAST_DAYS_OF_PHASE) for day in days)
    if 2 * late > len(days):
        yield by_programme(
            "W-07.approvals",
            Subject(Kind.PHASE, phase.phase.value, phase.phase.code),
            say_many(
                "One of {all} first approvals came in the phase's last 14 days.",
                "{count} of {all} first approvals came in the phase's last 14 days.",
                late,
                all=len(days),
            ),
            say("Approve documents as they are ready, and say why these came late."),
            blocks=False,
        )


def _gate_day(facts: ProgrammeFacts, gate: Phase, on: date) -> date | None:
    """The day of a gate: decided, else planned once it is near."""
    decision = facts.decision(gate, on)
    if decision is not None:
        return decision.decided_on
    phase = facts.phase(gate)
    planned = phase.planned_end if phase else None
    near = planned is not None and add_days(planned, -LAST_DAYS_BEFORE_GATE) <= on
    return max(planned, on) if near and planned else None


def _rushed_records(clock: PracticeClock, gate: Phase, day: date, on: date) -> Iterator[CheckResult]:
    entered = [entry for entry in clock.entered_by_day if entry.day <= min(day, on)]
    total = sum(entry.count for entry in entered)
    late = sum(entry.count for entry in entered if entry.day > add_days(day, -LAST_DAYS_BEFORE_GATE))
    if 2 * late > total:
        yield by_roadmap(
            "W-07.records",
            about(Kind.PRACTICE, Ref(clock.practice, clock.name)),
            say_many(
                "One of {all} records of {name} was entered in the last 28 days before {gate}.",
                "{count} of {all} records of {name} were entered in the last 28 days before {gate}.",
                late,
                all=total,
                gate=gate.gate,
                name=clock.name,
            ),
            say("Records made shortly before the audit do not show sustained operation: let it run longer."),
            blocks=False,
        )
