"""What to say when a topic is absent: what to enter, or to attest it.

A topic that nothing delivers yet can be attested only, so its fix names nothing else; a test holds the two together.
"""

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.subjects import Kind, whole
from milepost.engines.rules.texts import Text, say

_ABSENT: dict[str, tuple[Kind, Text, Text]] = {
    "scope": (
        Kind.SCOPE,
        say("The scope is not recorded here."),
        say("Enter services, customers, units and locations and decide each, or attest this with evidence."),
    ),
    "gap": (
        Kind.GAPS,
        say("No gap assessment is recorded here."),
        say("Rate the auditable statements, or attest this with the gap report."),
    ),
    "governance": (
        Kind.GOVERNANCE,
        say("Sponsor, coordinator, team and steering committee are not recorded here."),
        say("Enter the roles and the steering meetings, or attest this with the governance charter."),
    ),
    "commitment": (
        Kind.COMMITMENT,
        say("No leadership commitment is recorded here."),
        say("Have the commitment signed, or attest this with the signed statement."),
    ),
    "plan": (
        Kind.PLAN,
        say("The implementation plan is not recorded here."),
        say("Draw up a baseline and have the steering committee endorse it, or attest this with the endorsed plan."),
    ),
    "documents": (
        Kind.DOCUMENT,
        say("Controlled documents are not recorded here."),
        say("Enter the documents with their versions, or attest this with evidence."),
    ),
    "smp": (
        Kind.DOCUMENT,
        say("What the service management plan holds is not recorded here."),
        say("Attest this with the approved plan."),
    ),
    "risks": (
        Kind.RISKS,
        say("Risks and opportunities are not recorded here."),
        say("Enter the register, or attest this with the assessment."),
    ),
    "objectives": (
        Kind.OBJECTIVES,
        say("Service management objectives are not recorded here."),
        say("Enter the objectives, or attest this with the approved list."),
    ),
    "practices": (
        Kind.PRACTICE,
        say("Practices are not recorded here."),
        say("Enter owner, deputy and procedure of each practice, or attest this with evidence."),
    ),
    "agreements": (
        Kind.AGREEMENT,
        say("Service level agreements are not recorded here."),
        say("Attest this with the signed agreements and their baselines."),
    ),
    "cmdb": (
        Kind.CMDB,
        say("Configuration items are not recorded here."),
        say("Attest this with the CMDB's plan and the verification report."),
    ),
    "audit_programme": (
        Kind.AUDIT_PROGRAMME,
        say("The internal audit programme is not recorded here."),
        say("Attest this with the audit programme: schedule, procedure and lead auditor."),
    ),
    "clocks": (
        Kind.PRACTICE,
        say("No records of operation are imported here."),
        say("Import the practices' records, or attest this with evidence of operation."),
    ),
    "sla_records": (
        Kind.AGREEMENT,
        say("No monthly SLA results are recorded here."),
        say("Attest this with the service reports, month by month."),
    ),
    "training": (
        Kind.PERSON,
        say("Training is not recorded here."),
        say("Attest this with the learning system's export of who was trained for what."),
    ),
    "reconciliation": (
        Kind.CMDB,
        say("No reconciliation with the actual environment is recorded here."),
        say("Attest this with the report of the CMDB's reconciliation."),
    ),
    "internal_audit": (
        Kind.INTERNAL_AUDIT,
        say("No internal audit is recorded here."),
        say("Attest this with the internal audit's report."),
    ),
    "corrective_actions": (
        Kind.NONCONFORMITY,
        say("Nonconformities and corrective actions are not recorded here."),
        say("Attest this with the log of them and of their verification."),
    ),
    "reviews": (
        Kind.REVIEW,
        say("No management review is recorded here."),
        say("Attest this with the signed minutes of the review."),
    ),
    "body": (
        Kind.BODY,
        say("No certification body is recorded here."),
        say("Attest this with the body's contract and accreditation."),
    ),
    "application": (
        Kind.APPLICATION,
        say("The application is not recorded here."),
        say("Attest this with the body's confirmation of the application."),
    ),
    "stage1": (
        Kind.STAGE1,
        say("Stage 1 is not recorded here."),
        say("Attest this with the Stage 1 report and its findings."),
    ),
    "stage2": (
        Kind.STAGE2,
        say("Stage 2 is not recorded here."),
        say("Attest this with the Stage 2 report and its sites."),
    ),
    "findings": (
        Kind.FINDING,
        say("The body's nonconformities are not recorded here."),
        say("Attest this with the report, also where it names none, and the body's acceptance."),
    ),
    "certificate": (
        Kind.CERTIFICATE,
        say("No certificate is recorded here."),
        say("Attest this with a copy of the certificate."),
    ),
}


def missing_topic(criterion: str, topic: str, facts: ProgrammeFacts) -> CheckResult:
    """The result of a criterion that cannot be computed for want of a topic."""
    kind, text, fix = _ABSENT[topic]
    return by_programme(f"{criterion}.absent", whole(kind, facts), text, fix)
