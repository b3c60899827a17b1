"""S-13, S-14, S-15: majors in time, a decision that fits the findings, and the cycle after it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from milepost.engines.rules.answers import by_accreditation, conclude
from milepost.engines.rules.criteria.stages import FIRST_SURVEILLANCE_MONTHS, last_day
from milepost.engines.rules.dates import add_days, earliest, happened
from milepost.engines.rules.facts.certification import (
    AuditFinding,
    CertificateFacts,
    CertificationOutcome,
    Grade,
)
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.sequence.asking import Question, Step, sequencing_rule
from milepost.engines.rules.sequence.bodies import granted_on
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say

MAJOR_MONTHS = 6
CYCLE_MONTHS = 36


def _findings(facts: ProgrammeFacts, grade: Grade, on: date) -> list[AuditFinding]:
    known = facts.findings.findings if facts.findings else ()
    return [finding for finding in known if finding.grade is grade and finding.raised_on <= on]


@sequencing_rule("S-13")
def majors_are_verified_in_time(facts: ProgrammeFacts, question: Question) -> Outcome:
    ended = last_day(facts.stage2.dates) if facts.stage2 else None
    if ended is None or ended > question.on:
        return conclude([], holds=say("Stage 2 is not held, so no period runs."))
    limit = add_months(ended, MAJOR_MONTHS)
    majors = _majors_of_stage2(facts, question.on)
    results = [*_late_majors(majors, limit, question.on)]
    open_ = [m for m in majors if not happened(m.verified_on, question.on)]
    return conclude(
        results,
        holds=say("Each major nonconformity is verified in time, or its period still runs."),
        held_since=ended,
        holds_until=limit if open_ else None,
    )


def _majors_of_stage2(facts: ProgrammeFacts, on: date) -> list[AuditFinding]:
    """Not those of a surveillance after the certificate was granted: their period is not Stage 2's."""
    granted = granted_on(facts, on)
    return [major for major in _findings(facts, Grade.MAJOR, on) if granted is None or major.raised_on <= granted]


def _late_majors(majors: list[AuditFinding], limit: date, on: date) -> Iterator[CheckResult]:
    for major in majors:
        subject, name = about(Kind.FINDING, major.finding), major.finding.label
        if happened(major.verified_on, min(limit, on)):
            continue
        if on > limit:
            yield by_accreditation(
                "S-13.too-late",
                subject,
                say("{name} was not verified by {limit}, six months after Stage 2.", name=name, limit=limit),
                say("Hold Stage 2 again."),
                since=add_days(limit, 1),
            )
        else:
            yield by_accreditation(
                "S-13.running",
                subject,
                say("{name} must be verified by {limit}.", name=name, limit=limit),
                say("Send the body the evidence in time."),
                blocks=False,
            )


@sequencing_rule("S-14")
def outcome_fits_the_findings(facts: ProgrammeFacts, question: Question) -> Outcome:
    """Recording an outcome is never refused: what contradicts comes as a remark on that step."""
    certificate = facts.certificate
    decided = certificate.decided_on if certificate and happened(certificate.decided_on, question.on) else None
    recorded = certificate.outcome if certificate and decided else None
    outcome = CertificationOutcome(question.about) if question.about else recorded
    day = question.day if question.step else decided or question.on
    results: list[CheckResult] = []
    if outcome is None or outcome is CertificationOutcome.GRANTED:
        results.extend(_against_granting(facts, day))
    elif not (certificate and certificate.reasons.strip()):
        results.append(
            by_accreditation(
                "S-14.no-reasons",
                whole(Kind.CERTIFICATE, facts),
                say("The body's reasons are not kept."),
                say("Record the body's reasons with its decision."),
            )
        )
    if question.step is Step.RECORD_OUTCOME:
        results = [replace(result, blocks=False) for result in results]
    return conclude(results, holds=say("Nothing stands against a certificate."))


def _against_granting(facts: ProgrammeFacts, day: date) -> Iterator[CheckResult]:
    for major in _findings(facts, Grade.MAJOR, day):
        if not happened(major.verified_on, day):
            yield by_accreditation(
                "S-14.major-open",
                about(Kind.FINDING, major.finding),
                say("Major nonconformity {name} is open.", name=major.finding.label),
                say("Have the body verify it before it decides."),
                since=major.raised_on,
                clears_on=major.verified_on,
            )
    for minor in _findings(facts, Grade.MINOR, day):
        if not happened(minor.plan_accepted_on, day):
            yield by_accreditation(
                "S-14.no-plan",
                about(Kind.FINDING, minor.finding),
                say("The plan for minor nonconformity {name} is not accepted.", name=minor.finding.label),
                say("Send the plan and record the body's acceptance."),
                since=minor.raised_on,
                clears_on=minor.plan_accepted_on,
            )


@sequencing_rule("S-15")
def cycle_keeps_its_dates(facts: ProgrammeFacts, question: Question) -> Outcome:
    certificate, on = facts.certificate, question.on
    granted = certificate is not None and certificate.outcome is CertificationOutcome.GRANTED
    start = certificate.decided_on if certificate and granted else None
    if certificate is None or start is None or start > on or happened(certificate.ended_on, on):
        return conclude([], holds=say("No certificate runs."))
    if certificate.recertified_on is not None and certificate.recertified_on <= on:
        start = certificate.recertified_on
    subject = whole(Kind.CERTIFICATE, facts)
    expires = certificate.expires_on or add_months(start, CYCLE_MONTHS)
    held = sorted(
        s.dates.held_from for s in certificate.surveillances if s.dates.held_from and start <= s.dates.held_from <= on
    )
    dues = surveillances_due(start, expires, first_held=held[0] if held else None)
    missed = [due for due in dues if due < on and not _kept(due, dues, start, held)]
    results = [*_missed(subject, missed), *_recertification(subject, certificate, expires, on)]
    ahead = earliest(due for due in dues if due >= on and not _kept(due, dues, start, held))
    return conclude(
        results,
        holds=say("Surveillance keeps its dates; next by {day}.", day=ahead or expires),
        held_since=start,
        holds_until=ahead or expires,
    )


def surveillances_due(decided_on: date, expires_on: date, *, first_held: date | None = None) -> list[date]:
    """The last days of surveillance audits, the first within 12 months.

    Then the end of each calendar year after the one in which the first was held (until then: is due), but for the year
    of recertification.
    """
    first = add_months(decided_on, FIRST_SURVEILLANCE_MONTHS)
    counted_in = min(first_held, first).year if first_held is not None else first.year
    return [first, *(date(year, 12, 31) for year in range(counted_in + 1, expires_on.year))]


def _kept(due: date, dues: list[date], start: date, held: list[date]) -> bool:
    """The first counts from the decision, a later one within its own calendar year."""
    begin = start if due == dues[0] else date(due.year, 1, 1)
    return any(begin <= day <= due for day in held)


def _missed(subject: Subject, missed: list[date]) -> Iterator[CheckResult]:
    for due in missed:
        yield by_accreditation(
            "S-15.surveillance-missed",
            subject,
            say("A surveillance audit was due by {day}.", day=due),
            say("Agree it with the body at once: the certificate is at risk."),
            since=add_days(due, 1),
        )


def _recertification(subject: Subject, certificate: CertificateFacts, expires: date, on: date) -> Iterator[CheckResult]:
    if expires < on and not happened(certificate.recertified_on, on):
        yield by_accreditation(
            "S-15.expired",
            subject,
            say("Recertification was not decided by {day}.", day=expires),
            say("Ask the body how certification is restored."),
            since=add_days(expires, 1),
        )
