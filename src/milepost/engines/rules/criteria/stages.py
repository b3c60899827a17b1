"""G4-STAGE1, G4-STAGE2, G4-FINDINGS: application, both audits of the body, and what they raised."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_roadmap, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.certification import (
    ApplicationFacts,
    AuditFinding,
    Grade,
    PackPart,
    Site,
    Stage1Facts,
    Stage2Facts,
)
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import StepDates
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

FIRST_SURVEILLANCE_MONTHS = 12

_PARTS: dict[PackPart, Text] = {
    PackPart.SCOPE: say("The application pack lacks the scope statement."),
    PackPart.SMP: say("The application pack lacks the service management plan."),
    PackPart.DOCUMENTS: say("The application pack lacks the key documented information."),
    PackPart.DESIGN_PROOF: say("The application pack lacks the proof that design is complete."),
}


def last_day(dates: StepDates) -> date | None:
    """The last day of what was held."""
    return dates.held_until or dates.held_from


def awaited_day(dates: StepDates, on: date) -> date | None:
    """The day it is expected to be over, if it lies ahead."""
    day = last_day(dates) or dates.confirmed_for or dates.wanted_for
    return day if day is not None and day > on else None


def judge_pack(id_: str, facts: ProgrammeFacts, application: ApplicationFacts) -> Iterator[CheckResult]:
    """What the application pack lacks (S-10)."""
    for part, text in _PARTS.items():
        if part not in application.pack:
            yield by_roadmap(
                f"{id_}.pack-without-{part}", whole(Kind.APPLICATION, facts), text, say("Add it to the pack.")
            )


def judge_concerns(id_: str, stage1: Stage1Facts, on: date) -> Iterator[CheckResult]:
    """Findings and areas of concern of Stage 1 that are not resolved."""
    for concern in stage1.concerns:
        if concern.raised_on <= on and not happened(concern.resolved_on, on):
            yield by_roadmap(
                f"{id_}.concern-open",
                about(Kind.CONCERN, concern.concern),
                say("{concern} of Stage 1 is not resolved.", concern=concern.concern.label),
                say("Resolve it and file the evidence."),
                since=concern.raised_on,
                clears_on=concern.resolved_on,
            )


@criterion("G4-STAGE1", "application", "stage1")
def stage1_is_resolved(facts: ProgrammeFacts, on: date) -> Outcome:
    application, stage1 = there(facts.application), there(facts.stage1)
    results = [
        *_application(facts, application, on),
        *_stage1(facts, stage1, on),
        *judge_concerns("G4-STAGE1", stage1, on),
    ]
    return conclude(
        results,
        holds=say("Stage 1 is reported and everything it raised is resolved."),
        held_since=latest_by(on, [stage1.reported_on, *(c.resolved_on for c in stage1.concerns)]),
    )


def _application(facts: ProgrammeFacts, application: ApplicationFacts, on: date) -> Iterator[CheckResult]:
    if not happened(application.submitted_on, on):
        yield by_roadmap(
            "G4-STAGE1.not-submitted",
            whole(Kind.APPLICATION, facts),
            say("The application is not submitted."),
            say("Put the pack together and submit it."),
            clears_on=application.submitted_on,
        )
    yield from judge_pack("G4-STAGE1", facts, application)
    for question in application.clarifications:
        if question.asked_on <= on and not happened(question.answered_on, on):
            yield by_roadmap(
                "G4-STAGE1.unanswered",
                about(Kind.CLARIFICATION, question.question),
                say("{question} of the body is not answered.", question=question.question.label),
                say("Answer it."),
                since=question.asked_on,
                clears_on=question.answered_on,
            )


def _stage1(facts: ProgrammeFacts, stage1: Stage1Facts, on: date) -> Iterator[CheckResult]:
    subject = whole(Kind.STAGE1, facts)
    if happened(stage1.voided_on, on):
        yield by_accreditation(
            "G4-STAGE1.voided",
            subject,
            say("Stage 1 lost its worth on {day}: the body changed.", day=stage1.voided_on or on),
            say("Have the appointed body hold Stage 1."),
            since=stage1.voided_on,
        )
    if not happened(last_day(stage1.dates), on):
        yield by_roadmap(
            "G4-STAGE1.not-held",
            subject,
            say("Stage 1 is not held."),
            say("Agree its date with the body."),
            clears_on=awaited_day(stage1.dates, on),
        )
    elif not happened(stage1.reported_on, on):
        yield by_roadmap(
            "G4-STAGE1.no-report",
            subject,
            say("The Stage 1 report is not received."),
            say("Ask the body for it and record the day."),
            clears_on=stage1.reported_on,
        )


@criterion("G4-STAGE2", "stage2", "body")
def stage2_is_conducted(facts: ProgrammeFacts, on: date) -> Outcome:
    stage2 = there(facts.stage2)
    results = [*_stage2(facts, stage2, on)]
    if happened(last_day(stage2.dates), on):
        results.extend(_sites(facts, stage2))
    return conclude(results, holds=say("Stage 2 was conducted at its sites."), held_since=last_day(stage2.dates))


def _stage2(facts: ProgrammeFacts, stage2: Stage2Facts, on: date) -> Iterator[CheckResult]:
    subject = whole(Kind.STAGE2, facts)
    body = there(facts.body).appointed(stage2.dates.held_from or on)  # who was appointed then: later comes a transfer
    if not happened(last_day(stage2.dates), on):
        yield by_roadmap(
            "G4-STAGE2.not-held",
            subject,
            say("Stage 2 is not held."),
            say("Agree its date with the body."),
            clears_on=awaited_day(stage2.dates, on),
        )
    elif body is None or stage2.body != body.body.key:
        yield by_accreditation(
            "G4-STAGE2.other-body",
            subject,
            say("Stage 2 was not held by the appointed body."),
            say("Record which body held it; the same body holds both stages."),
        )


def _sites(facts: ProgrammeFacts, stage2: Stage2Facts) -> Iterator[CheckResult]:
    if not stage2.sites:
        yield by_accreditation(
            "G4-STAGE2.no-sites",
            whole(Kind.STAGE2, facts),
            say("Nothing says at which sites Stage 2 was held."),
            say("Enter the sites of its audit plan."),
        )
    for site in stage2.sites:
        yield from _judge_site(site)


def _judge_site(site: Site) -> Iterator[CheckResult]:
    if not (site.visited or site.remote or site.sampled_out):
        yield by_accreditation(
            "G4-STAGE2.site-missed",
            about(Kind.SITE, site.site),
            say("{site} stands in the audit plan and was not audited.", site=site.site.label),
            say("Ask the body how it is audited, and record it."),
        )
    elif (site.remote or site.sampled_out) and not site.reason.strip():
        yield by_accreditation(
            "G4-STAGE2.no-reason",
            about(Kind.SITE, site.site),
            say("{site} was audited remotely or left out, without the body's reason.", site=site.site.label),
            say("Record the body's reason."),
        )


@criterion("G4-FINDINGS", "findings", "stage2")
def findings_are_handled(facts: ProgrammeFacts, on: date) -> Outcome:
    stage2 = there(facts.stage2)
    known = [f for f in there(facts.findings).findings if f.raised_on <= on]
    results: list[CheckResult] = []
    if not happened(last_day(stage2.dates), on):
        results.append(
            by_roadmap(
                "G4-FINDINGS.no-stage2",
                whole(Kind.STAGE2, facts),
                say("Stage 2 is not held, so its nonconformities are not known."),
                say("Hold Stage 2."),
                clears_on=awaited_day(stage2.dates, on),
            )
        )
    surveyed_on = _first_surveillance(facts, on)
    for finding in known:
        if finding.grade is Grade.MAJOR:
            results.extend(_judge_major(finding, on))
        else:
            results.extend(_judge_minor(finding, surveyed_on, on))
    unfiled = [f.evidence_due_on for f in known if f.grade is Grade.MINOR and not happened(f.evidence_filed_on, on)]
    return conclude(
        results,
        holds=say("Majors are verified, and each minor has an accepted plan."),
        held_since=latest_by(on, (f.verified_on or f.plan_accepted_on for f in known)),
        holds_until=earliest(unfiled),
    )


def _first_surveillance(facts: ProgrammeFacts, on: date) -> date | None:
    """The day of the first surveillance, held or agreed, else the last one it may be held on; None: no certificate."""
    certificate = facts.certificate
    decided_on = certificate.granted(on) if certificate is not None else None
    if certificate is None or decided_on is None:
        return None
    agreed = earliest(surveillance.dates.best_known for surveillance in certificate.surveillances)
    return agreed or add_months(decided_on, FIRST_SURVEILLANCE_MONTHS)


def _judge_major(finding: AuditFinding, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.FINDING, finding.finding), finding.finding.label
    if not happened(finding.corrected_on, on):
        yield by_accreditation(
            "G4-FINDINGS.major-not-corrected",
            subject,
            say("Major nonconformity {name} is not corrected.", name=name),
            say("Correct it and act on its cause."),
            since=finding.raised_on,
            clears_on=finding.corrected_on,
        )
    if not happened(finding.verified_on, on):
        yield by_accreditation(
            "G4-FINDINGS.major-not-verified",
            subject,
            say("Major nonconformity {name} is not verified by the body.", name=name),
            say("Send the evidence and have the body verify it."),
            since=finding.raised_on,
            clears_on=finding.verified_on,
        )


def _judge_minor(finding: AuditFinding, surveyed_on: date | None, on: date) -> Iterator[CheckResult]:
    subject, name = about(Kind.FINDING, finding.finding), finding.finding.label
    if not happened(finding.cause_found_on, on):
        yield by_accreditation(
            "G4-FINDINGS.minor-no-cause",
            subject,
            say("The cause of minor nonconformity {name} is not found.", name=name),
            say("Find its cause."),
            since=finding.raised_on,
            clears_on=finding.cause_found_on,
        )
    if not happened(finding.plan_accepted_on, on):
        yield by_accreditation(
            "G4-FINDINGS.minor-no-plan",
            subject,
            say("The body has not accepted the plan for {name}.", name=name),
            say("Send the plan and record the body's acceptance."),
            since=finding.raised_on,
            clears_on=finding.plan_accepted_on,
        )
    if not happened(finding.evidence_filed_on, on):
        yield from _judge_evidence(finding, surveyed_on, on)


def _judge_evidence(finding: AuditFinding, surveyed_on: date | None, on: date) -> Iterator[CheckResult]:
    """Evidence that waits has its day, which is not over, and lies before the first surveillance."""
    subject, name = about(Kind.FINDING, finding.finding), finding.finding.label
    if finding.evidence_due_on is None:
        yield by_accreditation(
            "G4-FINDINGS.evidence-undated",
            subject,
            say("Nothing says until when the evidence for {name} is filed.", name=name),
            say("Set the day, before the first surveillance."),
        )
    elif finding.evidence_due_on < on:
        yield by_accreditation(
            "G4-FINDINGS.evidence-late",
            subject,
            say("The evidence for {name} was due on {day}.", name=name, day=finding.evidence_due_on),
            say("File the evidence."),
            since=add_days(finding.evidence_due_on, 1),
            clears_on=finding.evidence_filed_on,
        )
    elif surveyed_on is not None and finding.raised_on < surveyed_on <= finding.evidence_due_on:
        yield by_accreditation(
            "G4-FINDINGS.evidence-after-surveillance",
            subject,
            say(
                "The evidence for {name} is due on {day}, not before the first surveillance on {surveillance}.",
                name=name,
                day=finding.evidence_due_on,
                surveillance=surveyed_on,
            ),
            say("Set an earlier day and file the evidence by then."),
            clears_on=finding.evidence_filed_on,
        )
