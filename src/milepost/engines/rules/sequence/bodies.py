"""S-08, S-09, S-10, S-18, S-20: one accredited, independent body; a whole application; changes notified."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_roadmap, conclude
from milepost.engines.rules.criteria.body import judge_accreditation, judge_competence
from milepost.engines.rules.criteria.stages import judge_pack
from milepost.engines.rules.dates import add_days, happened, latest_if_all
from milepost.engines.rules.facts.certification import ApplicationFacts, CertificationBody
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.sequence.asking import Question, Step, attested, sequencing_rule, unrecorded
from milepost.engines.rules.sequence.pack import design_open, pack_today
from milepost.engines.rules.sequence.phases import passed_gate
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


def body_asked(facts: ProgrammeFacts, question: Question) -> CertificationBody | None:
    """The body that the step is about, else the one appointed."""
    if facts.body is None:
        return None
    if question.about and question.step is Step.APPOINT_BODY:
        return next((body for body in facts.body.bodies if body.body.key == question.about), None)
    return facts.body.appointed(question.on)


def granted_on(facts: ProgrammeFacts, on: date) -> date | None:
    """The day of a decision that granted the certificate, by that day."""
    return facts.certificate.granted(on) if facts.certificate is not None else None


@sequencing_rule("S-08")
def body_stays_the_same(facts: ProgrammeFacts, question: Question) -> Outcome:
    body = body_asked(facts, question)
    results = [*_earlier_bodies(facts, body, question)] if body else []
    return conclude(results, holds=say("The same body accompanies the whole certification."))


def _earlier_bodies(facts: ProgrammeFacts, body: CertificationBody, question: Question) -> Iterator[CheckResult]:
    """Work of another body that would be lost; after a granted decision a change is a transfer, no refusal."""
    application, stage1, stage2, on = facts.application, facts.stage1, facts.stage2, question.on
    voided_on = stage1.voided_on if stage1 is not None and happened(stage1.voided_on, on) else None
    work = (
        (application.body, application.submitted_on, Kind.APPLICATION) if application else None,
        (stage1.body, stage1.dates.held_from, Kind.STAGE1) if stage1 else None,
        (stage2.body, stage2.dates.held_from, Kind.STAGE2) if stage2 else None,
    )
    transfer = granted_on(facts, on) is not None
    for entry in work:
        if entry is None:
            continue
        key, day, kind = entry
        if not key or key == body.body.key or day is None or day > on:
            continue
        if voided_on is not None and day <= voided_on:
            continue  # it was given up with Stage 1: certification starts over
        if transfer:
            text = say("The certificate comes from another body: going to {name} is a transfer.", name=body.body.label)
            fix = say("Ask {name} for its pre-transfer review.", name=body.body.label)
        else:
            text = say("Certification has begun with another body than {name}.", name=body.body.label)
            fix = say("Stay with it, or declare Stage 1 void and start over with the new body.")
        id_ = "S-08.transfer" if transfer else "S-08.changed"
        yield by_roadmap(id_, whole(kind, facts), text, fix, blocks=not transfer, since=day)


@sequencing_rule("S-09")
def body_is_accredited_throughout(facts: ProgrammeFacts, question: Question) -> Outcome:
    holds = say("The body is accredited for ISO/IEC 20000-1 on each day that counts.")
    body = body_asked(facts, question)
    if body is None:
        standing = attested("G4-BODY", facts, question) if facts.body is None else None
        if standing is not None:
            return standing
        text, fix = say("No certification body is named."), say("Enter the body with its accreditation.")
        return conclude([by_accreditation("S-09.no-body", whole(Kind.BODY, facts), text, fix)], holds=holds)
    results: dict[str, CheckResult] = {}
    for day in _days_that_count(facts, body, question):
        for result in judge_accreditation("S-09", body, day):
            results.setdefault(result.id, result)
    found = [*results.values(), *judge_competence("S-09", body, question.on)]
    if not happened(body.references_on, question.on):
        found.append(
            by_accreditation(
                "S-09.no-references",
                about(Kind.BODY, body.body),
                say("No references of {name} are on file.", name=body.body.label),
                say("Ask for references from service management audits."),
                clears_on=body.references_on,
            )
        )
    return conclude(
        found,
        holds=holds,
        held_since=latest_if_all([body.competence_on, body.references_on]),
        holds_until=body.accreditation.valid_until if body.accreditation else None,
    )


def _days_that_count(facts: ProgrammeFacts, body: CertificationBody, question: Question) -> list[date]:
    """The day of the step; over the whole sequence also appointment, audits and decision so far."""
    days = [question.day]
    if question.step is None:
        surveillances = facts.certificate.surveillances if facts.certificate else ()
        held = [
            body.appointed_on,
            facts.stage1.dates.held_from if facts.stage1 else None,
            facts.stage2.dates.held_from if facts.stage2 else None,
            granted_on(facts, question.on),
            *(s.dates.held_from for s in surveillances),
        ]
        days.extend(day for day in held if day is not None and day <= question.on)
    return sorted(set(days))


@sequencing_rule("S-10")
def application_is_whole(facts: ProgrammeFacts, question: Question) -> Outcome:
    holds = say("The application holds what the body needs.")
    application = facts.application
    if application is None:
        standing = attested("G4-STAGE1", facts, question)
        if standing is not None:
            return standing
        text, fix = (
            say("No application is recorded here."),
            say("Put the application pack together, and attest G4-STAGE1 with the body's confirmation."),
        )
        lacks = judge_pack("S-10", facts, ApplicationFacts(pack=pack_today(facts, question.on)))
        return conclude([unrecorded("S-10", Kind.APPLICATION, facts, text, fix), *lacks], holds=holds)
    results = [*judge_pack("S-10", facts, application)]
    submitted = application.submitted_on if happened(application.submitted_on, question.on) else None
    decided = passed_gate(facts, Phase.DESIGN, submitted or question.on)
    if decided is None:
        results.append(design_open(facts))
    return conclude(results, holds=holds, held_since=decided.decided_on if decided else None)


@sequencing_rule("S-18")
def changes_are_notified(facts: ProgrammeFacts, question: Question) -> Outcome:
    holds = say("The body knows of every change since the application.")
    applied = facts.application.submitted_on if facts.application else None
    if facts.changes is None or not happened(applied, question.on) or applied is None:
        return conclude([], holds=say("No application is submitted, so no change is owed to the body."))
    ended = facts.certificate.ended_on if facts.certificate else None
    results = [
        by_accreditation(
            "S-18.not-notified",
            about(Kind.CHANGE, change.change),
            say("{change} of {day} is not notified to the body.", change=change.change.label, day=change.happened_on),
            say("Notify the body now and record the day."),
            since=change.happened_on,
            clears_on=change.notified_on,
        )
        for change in facts.changes.changes
        if applied <= change.happened_on <= question.on
        and (ended is None or change.happened_on <= ended)
        and not happened(change.notified_on, question.on)
    ]
    return conclude(results, holds=holds)


@sequencing_rule("S-20")
def body_is_independent(facts: ProgrammeFacts, question: Question) -> Outcome:
    body = body_asked(facts, question)
    if body is None:
        return conclude([], holds=say("No certification body is named yet."))
    day = body.appointed_on if question.step is None and body.appointed_on else question.day
    results = [*_prior_services(facts, body, day)]
    if not happened(body.independence_declared_on, question.on):
        results.append(
            by_accreditation(
                "S-20.not-declared",
                about(Kind.BODY, body.body),
                say("{name} has not declared its independence.", name=body.body.label),
                say("File the body's declaration."),
                blocks=False,
            )
        )
    return conclude(results, holds=say("{name} neither consulted nor audited internally here.", name=body.body.label))


def _prior_services(facts: ProgrammeFacts, body: CertificationBody, day: date) -> Iterator[CheckResult]:
    years = facts.settings.body_cooling_off_years
    for service in body.prior_services:
        free = add_months(service.ended_on, 12 * years) if service.ended_on else None
        if free is not None and free <= day:
            continue
        name = service.provider.label
        yield by_accreditation(
            "S-20.not-independent",
            about(Kind.BODY, body.body),
            say("{name} consulted for the organisation in the last {count} years.", name=name, count=years)
            if service.consulting
            else say(
                "{name} audited internally for the organisation in the last {count} years.", name=name, count=years
            ),
            say("Choose another body, or ask for a team without them."),
            clears_on=add_days(free, 0) if free else None,
        )
