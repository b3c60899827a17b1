"""G4-CERTIFICATE: the certificate is issued, runs, and says what the approved scope says."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_programme, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, happened, latest_by
from milepost.engines.rules.facts.certification import CertificateFacts, CertificationOutcome
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome, Subject
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say


@criterion("G4-CERTIFICATE", "certificate")
def certificate_is_issued(facts: ProgrammeFacts, on: date) -> Outcome:
    certificate = there(facts.certificate)
    subject = whole(Kind.CERTIFICATE, facts)
    results = [
        *_decision(subject, certificate, on),
        *_document(subject, certificate, on),
        *_differences(certificate, on),
    ]
    return conclude(
        results,
        holds=say("Certificate {number} is issued.", number=certificate.number),
        held_since=latest_by(on, [certificate.decided_on, certificate.issued_on]),
        holds_until=certificate.expires_on,
    )


def _decision(subject: Subject, certificate: CertificateFacts, on: date) -> Iterator[CheckResult]:
    if not happened(certificate.decided_on, on) or certificate.outcome is None:
        yield by_accreditation(
            "G4-CERTIFICATE.not-decided",
            subject,
            say("The body has not decided."),
            say("Record the body's decision with its date."),
            clears_on=certificate.decided_on if certificate.outcome is CertificationOutcome.GRANTED else None,
        )
    elif certificate.outcome is CertificationOutcome.STAGE2_AGAIN:
        yield by_accreditation(
            "G4-CERTIFICATE.stage2-again",
            subject,
            say("The body decided that Stage 2 is held again."),
            say("Settle what was found and hold Stage 2 again."),
            since=certificate.decided_on,
        )
    elif certificate.outcome is CertificationOutcome.DECLINED:
        yield by_accreditation(
            "G4-CERTIFICATE.declined",
            subject,
            say("The body declined certification."),
            say("Go back to implementation with its reasons."),
            since=certificate.decided_on,
        )


def _document(subject: Subject, certificate: CertificateFacts, on: date) -> Iterator[CheckResult]:
    parts = (
        ("no-number", bool(certificate.number.strip()), say("The certificate's number is not recorded.")),
        ("no-sentence", bool(certificate.sentence.strip()), say("The certificate's scope sentence is not recorded.")),
        ("no-expiry", certificate.expires_on is not None, say("The certificate's expiry date is not recorded.")),
    )
    for id_, present, text in parts:
        if not present:
            yield by_accreditation(f"G4-CERTIFICATE.{id_}", subject, text, say("Copy it from the certificate."))
    if not happened(certificate.issued_on, on):
        yield by_accreditation(
            "G4-CERTIFICATE.not-issued",
            subject,
            say("The certificate is not issued."),
            say("Record the day of issue."),
            clears_on=certificate.issued_on,
        )
    if certificate.expires_on is not None and certificate.expires_on < on:
        yield by_accreditation(
            "G4-CERTIFICATE.expired",
            subject,
            say("The certificate expired on {day}.", day=certificate.expires_on),
            say("Agree with the body how certification is restored."),
            since=add_days(certificate.expires_on, 1),
        )
    if happened(certificate.ended_on, on):
        yield by_accreditation(
            "G4-CERTIFICATE.ended",
            subject,
            say("The certificate ended on {day}.", day=certificate.ended_on or on),
            say("Agree with the body how certification is restored."),
            since=certificate.ended_on,
        )


def _differences(certificate: CertificateFacts, on: date) -> Iterator[CheckResult]:
    for difference in certificate.differences:
        if difference.accepted_by is not None and happened(difference.accepted_on, on):
            continue
        name = difference.element.label
        text = (
            say("{name} stands on the certificate and not in the approved scope.", name=name)
            if difference.on_certificate
            else say("{name} is in the approved scope and not on the certificate.", name=name)
        )
        yield by_programme(
            "G4-CERTIFICATE.differs",
            about(Kind(difference.kind), difference.element),
            text,
            say("Have the certificate corrected, or accept and sign the difference."),
            clears_on=difference.accepted_on if difference.accepted_by else None,
        )
