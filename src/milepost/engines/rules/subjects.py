"""What results are about. A screen links a subject by its kind and key; the kinds are listed here."""

from enum import StrEnum

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.results import Subject


class Kind(StrEnum):
    """Kinds of subjects. Those marked *whole* stand once in a programme and carry the programme's key."""

    PROGRAMME = "programme"  # whole
    PHASE = "phase"
    GATE = "gate"
    ATTESTATION = "attestation"
    SCOPE = "scope"  # whole
    SERVICE = "service"
    CUSTOMER = "customer"
    UNIT = "unit"
    LOCATION = "location"
    GAPS = "gap-assessment"  # whole
    CLAUSE = "clause"
    STATEMENT = "statement"
    GOVERNANCE = "governance"  # whole
    PERSON = "person"
    MEETING = "meeting"
    OBSTACLE = "obstacle"
    COMMITMENT = "commitment"
    PLAN = "implementation-plan"
    DOCUMENT = "document"
    DRIFT = "drift"
    RISKS = "risk-register"  # whole
    RISK = "risk"
    OBJECTIVES = "objectives"  # whole
    OBJECTIVE = "objective"
    OBLIGATION = "obligation"
    KNOWLEDGE = "knowledge"
    IMPROVEMENT = "improvement"
    PROGRAMME_RISK = "programme-risk"
    PRACTICE = "practice"
    AGREEMENT = "agreement"
    CMDB = "cmdb"  # whole
    VERIFICATION = "verification"
    AUDIT_PROGRAMME = "audit-programme"  # whole
    COMPETENCE = "competence-step"
    INTERNAL_AUDIT = "internal-audit"
    NONCONFORMITY = "nonconformity"
    REVIEW = "management-review"
    BODY = "certification-body"
    APPLICATION = "application"  # whole
    CLARIFICATION = "clarification"
    STAGE1 = "stage1"  # whole
    CONCERN = "concern"
    STAGE2 = "stage2"  # whole
    SITE = "site"
    FINDING = "finding"
    CERTIFICATE = "certificate"  # whole
    SURVEILLANCE = "surveillance"
    CHANGE = "change"


def about(kind: Kind, ref: Ref) -> Subject:
    """The subject of one person or thing."""
    return Subject(kind, ref.key, ref.label)


def whole(kind: Kind, facts: ProgrammeFacts) -> Subject:
    """The subject of something that stands once in a programme."""
    return Subject(kind, facts.key, facts.name)
