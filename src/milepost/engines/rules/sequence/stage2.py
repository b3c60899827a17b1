"""S-04 to S-07, S-11, S-12, S-19: what comes before Stage 2. Judged for the day Stage 2 is for, or was held on."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_programme, by_roadmap, conclude
from milepost.engines.rules.criteria.internal_audit import recent_audits
from milepost.engines.rules.criteria.stages import judge_concerns, last_day
from milepost.engines.rules.dates import add_days, happened, latest, latest_by
from milepost.engines.rules.facts.audits import InternalAudit
from milepost.engines.rules.facts.practices import PracticeClock
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.sequence.asking import (
    Question,
    attested,
    projected,
    sequencing_rule,
    stood_by,
    unrecorded,
)
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say, say_many

WITNESS_DAYS = 28
"""By Stage 2 two seals of a practice's records lie at least this far apart."""

ONE_SEAL = "S-07.one-seal"
"""The clock's own word for the same, source by source."""


def as_held(facts: ProgrammeFacts, question: Question) -> Question:
    """Once Stage 2 was held, the rules before it are judged on its true first day."""
    held = facts.stage2.dates.held_from if facts.stage2 else None
    return question.at(held) if question.step is None and held is not None and held <= question.on else question


@sequencing_rule("S-04")
def internal_audit_comes_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    holds = say("The internal audit is complete and its corrective actions are verified.")
    return stood_by(("G3-AUDIT", "G3-CAPA"), facts, asked.at(asked.on), holds)


@sequencing_rule("S-05")
def management_review_comes_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    return stood_by(("G3-REVIEW",), facts, asked.at(asked.on), say("The management review was held."))


@sequencing_rule("S-06")
def sla_records_come_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    return stood_by(("G3-SLA",), facts, as_held(facts, question), say("The SLA records show their months by Stage 2."))


@sequencing_rule("S-07")
def operation_comes_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    outcome = stood_by(("G3-OPERATION",), facts, asked, say("Each practice has operated long enough by Stage 2."))
    told = {result.subject.key for result in outcome.results if result.id == ONE_SEAL}
    witness = [
        projected(result, asked)
        for clock in (facts.clocks.clocks if facts.clocks else ())
        if clock.practice not in told
        for result in _judge_witness(clock, asked.on)
    ]
    unwitnessed = say("Records kept by hand are not witnessed yet.")
    return conclude(
        (*outcome.results, *witness),
        holds=outcome.summary,
        fails=unwitnessed if outcome.passed else outcome.summary,
        held_since=outcome.holds_from,
    )


def _judge_witness(clock: PracticeClock, on: date) -> Iterator[CheckResult]:
    """Two seals 28 days apart; hand-kept sources are refused without, native registers witness themselves."""
    if clock.native or clock.run_start is None or clock.run_start > on:
        return
    first, last = clock.witnessed_since, clock.last_sealed_on
    if first is not None and first <= on and last is not None and min(last, on) >= add_days(first, WITNESS_DAYS):
        return
    sealed = first is not None and first <= on
    yield by_programme(
        "S-07.not-witnessed",
        about(Kind.PRACTICE, Ref(clock.practice, clock.name)),
        say("The records of {name} have no two seals {count} days apart.", name=clock.name, count=WITNESS_DAYS),
        say("Import its records again, four weeks after the first import."),
        blocks=clock.hand_kept,
        clears_on=max(add_days(first, WITNESS_DAYS), on) if first is not None and sealed else None,
    )


@sequencing_rule("S-11")
def stage1_is_remedied_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    holds = say("Everything that Stage 1 raised is resolved.")
    stage1 = facts.stage1
    if stage1 is None:
        standing = attested("G4-STAGE1", facts, asked)
        if standing is not None:
            return standing
        text, fix = say("Stage 1 is not recorded here."), say("Attest G4-STAGE1 with its report and what it raised.")
        return conclude([unrecorded("S-11", Kind.STAGE1, facts, text, fix)], holds=holds)
    results: list[CheckResult] = []
    if happened(stage1.voided_on, asked.on):
        text, fix = say("Stage 1 is void: the body changed."), say("Have the appointed body hold Stage 1.")
        results.append(by_roadmap("S-11.voided", whole(Kind.STAGE1, facts), text, fix, since=stage1.voided_on))
    elif not happened(last_day(stage1.dates), asked.on) or not happened(stage1.reported_on, asked.on):
        text, fix = say("Stage 1 is not held and reported."), say("Have Stage 1 held and record its report.")
        clears = latest([last_day(stage1.dates), stage1.reported_on]) if stage1.reported_on else None
        results.append(by_roadmap("S-11.no-stage1", whole(Kind.STAGE1, facts), text, fix, clears_on=clears))
    results.extend(judge_concerns("S-11", stage1, asked.on))
    return conclude(
        results,
        holds=holds,
        held_since=latest_by(asked.on, [stage1.reported_on, *(c.resolved_on for c in stage1.concerns)]),
    )


@sequencing_rule("S-12")
def audit_leaves_time_before_stage2(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    holds = say("There is enough time between the internal audit and Stage 2.")
    if facts.internal_audit is None:
        standing = attested("G3-AUDIT", facts, asked)
        if standing is not None:
            return standing
        text, fix = say("No internal audit is recorded here."), say("Attest G3-AUDIT with the internal audit's report.")
        return conclude([unrecorded("S-12", Kind.INTERNAL_AUDIT, facts, text, fix)], holds=holds)
    audits = recent_audits(facts.internal_audit, asked.on)
    newest = max(audits, key=lambda a: a.last_day or date.min, default=None)
    if newest is None or newest.last_day is None:
        text, fix = say("No internal audit is complete."), say("Hold the internal audit first.")
        return conclude([by_roadmap("S-12.no-audit", whole(Kind.INTERNAL_AUDIT, facts), text, fix)], holds=holds)
    raised = _raised(facts, newest, asked.on)
    first = add_days(newest.last_day, facts.settings.audit_to_stage2_refused_days) if raised else newest.last_day
    return conclude(_time_left(facts, newest, newest.last_day, asked, raised=raised), holds=holds, held_since=first)


def _raised(facts: ProgrammeFacts, audit: InternalAudit, on: date) -> bool:
    """Whether that audit raised a nonconformity; where they are kept elsewhere, it is taken to have."""
    if facts.corrective_actions is None:
        return True
    known = facts.corrective_actions.nonconformities
    return any(n.audit == audit.audit.key and n.raised_on <= on for n in known)


def _time_left(
    facts: ProgrammeFacts, audit: InternalAudit, ended_on: date, asked: Question, *, raised: bool
) -> Iterator[CheckResult]:
    days = (asked.day - ended_on).days
    refused, warned = facts.settings.audit_to_stage2_refused_days, facts.settings.audit_to_stage2_warned_days
    subject = about(Kind.INTERNAL_AUDIT, audit.audit)
    text = say_many(
        "Stage 2 would follow {audit} after one day.",
        "Stage 2 would follow {audit} after {count} days.",
        days,
        audit=audit.audit.label,
    )
    if days < refused:
        yield by_roadmap(
            "S-12.too-soon",
            subject,
            text,
            say("Leave at least {count} days to correct and verify.", count=refused),
            blocks=raised,
            clears_on=add_days(ended_on, refused),
        )
    elif days < warned:
        yield by_programme(
            "S-12.tight",
            subject,
            text,
            say("{count} days leave room to correct and verify.", count=warned),
            blocks=False,
            clears_on=add_days(ended_on, warned),
        )


@sequencing_rule("S-19")
def stage2_lies_within_the_interval(facts: ProgrammeFacts, question: Question) -> Outcome:
    asked = as_held(facts, question)
    stage1 = facts.stage1
    ended = last_day(stage1.dates) if stage1 else None
    if stage1 is None or ended is None or ended > asked.on or happened(stage1.voided_on, asked.on):
        return conclude([], holds=say("No Stage 1 counts yet, so no interval runs."))
    limit = _interval_end(facts, ended, asked.on)
    results: list[CheckResult] = []
    if asked.day > limit:
        subject: Subject = whole(Kind.STAGE1, facts)
        results.append(
            by_accreditation(
                "S-19.too-late",
                subject,
                say("Stage 1 ended on {day}, and the body's interval ended on {limit}.", day=ended, limit=limit),
                say("Ask the body to repeat Stage 1."),
                since=add_days(limit, 1),
            )
        )
    return conclude(
        results,
        holds=say("Stage 2 lies within the interval, until {limit}.", limit=limit),
        held_since=ended,
        holds_until=limit,
    )


def _interval_end(facts: ProgrammeFacts, ended: date, on: date) -> date:
    """By the body's own interval, else by the programme's setting: accreditation rules set no maximum."""
    body = facts.body.appointed(on) if facts.body else None
    if body is not None and body.stage_interval_days is not None:
        return add_days(ended, body.stage_interval_days)
    return add_months(ended, facts.settings.stage2_interval_months)
