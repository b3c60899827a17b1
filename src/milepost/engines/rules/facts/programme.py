"""Everything the rules know about a programme, frozen: one field per topic.

A topic is None when nothing delivers it: no feature yet, or the organisation keeps it elsewhere. A criterion that
needs it is then open, and may be attested. An *empty* topic is a fact (nothing entered so far) and is computed.

Dates are days in the programme's zone. Each rule ignores what is dated after the judged day, and takes what is
undated as known.
"""

from dataclasses import dataclass, field
from datetime import date

from milepost.engines.rules.facts.agreements import AgreementFacts, SlaRecordFacts
from milepost.engines.rules.facts.audits import (
    AuditProgrammeFacts,
    CorrectiveActionFacts,
    InternalAuditFacts,
    ReviewFacts,
)
from milepost.engines.rules.facts.certification import (
    ApplicationFacts,
    BodyFacts,
    CertificateFacts,
    ChangeFacts,
    FindingFacts,
    Stage1Facts,
    Stage2Facts,
)
from milepost.engines.rules.facts.cmdb import CmdbFacts, ReconciliationFacts
from milepost.engines.rules.facts.decisions import ActivityFacts, Attestation, GateDecision
from milepost.engines.rules.facts.documents import DocumentsFacts, SmpFacts
from milepost.engines.rules.facts.gap import GapFacts
from milepost.engines.rules.facts.governance import CommitmentFacts, GovernanceFacts
from milepost.engines.rules.facts.people import AssignmentFacts, TrainingFacts
from milepost.engines.rules.facts.plan import EffortFacts, PlanFacts
from milepost.engines.rules.facts.planning import ObjectiveFacts, RiskFacts
from milepost.engines.rules.facts.practices import ClockFacts, PracticeFacts
from milepost.engines.rules.facts.scope import ConsistencyFacts, ScopeFacts
from milepost.engines.rules.facts.settings import Phase, Settings


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """When a phase was opened and closed, and what the plan says."""

    phase: Phase
    opened_on: date | None = None
    closed_on: date | None = None
    planned_start: date | None = None
    planned_end: date | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """`key` is the programme's own key for links; `code` and `name` are what people call it."""

    key: str
    code: str
    name: str
    settings: Settings = field(default_factory=Settings)
    started_on: date | None = None
    planned_end: date | None = None
    phases: tuple[PhaseFacts, ...] = ()
    decisions: tuple[GateDecision, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    scope: ScopeFacts | None = None
    consistency: ConsistencyFacts | None = None
    gap: GapFacts | None = None
    governance: GovernanceFacts | None = None
    commitment: CommitmentFacts | None = None
    plan: PlanFacts | None = None
    effort: EffortFacts | None = None
    activity: ActivityFacts | None = None
    documents: DocumentsFacts | None = None
    smp: SmpFacts | None = None
    risks: RiskFacts | None = None
    objectives: ObjectiveFacts | None = None
    practices: PracticeFacts | None = None
    agreements: AgreementFacts | None = None
    cmdb: CmdbFacts | None = None
    audit_programme: AuditProgrammeFacts | None = None
    clocks: ClockFacts | None = None
    sla_records: SlaRecordFacts | None = None
    training: TrainingFacts | None = None
    reconciliation: ReconciliationFacts | None = None
    assignments: AssignmentFacts | None = None
    internal_audit: InternalAuditFacts | None = None
    corrective_actions: CorrectiveActionFacts | None = None
    reviews: ReviewFacts | None = None
    body: BodyFacts | None = None
    application: ApplicationFacts | None = None
    stage1: Stage1Facts | None = None
    stage2: Stage2Facts | None = None
    findings: FindingFacts | None = None
    certificate: CertificateFacts | None = None
    changes: ChangeFacts | None = None

    def decision(self, gate: Phase, on: date) -> GateDecision | None:
        """The newest decision at a gate on record by that day; of two on one day the one that was recorded later."""
        taken = [d for d in self.decisions if d.gate is gate and d.decided_on <= on]
        return max(reversed(taken), key=lambda d: d.decided_on, default=None)

    def phase(self, phase: Phase) -> PhaseFacts | None:
        return next((facts for facts in self.phases if facts.phase is phase), None)
