"""G4-BODY: one body, accredited for ISO/IEC 20000-1 by a named accreditation body, the same for both stages."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_roadmap, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.certification import BodyFacts, CertificationBody
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


@criterion("G4-BODY", "body", "stage1", "stage2")
def body_is_accredited(facts: ProgrammeFacts, on: date) -> Outcome:
    register = there(facts.body)
    body = register.appointed(on)
    if body is None:
        return conclude([_not_appointed(facts, register, on)], holds=say("A body is appointed."))
    results = [
        *judge_accreditation("G4-BODY", body, on),
        *judge_competence("G4-BODY", body, on),
        *_same(facts, body, on),
    ]
    return conclude(
        results,
        holds=say("{name} is accredited for ISO/IEC 20000-1.", name=body.body.label),
        held_since=latest_by(on, [body.appointed_on, body.competence_on]),
        holds_until=body.accreditation.valid_until if body.accreditation else None,
    )


def _not_appointed(facts: ProgrammeFacts, register: BodyFacts, on: date) -> CheckResult:
    return by_accreditation(
        "G4-BODY.not-appointed",
        whole(Kind.BODY, facts),
        say("No certification body is appointed."),
        say("Compare bodies accredited for ISO/IEC 20000-1 and appoint one."),
        since=latest_by(on, (b.released_on for b in register.bodies)),
        clears_on=earliest(b.appointed_on for b in register.bodies if b.appointed_on and b.appointed_on > on),
    )


def judge_accreditation(id_: str, body: CertificationBody, on: date) -> Iterator[CheckResult]:
    """Whether the accreditation names ISO/IEC 20000-1 and is valid on that day."""
    subject, name, accreditation = about(Kind.BODY, body.body), body.body.label, body.accreditation
    if accreditation is None or not accreditation.granted_by:
        yield by_accreditation(
            f"{id_}.no-accreditation",
            subject,
            say("No accreditation of {name} is on file.", name=name),
            say("Enter who accredited the body, for what and until when."),
        )
        return
    if not accreditation.names_20000:
        yield by_accreditation(
            f"{id_}.other-scheme",
            subject,
            say("The accreditation of {name} does not name ISO/IEC 20000-1.", name=name),
            say("Ask {by} which bodies it accredits for this standard.", by=accreditation.granted_by),
        )
    if not accreditation.valid(on):
        ended = accreditation.valid_until
        yield by_accreditation(
            f"{id_}.not-valid",
            subject,
            say("The accreditation of {name} is not valid on {day}.", name=name, day=on),
            say("Ask the body for its present accreditation."),
            since=add_days(ended, 1) if ended is not None and ended < on else None,
        )


def judge_competence(id_: str, body: CertificationBody, on: date) -> Iterator[CheckResult]:
    """Whether the audit team's competence is on file."""
    if not happened(body.competence_on, on):
        yield by_accreditation(
            f"{id_}.no-competence",
            about(Kind.BODY, body.body),
            say("No evidence of the audit team's competence is on file from {name}.", name=body.body.label),
            say("Ask the body for the team's competence in service management."),
            clears_on=body.competence_on,
        )


def _same(facts: ProgrammeFacts, body: CertificationBody, on: date) -> Iterator[CheckResult]:
    """Both stages by the body of the decision: a change after it is a transfer (S-08)."""
    granted_on = facts.certificate.granted(on) if facts.certificate is not None else None
    if granted_on is not None:
        body = there(facts.body).appointed(granted_on) or body
    stages = (
        (there(facts.stage1).body, there(facts.stage1).dates.held_from, Kind.STAGE1, say("Stage 1")),
        (there(facts.stage2).body, there(facts.stage2).dates.held_from, Kind.STAGE2, say("Stage 2")),
    )
    for key, held, kind, stage in stages:
        if key and happened(held, on) and key != body.body.key:
            yield by_roadmap(
                "G4-BODY.not-the-same",
                whole(kind, facts),
                say("{stage} was held by another body than {name}.", stage=stage, name=body.body.label),
                say("Start over with one body: a change voids Stage 1."),
                since=held,
            )
