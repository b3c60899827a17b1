"""The 27 criteria of the four gates, one module per family. Each registers itself; `BY_GATE` gives their order."""

from milepost.engines.rules.criteria.agreements import portfolio_and_agreements_are_agreed
from milepost.engines.rules.criteria.audit_programme import audit_programme_is_designed
from milepost.engines.rules.criteria.body import body_is_accredited
from milepost.engines.rules.criteria.certificate import certificate_is_issued
from milepost.engines.rules.criteria.cmdb import cmdb_is_ready, cmdb_matches_reality
from milepost.engines.rules.criteria.corrective_actions import corrective_actions_are_verified
from milepost.engines.rules.criteria.documents import (
    document_control_works,
    policy_is_approved,
    service_management_plan_is_approved,
)
from milepost.engines.rules.criteria.gap import gap_assessment_is_complete
from milepost.engines.rules.criteria.governance import governance_is_in_place, sponsor_is_committed
from milepost.engines.rules.criteria.internal_audit import internal_audit_is_complete
from milepost.engines.rules.criteria.objectives import objectives_are_set
from milepost.engines.rules.criteria.operation import practices_are_operational
from milepost.engines.rules.criteria.plan import plan_is_endorsed
from milepost.engines.rules.criteria.practices import procedures_are_documented, roles_are_assigned
from milepost.engines.rules.criteria.registry import CRITERIA
from milepost.engines.rules.criteria.review import management_review_is_held
from milepost.engines.rules.criteria.risks import risks_are_assessed
from milepost.engines.rules.criteria.scope import scope_is_approved
from milepost.engines.rules.criteria.sla_records import sla_records_show_months
from milepost.engines.rules.criteria.stages import findings_are_handled, stage1_is_resolved, stage2_is_conducted
from milepost.engines.rules.criteria.training import people_are_trained
from milepost.engines.rules.facts.settings import Phase

BY_GATE: dict[Phase, tuple[str, ...]] = {
    Phase.FOUNDATION: ("G1-SCOPE", "G1-GAP", "G1-GOVERNANCE", "G1-SPONSOR", "G1-PLAN"),
    Phase.DESIGN: (
        "G2-POLICY",
        "G2-CONTROL",
        "G2-RISK",
        "G2-OBJECTIVES",
        "G2-SMP",
        "G2-PROCEDURES",
        "G2-ROLES",
        "G2-SLA",
        "G2-CMDB",
        "G2-AUDIT",
    ),
    Phase.IMPLEMENTATION: (
        "G3-OPERATION",
        "G3-SLA",
        "G3-TRAINING",
        "G3-CMDB",
        "G3-AUDIT",
        "G3-CAPA",
        "G3-REVIEW",
    ),
    Phase.CERTIFICATION: ("G4-BODY", "G4-STAGE1", "G4-STAGE2", "G4-FINDINGS", "G4-CERTIFICATE"),
}

__all__ = [
    "BY_GATE",
    "CRITERIA",
    "audit_programme_is_designed",
    "body_is_accredited",
    "certificate_is_issued",
    "cmdb_is_ready",
    "cmdb_matches_reality",
    "corrective_actions_are_verified",
    "document_control_works",
    "findings_are_handled",
    "gap_assessment_is_complete",
    "governance_is_in_place",
    "internal_audit_is_complete",
    "management_review_is_held",
    "objectives_are_set",
    "people_are_trained",
    "plan_is_endorsed",
    "policy_is_approved",
    "portfolio_and_agreements_are_agreed",
    "practices_are_operational",
    "procedures_are_documented",
    "risks_are_assessed",
    "roles_are_assigned",
    "scope_is_approved",
    "service_management_plan_is_approved",
    "sla_records_show_months",
    "sponsor_is_committed",
    "stage1_is_resolved",
    "stage2_is_conducted",
]
