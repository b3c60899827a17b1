"""G3-AUDIT: every clause and practice was audited within 12 months, on records, by competent, independent auditors.

Audits at planned intervals and impartial auditors are the standard's (9.2); the full scope before certification is
the roadmap's; 12 months and one month of records are this programme's.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.audits import Audited, Auditor, InternalAudit, InternalAuditFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.separation import alone, safeguarded
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say

AUDITED_WITHIN_MONTHS = 12
RECORDS_MONTHS = 1


def recent_audits(register: InternalAuditFacts, on: date) -> list[InternalAudit]:
    """The audits finished within the last 12 months before that day."""
    return [
        audit
        for audit in register.audits
        if audit.last_day is not None and audit.last_day <= on <= add_months(audit.last_day, AUDITED_WITHIN_MONTHS)
    ]


@criterion("G3-AUDIT", "internal_audit")
def internal_audit_is_complete(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.internal_audit)
    audits = recent_audits(register, on)
    results = [*_none_held(facts, register, on)] if not audits else []
    if audits:
        results.extend(_coverage(facts, register, audits, on))
    for audit in audits:
        results.extend(_report(audit, on))
        for auditor in audit.auditors:
            results.extend(_competence(audit, auditor))
    return conclude(
        results,
        holds=say("Every clause and practice was audited within 12 months."),
        held_since=latest_by(on, (audit.reported_on for audit in audits)),
        holds_until=earliest(add_months(day, AUDITED_WITHIN_MONTHS) for day in _days_of(audits, on)),
    )


def _days_of(audits: Sequence[InternalAudit], on: date) -> list[date]:
    """The days that must lie within 12 months: of the audits, and of the newest look at each clause and practice."""
    looks = newest_looks(audits, on).values()
    return [day for day in (*(a.last_day for a in audits), *(look.audited_on for look in looks)) if day is not None]


def _none_held(facts: ProgrammeFacts, register: InternalAuditFacts, on: date) -> Iterator[CheckResult]:
    planned = earliest(day for a in register.audits if (day := a.last_day or a.planned_until) is not None and day > on)
    old = register.latest(on)
    if old is not None and old.last_day is not None:
        yield by_programme(
            "G3-AUDIT.old",
            about(Kind.INTERNAL_AUDIT, old.audit),
            say("{audit} ended on {day}, more than 12 months ago.", audit=old.audit.label, day=old.last_day),
            say("Audit every clause and practice again."),
            since=add_days(add_months(old.last_day, AUDITED_WITHIN_MONTHS), 1),
            clears_on=planned,
        )
        return
    yield by_roadmap(
        "G3-AUDIT.not-held",
        whole(Kind.INTERNAL_AUDIT, facts),
        say("No internal audit is complete."),
        say("Hold the internal audit of every clause and practice."),
        clears_on=planned,
    )


def _coverage(
    facts: ProgrammeFacts, register: InternalAuditFacts, audits: Sequence[InternalAudit], on: date
) -> Iterator[CheckResult]:
    reached = newest_looks(audits, on)
    if not register.expected_clauses or not register.expected_practices:
        yield by_roadmap(
            "G3-AUDIT.scope-unknown",
            whole(Kind.AUDIT_PROGRAMME, facts),
            say("Nothing says which clauses and practices must be audited."),
            say("Take every clause and practice into the audit programme."),
        )
    for clause in register.expected_clauses:
        look = reached.get((False, clause))
        subject = Subject(Kind.CLAUSE, clause, clause)
        if look is None:
            yield by_roadmap(
                "G3-AUDIT.clause-not-audited",
                subject,
                say("Clause {clause} was not audited within 12 months.", clause=clause),
                say("Audit it."),
                since=_outdated(audits, (False, clause), on),
            )
        else:
            yield from _judge_look(look, subject, on)
    for practice in register.expected_practices:
        look = reached.get((True, practice.key))
        subject = about(Kind.PRACTICE, practice)
        if look is None:
            yield by_roadmap(
                "G3-AUDIT.practice-not-audited",
                subject,
                say("{name} was not audited within 12 months.", name=practice.label),
                say("Audit it on its records."),
                since=_outdated(audits, (True, practice.key), on),
            )
        else:
            yield from _judge_records(look, subject)
            yield from _judge_look(look, subject, on)


def _outdated(audits: Sequence[InternalAudit], key: tuple[bool, str], on: date) -> date | None:
    """The day from which the last look at something is too old."""
    looks = (look.audited_on for audit in audits for look in audit.audited if (look.practice, look.subject.key) == key)
    last = latest_by(on, looks)
    return add_days(add_months(last, AUDITED_WITHIN_MONTHS), 1) if last is not None else None


def newest_looks(audits: Sequence[InternalAudit], on: date) -> dict[tuple[bool, str], Audited]:
    """The newest look within 12 months at each clause and practice, by (is a practice, key)."""
    reached: dict[tuple[bool, str], Audited] = {}
    for audit in audits:
        for look in audit.audited:
            if look.audited_on is None or not look.audited_on <= on <= add_months(
                look.audited_on, AUDITED_WITHIN_MONTHS
            ):
                continue
            key = (look.practice, look.subject.key)
            known = reached.get(key)
            if known is None or known.audited_on is None or look.audited_on >= known.audited_on:
                reached[key] = look
    return reached


def _judge_records(look: Audited, subject: Subject) -> Iterator[CheckResult]:
    if not look.on_records or look.live_on is None or look.audited_on is None:
        yield by_programme(
            "G3-AUDIT.not-on-records",
            subject,
            say("{name} was not audited on records of its operation.", name=look.subject.label),
            say("Audit a sample of its records."),
        )
    elif look.audited_on < add_months(look.live_on, RECORDS_MONTHS):
        yield by_programme(
            "G3-AUDIT.too-early",
            subject,
            say("{name} was audited less than one month after it went live.", name=look.subject.label),
            say("Audit its records again after a month of operation."),
            since=look.audited_on,
        )


def _judge_look(look: Audited, subject: Subject, on: date) -> Iterator[CheckResult]:
    name = look.subject.label
    if look.on_planning and not happened(look.followed_up_on, on):
        yield by_programme(
            "G3-AUDIT.no-follow-up",
            subject,
            say("{name} was audited on its planning only.", name=name),
            say("Complete it by a follow-up audit."),
            since=look.audited_on,
            clears_on=look.followed_up_on,
        )
    if not look.auditors:
        yield by_standard(
            "9.2.2",
            "G3-AUDIT.no-auditor",
            subject,
            say("Nothing says who audited {name}.", name=name),
            say("Name the auditors."),
        )
    elif alone(look.auditors, look.owners) and _inexcusable(look, on):
        yield by_standard(
            "9.2.2",
            "G3-AUDIT.own-work",
            subject,
            say("{person} alone audited {name}, which is their own work.", person=look.auditors[0].label, name=name),
            say("Have somebody independent audit it; where impossible, the sponsor signs a reason and a safeguard."),
            since=look.audited_on,
        )


def _inexcusable(look: Audited, on: date) -> bool:
    """No safeguard excuses who runs the programme from having 9.2 audited by somebody else."""
    return look.subject.key.startswith("9.2") or not safeguarded(look.safeguard, on)


def _report(audit: InternalAudit, on: date) -> Iterator[CheckResult]:
    subject = about(Kind.INTERNAL_AUDIT, audit.audit)
    if not happened(audit.reported_on, on):
        yield by_standard(
            "9.2.2",
            "G3-AUDIT.not-reported",
            subject,
            say("{audit} has no report.", audit=audit.audit.label),
            say("Report to the relevant management."),
            since=audit.last_day,
            clears_on=audit.reported_on,
        )
    elif not (audit.names_nonconformities and audit.names_observations):
        yield by_roadmap(
            "G3-AUDIT.report-incomplete",
            subject,
            say("The report of {audit} does not name nonconformities and observations.", audit=audit.audit.label),
            say("Name them, or say that there were none."),
            since=audit.reported_on,
        )
    if not audit.auditors:
        yield by_standard(
            "9.2.2",
            "G3-AUDIT.no-team",
            subject,
            say("{audit} names no auditors.", audit=audit.audit.label),
            say("Enter the auditors with their competence."),
            since=audit.last_day,
        )


def _competence(audit: InternalAudit, auditor: Auditor) -> Iterator[CheckResult]:
    begun = audit.first_day or audit.last_day
    if auditor.competent_on is None or not auditor.competence.strip() or (begun and auditor.competent_on > begun):
        yield by_standard(
            "7.2",
            "G3-AUDIT.not-competent",
            about(Kind.PERSON, auditor.person),
            say("Nothing shows that {name} was competent to audit.", name=auditor.person.label),
            say("File the evidence of competence, or have a competent auditor repeat the work."),
            since=audit.last_day,
        )
