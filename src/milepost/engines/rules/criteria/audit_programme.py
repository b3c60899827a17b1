"""G2-AUDIT: the internal audit programme reaches everything and has its procedure, lead and competence plan (9.2)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, happened, latest_by
from milepost.engines.rules.facts.audits import AuditProgrammeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


@criterion("G2-AUDIT", "audit_programme")
def audit_programme_is_designed(facts: ProgrammeFacts, on: date) -> Outcome:
    programme = there(facts.audit_programme)
    return conclude(
        [*_schedule(facts, programme, on), *_means(facts, programme, on)],
        holds=say("The internal audit programme covers every clause and practice."),
        held_since=latest_by(on, [programme.designed_on, programme.procedure_approved_on]),
    )


def _schedule(facts: ProgrammeFacts, programme: AuditProgrammeFacts, on: date) -> Iterator[CheckResult]:
    designed = programme.designed_on is None or programme.designed_on <= on
    if not programme.scheduled or not designed:
        yield by_standard(
            "9.2.2",
            "G2-AUDIT.no-schedule",
            whole(Kind.AUDIT_PROGRAMME, facts),
            say("No internal audit is scheduled."),
            say("Draw up the schedule of internal audits."),
            clears_on=programme.designed_on,
        )
        return
    for clause in programme.clauses_missing:
        yield by_roadmap(
            "G2-AUDIT.clause-missing",
            Subject(Kind.CLAUSE, clause, clause),
            say("The schedule leaves out clause {clause}.", clause=clause),
            say("Schedule it."),
        )
    for practice in programme.practices_missing:
        yield by_roadmap(
            "G2-AUDIT.practice-missing",
            about(Kind.PRACTICE, practice),
            say("The schedule leaves out {name}.", name=practice.label),
            say("Schedule it."),
        )


def _means(facts: ProgrammeFacts, programme: AuditProgrammeFacts, on: date) -> Iterator[CheckResult]:
    subject = whole(Kind.AUDIT_PROGRAMME, facts)
    if not happened(programme.procedure_approved_on, on):
        yield by_roadmap(
            "G2-AUDIT.no-procedure",
            subject,
            say("The internal audit procedure is not approved."),
            say("Write the audit procedure and have it approved."),
            clears_on=programme.procedure_approved_on,
        )
    if programme.lead_auditor is None:
        yield by_standard(
            "9.2.2",
            "G2-AUDIT.no-lead",
            subject,
            say("No lead auditor is named."),
            say("Name the lead internal auditor."),
        )
    if not programme.competence:
        yield by_roadmap(
            "G2-AUDIT.no-competence-plan",
            subject,
            say("There is no plan for the auditors' competence."),
            say("Plan how the auditors become competent, with dates."),
        )
    for step in programme.competence:
        if happened(step.done_on, on):
            continue
        if step.due_on is None:
            yield by_roadmap(
                "G2-AUDIT.competence-undated",
                about(Kind.COMPETENCE, step.step),
                say("{step} has no date.", step=step.step.label),
                say("Set the day."),
            )
        elif step.due_on < on:
            yield by_roadmap(
                "G2-AUDIT.competence-overdue",
                about(Kind.COMPETENCE, step.step),
                say("{step} was due on {day}.", step=step.step.label, day=step.due_on),
                say("Do it, or set a new day and say why."),
                since=add_days(step.due_on, 1),
            )
