"""The body, the application, both stages, the findings, the certificate and its cycle."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref, StepDates


@dataclass(frozen=True, slots=True)
class Accreditation:
    """What an accreditation body (KAN or another) grants; `names_20000` says that ISO/IEC 20000-1 is in its scope."""

    granted_by: str
    names_20000: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def valid(self, on: date) -> bool:
        began = self.valid_from is None or self.valid_from <= on
        return bool(self.granted_by) and began and self.valid_until is not None and self.valid_until >= on


@dataclass(frozen=True, slots=True)
class PriorService:
    """Consulting or internal auditing done for the organisation by this body or person, and when it ended."""

    provider: Ref
    consulting: bool
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class CertificationBody:
    """A body, candidate or appointed. `released_on`: the day it was replaced."""

    body: Ref
    appointed_on: date | None = None
    released_on: date | None = None
    accreditation: Accreditation | None = None
    competence_on: date | None = None
    references_on: date | None = None
    independence_declared_on: date | None = None
    prior_services: tuple[PriorService, ...] = ()
    stage_interval_days: int | None = None


@dataclass(frozen=True, slots=True)
class BodyFacts:
    bodies: tuple[CertificationBody, ...] = ()

    def appointed(self, on: date) -> CertificationBody | None:
        """The body appointed on that day, the newest appointment if a change was recorded."""
        standing = [
            body
            for body in self.bodies
            if body.appointed_on is not None
            and body.appointed_on <= on
            and (body.released_on is None or body.released_on > on)
        ]
        return max(standing, key=lambda body: body.appointed_on or date.min, default=None)


class PackPart(StrEnum):
    """What the application pack holds (S-10)."""

    SCOPE = "scope"
    SMP = "smp"
    DOCUMENTS = "key-documents"
    DESIGN_PROOF = "design-complete"


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question of the body about the pack."""

    question: Ref
    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    submitted_on: date | None = None
    body: str = ""
    pack: frozenset[PackPart] = frozenset()
    clarifications: tuple[Clarification, ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """A finding or area of concern of Stage 1."""

    concern: Ref
    raised_on: date
    resolved_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stage1Facts:
    """`body` is the key of the body that audited; `voided_on`: a change of body made it worthless."""

    dates: StepDates = field(default_factory=StepDates)
    body: str = ""
    reported_on: date | None = None
    concerns: tuple[Concern, ...] = ()
    voided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the audit plan: visited, looked at remotely or left out by sampling, with the body's reason."""

    site: Ref
    visited: bool = False
    remote: bool = False
    sampled_out: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stage2Facts:
    dates: StepDates = field(default_factory=StepDates)
    body: str = ""
    sites: tuple[Site, ...] = ()
    reported_on: date | None = None


class Grade(StrEnum):
    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A nonconformity of the body. For a major `verified_on` counts, for a minor the accepted plan and the evidence."""

    finding: Ref
    grade: Grade
    raised_on: date
    cause_found_on: date | None = None
    corrected_on: date | None = None
    plan_accepted_on: date | None = None
    verified_on: date | None = None
    evidence_due_on: date | None = None
    evidence_filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingFacts:
    findings: tuple[AuditFinding, ...] = ()


class CertificationOutcome(StrEnum):
    """How the body decided (S-14)."""

    GRANTED = "granted"
    STAGE2_AGAIN = "stage-2-again"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class CertificateDifference:
    """An element on which certificate and approved scope differ; accepted when signed."""

    kind: str
    element: Ref
    on_certificate: bool
    accepted_on: date | None = None
    accepted_by: Ref | None = None


@dataclass(frozen=True, slots=True)
class Surveillance:
    audit: Ref
    dates: StepDates = field(default_factory=StepDates)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Outcome and certificate. The cycle counts from `decided_on`; `recertified_on` is a later decision."""

    outcome: CertificationOutcome | None = None
    decided_on: date | None = None
    decided_by: str = ""
    reasons: str = ""
    number: str = ""
    sentence: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    ended_on: date | None = None
    differences: tuple[CertificateDifference, ...] = ()
    surveillances: tuple[Surveillance, ...] = ()
    recertified_on: date | None = None

    def granted(self, on: date) -> date | None:
        """The day of a decision that granted the certificate, by that day."""
        if self.outcome is not CertificationOutcome.GRANTED or self.decided_on is None:
            return None
        return self.decided_on if self.decided_on <= on else None


@dataclass(frozen=True, slots=True)
class NotifiableChange:
    """A change of scope, site, legal form, ownership or the SMS that the body must hear of (S-18)."""

    change: Ref
    happened_on: date
    notified_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    changes: tuple[NotifiableChange, ...] = ()
