"""A programme in which everything holds, as facts; tests take one thing away.

Ada runs the programme, Sita sponsors it, Ben owns practices, Dewi deputises, Otto audits, Iris reads. Foundation from
2 March 2026, G1 on 8 May, G2 on 21 August, live on 1 September, internal audit in January 2027, G3 on 12 February,
Stage 1 in March, Stage 2 in May, certificate on 11 June 2027.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from milepost.engines.rules.facts.agreements import (
    Agreement,
    AgreementFacts,
    Baseline,
    PortfolioService,
    SlaMonth,
    SlaRecord,
    SlaRecordFacts,
)
from milepost.engines.rules.facts.audits import (
    Audited,
    Auditor,
    AuditProgrammeFacts,
    CompetenceStep,
    CorrectiveActionFacts,
    InternalAudit,
    InternalAuditFacts,
    ManagementReview,
    Nonconformity,
    ReviewFacts,
    ReviewInput,
)
from milepost.engines.rules.facts.certification import (
    Accreditation,
    ApplicationFacts,
    AuditFinding,
    BodyFacts,
    CertificateFacts,
    CertificationBody,
    CertificationOutcome,
    ChangeFacts,
    Clarification,
    Concern,
    FindingFacts,
    Grade,
    PackPart,
    Site,
    Stage1Facts,
    Stage2Facts,
)
from milepost.engines.rules.facts.cmdb import CmdbFacts, Coverage, ReconciliationFacts, Verification
from milepost.engines.rules.facts.decisions import ActivityFacts, GateDecision, Verdict
from milepost.engines.rules.facts.documents import (
    Document,
    DocumentKind,
    DocumentsFacts,
    DocumentVersion,
    PlanContent,
    SmpFacts,
)
from milepost.engines.rules.facts.gap import GapFacts, NotTriggered
from milepost.engines.rules.facts.governance import (
    Commitment,
    CommitmentFacts,
    Coordinator,
    Covers,
    GovernanceFacts,
    Meeting,
    Obstacle,
    ServiceArea,
    Sponsor,
    TeamMember,
)
from milepost.engines.rules.facts.people import AssignmentFacts, Trainee, TrainingFacts
from milepost.engines.rules.facts.plan import EffortFacts, PhaseEffort, PlanFacts, PlanVersion
from milepost.engines.rules.facts.planning import Objective, ObjectiveFacts, Risk, RiskFacts, RiskKind, RiskSource
from milepost.engines.rules.facts.practices import ClockFacts, Practice, PracticeClock, PracticeFacts
from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref, StepDates
from milepost.engines.rules.facts.scope import (
    ClaimSource,
    ConsistencyFacts,
    ElementKind,
    Inclusion,
    ScopeClaim,
    ScopeElement,
    ScopeFacts,
    ScopeVersion,
    ServiceFootprint,
)
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.gates import judge_criterion

ADA, BEN, DEWI = Ref("ada", "Ada"), Ref("ben", "Ben"), Ref("dewi", "Dewi")
OTTO, SITA, IRIS = Ref("otto", "Otto"), Ref("sita", "Sita"), Ref("iris", "Iris")
TEAM = tuple(Ref(f"member-{n}", f"Member {n}") for n in range(1, 10))

START = date(2026, 3, 2)
G1, G2, G3, G4 = date(2026, 5, 8), date(2026, 8, 21), date(2027, 2, 12), date(2027, 6, 30)
DAY_OF = {Phase.FOUNDATION: G1, Phase.DESIGN: G2, Phase.IMPLEMENTATION: G3, Phase.CERTIFICATION: G4}
LIVE = date(2026, 9, 1)
STAGE1, STAGE2, DECIDED = date(2027, 3, 23), date(2027, 5, 6), date(2027, 6, 11)

PRACTICES = tuple(Ref(f"practice-{n:02}", f"Practice {n:02}") for n in range(1, 21))
CLAUSES = ("4.1", "4.3", "5.1", "6.3", "8.1", "9.2.1", "9.2.2", "9.3", "10.1.1")
HOSTING, BACKUP, MAIL = Ref("hosting", "Hosting"), Ref("backup", "Backup"), Ref("mail", "Mail")
BANK, JAKARTA, OPERATIONS = Ref("bank", "Regional bank"), Ref("jakarta", "Jakarta"), Ref("operations", "Operations")
BODY = Ref("body", "Body of Java")

type Change = Callable[[ProgrammeFacts], ProgrammeFacts]


def topic(name: str, **fields: Any) -> Change:
    """A change of some fields of one topic."""
    return lambda facts: replace(facts, **{name: replace(getattr(facts, name), **fields)})  # type: ignore[arg-type]


def one(name: str, group: str, index: int = 0, /, **fields: Any) -> Change:
    """A change of some fields of one row of a topic."""

    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        rows = list(getattr(getattr(facts, name), group))
        rows[index] = replace(rows[index], **fields)
        return topic(name, **{group: tuple(rows)})(facts)

    return change


def more(name: str, group: str, *added: Any) -> Change:
    """A change that adds rows to a topic."""
    return lambda facts: topic(name, **{group: (*getattr(getattr(facts, name), group), *added)})(facts)


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        for each in changes:
            facts = each(facts)
        return facts

    return change


def scope() -> ScopeFacts:
    return ScopeFacts(
        elements=(
            ScopeElement(ElementKind.SERVICE, HOSTING.key, HOSTING.label, Inclusion.IN, other_party_percent=20),
            ScopeElement(ElementKind.SERVICE, BACKUP.key, BACKUP.label, Inclusion.IN, other_party_percent=0),
            ScopeElement(ElementKind.SERVICE, MAIL.key, MAIL.label, Inclusion.OUT, "Sold off in 2026."),
            ScopeElement(ElementKind.CUSTOMER, BANK.key, BANK.label, Inclusion.IN),
            ScopeElement(ElementKind.UNIT, OPERATIONS.key, OPERATIONS.label, Inclusion.IN),
            ScopeElement(ElementKind.LOCATION, JAKARTA.key, JAKARTA.label, Inclusion.IN),
        ),
        versions=(ScopeVersion("1", date(2026, 4, 20), SITA, "Hosting and backup.", "h1", ADA),),
        current_hash="h1",
    )


def consistency() -> ConsistencyFacts:
    names = frozenset({HOSTING.key, BACKUP.key})
    return ConsistencyFacts(
        footprints=(
            ServiceFootprint(HOSTING, agreements=1, items=40, counted_records=900, owner=BEN),
            ServiceFootprint(BACKUP, agreements=1, items=12, counted_records=200, owner=BEN),
            ServiceFootprint(MAIL),
        ),
        claims=(
            ScopeClaim(ClaimSource.CATALOGUE, Ref("catalogue", "Service catalogue"), services=names),
            ScopeClaim(ClaimSource.AGREEMENT, Ref("sla-1", "SLA 1"), services=frozenset({HOSTING.key})),
        ),
    )


def governance() -> GovernanceFacts:
    return GovernanceFacts(
        sponsors=(Sponsor(SITA, Decimal(900), since=START),),
        coordinators=(Coordinator(ADA, 100, direct_access=True, logged_percent=90, since=START),),
        team=tuple(TeamMember(person, (OPERATIONS.key,), since=START) for person in TEAM),
        areas=(ServiceArea(OPERATIONS, (HOSTING, BACKUP)),),
        budget=Decimal(800),
        rhythm_days=31,
        meetings=(
            Meeting(Ref("sc-1", "SC-2026-01"), date(2026, 4, 1), date(2026, 4, 1), sponsor_present=True),
            Meeting(Ref("sc-2", "SC-2026-02"), date(2026, 5, 4), date(2026, 5, 5), sponsor_present=True),
        ),
        obstacles=(Obstacle(Ref("ob-1", "OB-01"), date(2026, 4, 10), ADA, date(2026, 5, 5)),),
    )


def documents() -> DocumentsFacts:
    def document(key: str, kind: DocumentKind, approved: date, practice: str = "") -> Document:
        version = DocumentVersion("1", approved, approved, SITA, True, (ADA,), date(2027, 8, 1))
        return Document(
            Ref(key, key.upper()), kind, ADA, practice, (version,), approved + timedelta(days=3), date(2026, 5, 11)
        )

    kinds = (
        DocumentKind.POLICY,
        DocumentKind.SMP,
        DocumentKind.CHANGE_POLICY,
        DocumentKind.SECURITY_POLICY,
        DocumentKind.CONTINUITY_PLAN,
        DocumentKind.CONTROL,
    )
    named = tuple(document(f"doc-{kind}", kind, date(2026, 6, 10)) for kind in kinds)
    procedures = tuple(
        document(f"doc-{practice.key}", DocumentKind.PROCEDURE, date(2026, 6, 20 + n % 10), practice.key)
        for n, practice in enumerate(PRACTICES)
    )
    return DocumentsFacts(named + procedures)


def practices() -> PracticeFacts:
    return PracticeFacts(
        tuple(
            Practice(
                practice,
                "8.6.1",
                owner=TEAM[n % 9],
                accepted_on=date(2026, 6, 1),
                deputy=DEWI,
                hours_per_week=Decimal(8),
                procedure=Ref(f"doc-{practice.key}", practice.key),
                procedure_first_approved_on=date(2026, 6, 20 + n % 10),
                procedure_approved_on=date(2026, 6, 20 + n % 10),
                live_on=LIVE,
            )
            for n, practice in enumerate(PRACTICES)
        )
    )


def clocks() -> ClockFacts:
    return ClockFacts(
        tuple(
            PracticeClock(
                practice.key,
                practice.label,
                live_on=LIVE,
                passed=True,
                months_complete=5,
                run_start=LIVE,
                complete_on=date(2026, 12, 1),
                horizon=date(2027, 2, 10),
                witnessed_since=date(2026, 9, 7),
                judged_on=date(2027, 2, 12),
                last_sealed_on=date(2027, 2, 11),
                counted=300,
            )
            for practice in PRACTICES
        )
    )


def agreements() -> AgreementFacts:
    def agreement(n: int, service: Ref) -> Agreement:
        return Agreement(
            Ref(f"sla-{n}", f"SLA {n}"),
            service.key,
            BANK.key,
            agreed_on=date(2026, 7, 1),
            targets=4,
            workload_limits=True,
            exceptions=True,
            baseline=Baseline.MEASURED,
            achievability_checked_on=date(2026, 7, 1),
        )

    documented = date(2026, 6, 1)
    return AgreementFacts(
        services=(PortfolioService(HOSTING, documented, (BANK,)), PortfolioService(BACKUP, documented, (BANK,))),
        agreements=(agreement(1, HOSTING), agreement(2, BACKUP)),
    )


def sla_month(year: int, month: int) -> SlaMonth:
    after = date(year + month // 12, month % 12 + 1, 1)
    return SlaMonth(date(year, month, 1), after + timedelta(days=8), after + timedelta(days=10), with_trend=True)


def sla_records() -> SlaRecordFacts:
    months = tuple(sla_month(2026, n) for n in range(9, 13)) + tuple(sla_month(2027, n) for n in range(1, 7))
    return SlaRecordFacts(
        tuple(SlaRecord(Ref(f"sla-{n}", f"SLA {n}"), date(2026, 9, 1), months=months) for n in (1, 2))
    )


def internal_audit() -> InternalAuditFacts:
    day = date(2027, 1, 12)
    looks = tuple(Audited(Ref(c, c), audited_on=day, auditors=(OTTO,), owners=(ADA,)) for c in CLAUSES)
    looks += tuple(
        Audited(p, True, day, on_records=True, live_on=LIVE, auditors=(OTTO,), owners=(TEAM[n % 9],))
        for n, p in enumerate(PRACTICES)
    )
    audit = InternalAudit(
        Ref("ia-1", "IA-2027-01"),
        first_day=date(2027, 1, 4),
        last_day=date(2027, 1, 15),
        reported_on=date(2027, 1, 20),
        names_nonconformities=True,
        names_observations=True,
        audited=looks,
        auditors=(Auditor(OTTO, date(2026, 11, 1), "Lead auditor course"),),
    )
    return InternalAuditFacts((audit,), CLAUSES, PRACTICES)


def nonconformity() -> Nonconformity:
    return Nonconformity(
        Ref("nc-1", "NC-2027-001"),
        date(2027, 1, 15),
        audit="ia-1",
        owner=BEN,
        planned_on=date(2027, 1, 18),
        due_on=date(2027, 2, 8),
        corrected_on=date(2027, 1, 20),
        cause_found_on=date(2027, 1, 22),
        implemented_on=date(2027, 1, 28),
        acted_by=(BEN,),
        verified_on=date(2027, 2, 5),
        verified_by=OTTO,
    )


def from_complaint() -> Nonconformity:
    return Nonconformity(
        Ref("nc-2", "NC-2027-002"), date(2027, 1, 25), owner=BEN, planned_on=date(2027, 1, 28), due_on=date(2028, 1, 1)
    )


def review() -> ManagementReview:
    items = ("a", "b", "c1", "c2", "c3", "d", "e", "f", "g", "h", "i", "j", "k", "l")
    return ManagementReview(
        Ref("mr-1", "MR-2027-01"),
        held_on=date(2027, 2, 4),
        top_management=(SITA,),
        inputs=tuple(ReviewInput(item, treated=True) for item in items),
        practices_judged=True,
        objectives_decided=True,
        smp_decided=True,
        actions_recorded=True,
        minutes_signed_on=date(2027, 2, 8),
    )


def body() -> CertificationBody:
    return CertificationBody(
        BODY,
        appointed_on=date(2026, 12, 1),
        accreditation=Accreditation("KAN", True, date(2024, 1, 1), date(2028, 12, 31)),
        competence_on=date(2026, 11, 20),
        references_on=date(2026, 11, 20),
        independence_declared_on=date(2026, 11, 20),
        stage_interval_days=180,
    )


def certification() -> dict[str, Any]:
    return {
        "body": BodyFacts((body(),)),
        "application": ApplicationFacts(
            date(2027, 2, 15),
            BODY.key,
            frozenset(PackPart),
            (Clarification(Ref("q-1", "Question 1"), date(2027, 2, 20), date(2027, 2, 25)),),
        ),
        "stage1": Stage1Facts(
            StepDates(held_from=date(2027, 3, 22), held_until=STAGE1),
            BODY.key,
            date(2027, 3, 30),
            (Concern(Ref("c-1", "Concern 1"), STAGE1, date(2027, 4, 10)),),
        ),
        "stage2": Stage2Facts(
            StepDates(held_from=date(2027, 5, 3), held_until=STAGE2),
            BODY.key,
            (Site(JAKARTA, visited=True),),
            date(2027, 5, 14),
        ),
        "findings": FindingFacts(
            (
                AuditFinding(
                    Ref("f-1", "F-01"),
                    Grade.MAJOR,
                    STAGE2,
                    cause_found_on=date(2027, 5, 10),
                    corrected_on=date(2027, 5, 20),
                    plan_accepted_on=date(2027, 5, 15),
                    verified_on=date(2027, 6, 1),
                ),
                AuditFinding(
                    Ref("f-2", "F-02"),
                    Grade.MINOR,
                    STAGE2,
                    cause_found_on=date(2027, 5, 10),
                    plan_accepted_on=date(2027, 5, 25),
                    evidence_due_on=date(2028, 3, 1),
                ),
            )
        ),
        "certificate": CertificateFacts(
            CertificationOutcome.GRANTED,
            DECIDED,
            number="SMS-001",
            sentence="Hosting and backup.",
            issued_on=date(2027, 6, 15),
            expires_on=date(2030, 6, 10),
        ),
        "changes": ChangeFacts(),
    }


def complete() -> ProgrammeFacts:
    """Everything holds, each gate on its day."""
    return ProgrammeFacts(
        key="p",
        code="ISO",
        name="Our programme",
        started_on=START,
        planned_end=date(2027, 6, 30),
        phases=(
            PhaseFacts(Phase.FOUNDATION, START, G1, START, G1),
            PhaseFacts(Phase.DESIGN, date(2026, 5, 11), G2, date(2026, 5, 11), G2),
            PhaseFacts(Phase.IMPLEMENTATION, date(2026, 8, 24), G3, date(2026, 8, 24), G3),
            PhaseFacts(Phase.CERTIFICATION, date(2027, 2, 15), None, date(2027, 2, 15), date(2027, 6, 30)),
        ),
        decisions=(
            GateDecision(Phase.FOUNDATION, Verdict.GO, G1),
            GateDecision(Phase.DESIGN, Verdict.GO, G2),
            GateDecision(Phase.IMPLEMENTATION, Verdict.GO, G3),
        ),
        scope=scope(),
        consistency=consistency(),
        gap=GapFacts(
            rated=388,
            not_triggered=(NotTriggered("8.7.2-11", "8.7.2", "An invocation", START, G1, "Incident register"),),
            complete_on=date(2026, 4, 25),
        ),
        governance=governance(),
        commitment=CommitmentFacts((Commitment(Ref("c", "Statement"), SITA, date(2026, 4, 2), frozenset(Covers)),)),
        plan=PlanFacts(
            Ref("plan", "Implementation plan"),
            (
                PlanVersion(
                    "1", 12, 9, Decimal(800), 20, 8, True, date(2026, 4, 20), date(2026, 5, 5), Ref("sc-2", "SC")
                ),
            ),
        ),
        effort=EffortFacts(
            (
                PhaseEffort(Phase.FOUNDATION, Decimal(100), Decimal(10)),
                PhaseEffort(Phase.DESIGN, Decimal(300), Decimal(70)),
                PhaseEffort(Phase.IMPLEMENTATION, Decimal(120), Decimal(25)),
                PhaseEffort(Phase.CERTIFICATION, Decimal(80), Decimal(5)),
            )
        ),
        activity=ActivityFacts(date(2027, 6, 20), "Received the certificate"),
        documents=documents(),
        smp=SmpFacts(frozenset(PlanContent)),
        risks=RiskFacts(
            date(2026, 6, 1),
            (
                *(Risk(Ref(f"r-{s}", s), RiskKind.RISK, s, date(2026, 6, 9), "Reduce", BEN) for s in RiskSource),
                Risk(Ref("o-1", "Chance"), RiskKind.OPPORTUNITY, None, date(2026, 6, 9), "Use it", BEN),
            ),
        ),
        objectives=ObjectiveFacts(
            date(2026, 7, 1),
            date(2027, 12, 31),
            (
                Objective(
                    Ref("ob-1", "Faster resolution"),
                    "Hours to resolve",
                    "9 h",
                    target="6 h",
                    due_on=date(2027, 6, 30),
                    method="Monthly report",
                    owner=BEN,
                    set_on=date(2026, 6, 20),
                ),
            ),
        ),
        practices=practices(),
        agreements=agreements(),
        cmdb=CmdbFacts(
            date(2026, 6, 5),
            date(2026, 6, 5),
            date(2026, 6, 5),
            (
                Coverage(HOSTING, date(2026, 7, 1), found=40, recorded=40),
                Coverage(BACKUP, date(2026, 7, 1), found=12, recorded=12),
            ),
            date(2026, 7, 10),
            (Verification(Ref("v-1", "V-01"), date(2026, 8, 10), 50, 49, 1),),
        ),
        audit_programme=AuditProgrammeFacts(
            scheduled=29,
            designed_on=date(2026, 8, 1),
            procedure_approved_on=date(2026, 8, 3),
            lead_auditor=OTTO,
            competence=(CompetenceStep(Ref("cs-1", "Lead auditor course"), date(2026, 11, 1), date(2026, 11, 1)),),
        ),
        clocks=clocks(),
        sla_records=sla_records(),
        training=TrainingFacts(
            (
                Trainee(
                    BEN,
                    "practice owner",
                    since=date(2026, 6, 1),
                    role_trained_on=date(2026, 6, 15),
                    procedures_trained_on=date(2026, 6, 30),
                    tools_trained_on=date(2026, 6, 30),
                    evaluated_on=date(2026, 6, 30),
                    acknowledged_on=date(2026, 6, 30),
                ),
            )
        ),
        reconciliation=ReconciliationFacts((Verification(Ref("rc-1", "RC-01"), date(2027, 1, 28), 60, 59),)),
        assignments=AssignmentFacts(checked=40),
        internal_audit=internal_audit(),
        corrective_actions=CorrectiveActionFacts((nonconformity(), from_complaint())),
        reviews=ReviewFacts((review(),)),
        **certification(),
    )


def reasons(criterion: str, facts: ProgrammeFacts, on: date) -> set[str]:
    """The ids, without the criterion's own, of what keeps it open."""
    verdict = judge_criterion(criterion, facts, on=on)
    ids = {result.id for result in verdict.outcome.results if result.blocks}
    assert verdict.passed == (not ids)
    return {id_.removeprefix(f"{criterion}.") for id_ in ids}
