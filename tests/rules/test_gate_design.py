"""G2: each criterion fails for each of its reasons, and for no other."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from milepost.engines.rules.facts.agreements import Baseline, Shortfall
from milepost.engines.rules.facts.audits import CompetenceStep
from milepost.engines.rules.facts.cmdb import CmdbFacts, Verification
from milepost.engines.rules.facts.documents import (
    Document,
    DocumentKind,
    DocumentsFacts,
    DocumentVersion,
    Drift,
    PlanContent,
)
from milepost.engines.rules.facts.planning import RiskFacts, RiskKind
from milepost.engines.rules.facts.practices import PracticeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.gates import judge_criterion
from milepost.engines.rules.results import Basis
from tests.rules.gate_worlds import ADA, BEN, DEWI, G2, SITA, TEAM, Change, both, complete, more, one, reasons, topic

LATER = G2 + timedelta(days=1)


def version(**fields: object) -> Change:
    """A change of the first document's version: the policy."""

    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        [known] = _documents(facts).documents[0].versions
        return one("documents", "documents", 0, versions=(replace(known, **fields),))(facts)  # type: ignore[arg-type]

    return change


def without(kind: DocumentKind) -> Change:
    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        kept = tuple(d for d in _documents(facts).documents if d.kind is not kind)
        return topic("documents", documents=kept)(facts)

    return change


def _documents(facts: ProgrammeFacts) -> DocumentsFacts:
    assert facts.documents is not None
    return facts.documents


def verified(**fields: object) -> Change:
    return one("cmdb", "verifications", **fields)


DRAFT = Document(Ref("draft", "DOC-DRAFT"), owner=ADA)

POLICY: list[tuple[str, Change]] = [
    ("not-approved", without(DocumentKind.POLICY)),
    ("not-approved", version(approved_on=LATER)),
    ("not-approved", version(ended_on=G2)),
    ("not-by-top-management", version(by_top_management=False)),
    ("not-communicated", one("documents", "documents", communicated_on=None)),
    ("not-communicated", one("documents", "documents", communicated_on=LATER)),
]
CONTROL: list[tuple[str, Change]] = [
    ("no-documents", topic("documents", documents=())),
    ("no-owner", one("documents", "documents", owner=None)),
    ("not-approved", more("documents", "documents", DRAFT)),
    ("no-number", version(number=" ")),
    ("no-review-date", version(review_due_on=None)),
    ("overdue", version(review_due_on=date(2026, 8, 20))),
]
RISK: list[tuple[str, Change]] = [
    ("no-criteria", topic("risks", criteria_stated_on=None)),
    ("no-opportunities", lambda f: topic("risks", risks=_risks(f).risks[:3])(f)),
    ("no-risks", lambda f: topic("risks", risks=_risks(f).risks[3:])(f)),
    ("not-assessed", one("risks", "risks", assessed_on=None)),
    ("not-assessed", one("risks", "risks", assessed_on=LATER)),
    ("no-treatment", one("risks", "risks", treatment=" ")),
    ("no-owner", one("risks", "risks", owner=None)),
    ("acceptance-lapsed", one("risks", "risks", accepted_until=date(2026, 8, 20))),
]
OBJECTIVES: list[tuple[str, Change]] = [
    ("none", topic("objectives", objectives=())),
    ("no-period", topic("objectives", period_to=None)),
    ("period-over", topic("objectives", period_to=date(2026, 8, 20))),
    ("no-metric", one("objectives", "objectives", metric="")),
    ("no-target", one("objectives", "objectives", target="clearly better")),
    ("no-due-date", one("objectives", "objectives", due_on=None)),
    ("no-method", one("objectives", "objectives", method="")),
    ("no-owner", one("objectives", "objectives", owner=None)),
    ("no-baseline", one("objectives", "objectives", baseline="")),
    ("baseline-overdue", one("objectives", "objectives", baseline="", baseline_by=date(2026, 8, 20))),
]
SMP: list[tuple[str, Change]] = [
    ("not-approved", without(DocumentKind.SMP)),
    *((f"no-{c}", topic("smp", contents=frozenset(PlanContent) - {c})) for c in PlanContent),
    ("drift", topic("smp", drifts=(Drift(Ref("d", "Three services added"), date(2026, 8, 1)),))),
    ("drift", topic("smp", drifts=(Drift(Ref("d", "Added"), date(2026, 8, 1), LATER),))),
]
PROCEDURES: list[tuple[str, Change]] = [
    ("no-procedure", one("practices", "practices", procedure_first_approved_on=None, procedure_approved_on=None)),
    ("no-procedure", one("practices", "practices", procedure_ended_on=G2)),
    ("no-procedure", one("practices", "practices", procedure_first_approved_on=LATER, procedure_approved_on=LATER)),
    ("practice-dropped", lambda f: topic("practices", practices=_practices(f)[1:], missing=(Ref("x", "Asset"),))(f)),
    ("practices-missing", lambda f: topic("practices", practices=_practices(f)[1:])(f)),
    ("no-change-policy", without(DocumentKind.CHANGE_POLICY)),
    ("no-security-policy", without(DocumentKind.SECURITY_POLICY)),
    ("no-continuity-plan", without(DocumentKind.CONTINUITY_PLAN)),
]
ROLES: list[tuple[str, Change]] = [
    ("no-owner", one("practices", "practices", owner=None)),
    ("not-accepted", one("practices", "practices", accepted_on=None)),
    ("not-accepted", one("practices", "practices", accepted_on=LATER)),
    ("no-time", one("practices", "practices", hours_per_week=Decimal(0))),
    ("no-deputy", one("practices", "practices", deputy=None)),
    ("own-deputy", one("practices", "practices", owner=DEWI)),
    ("practices-missing", lambda f: topic("practices", practices=_practices(f)[1:])(f)),
]
SLA: list[tuple[str, Change]] = [
    ("no-services", topic("agreements", services=())),
    ("not-documented", one("agreements", "services", documented_on=None)),
    ("no-customer", one("agreements", "services", customers=())),
    ("no-agreement", one("agreements", "agreements", agreed_on=LATER)),
    ("no-agreement", one("agreements", "agreements", ended_on=G2)),
    ("no-agreement", one("agreements", "services", customers=(Ref("bank", "Bank"), Ref("clinic", "Clinic")))),
    ("no-targets", one("agreements", "agreements", targets=0)),
    ("no-workload-limits", one("agreements", "agreements", workload_limits=False)),
    ("no-exceptions", one("agreements", "agreements", exceptions=False)),
    ("no-baseline", one("agreements", "agreements", baseline=Baseline.NONE)),
    ("estimate-unnamed", one("agreements", "agreements", baseline=Baseline.ESTIMATED)),
    (
        "estimate-overdue",
        one(
            "agreements",
            "agreements",
            baseline=Baseline.ESTIMATED,
            estimated_by=BEN,
            estimate_reviewed_by=date(2026, 8, 20),
        ),
    ),
    ("achievability-unchecked", one("agreements", "agreements", achievability_checked_on=None)),
    ("shortfall", one("agreements", "agreements", shortfalls=(Shortfall("P1 in 2 h"),))),
    ("shortfall", one("agreements", "agreements", shortfalls=(Shortfall("P1 in 2 h", SITA, LATER),))),
]
CMDB: list[tuple[str, Change]] = [
    ("no-types", topic("cmdb", types_defined_on=None)),
    ("no-detail", topic("cmdb", detail_defined_on=LATER)),
    ("no-ci-scope", topic("cmdb", scope_defined_on=None)),
    ("no-coverage", topic("cmdb", coverage=())),
    ("not-looked", one("cmdb", "coverage", looked_on=None)),
    ("no-items", one("cmdb", "coverage", recorded=0)),
    ("not-covered", one("cmdb", "coverage", recorded=39)),
    ("no-procedure", topic("cmdb", procedure_approved_on=None)),
    ("not-verified", topic("cmdb", verifications=())),
    ("not-verified", verified(done_on=LATER)),
    ("inaccurate", verified(correct=40)),
    ("inaccurate", verified(unrecorded=20)),
    ("undecided", verified(undecided=2)),
]
AUDIT: list[tuple[str, Change]] = [
    ("no-schedule", topic("audit_programme", scheduled=0)),
    ("no-schedule", topic("audit_programme", designed_on=LATER)),
    ("clause-missing", topic("audit_programme", clauses_missing=("9.3",))),
    ("practice-missing", topic("audit_programme", practices_missing=(Ref("asset", "Asset"),))),
    ("no-procedure", topic("audit_programme", procedure_approved_on=None)),
    ("no-lead", topic("audit_programme", lead_auditor=None)),
    ("no-competence-plan", topic("audit_programme", competence=())),
    ("competence-undated", topic("audit_programme", competence=(CompetenceStep(Ref("s", "Course")),))),
    ("competence-overdue", topic("audit_programme", competence=(CompetenceStep(Ref("s", "C"), date(2026, 8, 1)),))),
]


def _risks(facts: ProgrammeFacts) -> RiskFacts:
    assert facts.risks is not None
    return facts.risks


def _practices(facts: ProgrammeFacts) -> tuple[object, ...]:
    assert isinstance(facts.practices, PracticeFacts)
    return facts.practices.practices


CASES = [
    (f"G2-{name}", reason, change)
    for name, cases in (
        ("POLICY", POLICY),
        ("CONTROL", CONTROL),
        ("RISK", RISK),
        ("OBJECTIVES", OBJECTIVES),
        ("SMP", SMP),
        ("PROCEDURES", PROCEDURES),
        ("ROLES", ROLES),
        ("SLA", SLA),
        ("CMDB", CMDB),
        ("AUDIT", AUDIT),
    )
    for reason, change in cases
]


@pytest.mark.parametrize(
    ("criterion", "reason", "change"), CASES, ids=[f"{c}.{r}-{n}" for n, (c, r, _) in enumerate(CASES)]
)
def test_a_criterion_of_g2_fails_for_this_reason_alone(criterion: str, reason: str, change: Change) -> None:
    assert reasons(criterion, complete(), G2) == set()
    assert reasons(criterion, change(complete()), G2) == {reason}


def test_the_threshold_of_accuracy_is_the_programmes_and_cites_no_clause() -> None:
    for criterion, change in (
        ("G2-CMDB", verified(correct=40)),
        ("G3-CMDB", one("reconciliation", "reconciliations", correct=30)),
    ):
        outcome = judge_criterion(criterion, change(complete()), on=date(2027, 2, 12)).outcome
        [result] = [r for r in outcome.results if r.id.endswith("inaccurate")]
        assert (result.basis, result.clause) == (Basis.PROGRAMME, "")


def test_a_procedure_per_practice_is_the_roadmaps_and_cites_no_clause() -> None:
    change = one("practices", "practices", procedure_ended_on=G2)
    [result] = judge_criterion("G2-PROCEDURES", change(complete()), on=G2).outcome.results
    assert (result.basis, result.clause) == (Basis.ROADMAP, "")


def test_accuracy_counts_what_was_found_but_stood_in_no_record() -> None:
    assert Verification(Ref("v", "V"), G2, checked=90, correct=90, unrecorded=10).accuracy_percent == 90
    assert Verification(Ref("v", "V"), G2, checked=0, correct=0).accuracy_percent == 0


def test_exactly_the_wanted_accuracy_is_enough() -> None:
    assert reasons("G2-CMDB", verified(checked=100, correct=95, unrecorded=0)(complete()), G2) == set()


def test_only_the_newest_verification_by_that_day_counts() -> None:
    cmdb = complete().cmdb
    assert isinstance(cmdb, CmdbFacts)
    poor = replace(cmdb.verifications[0], done_on=date(2026, 8, 15), correct=10)
    facts = more("cmdb", "verifications", poor)(complete())
    assert reasons("G2-CMDB", facts, G2) == {"inaccurate"}
    assert reasons("G2-CMDB", facts, date(2026, 8, 14)) == set()


def test_a_baseline_to_be_measured_later_and_a_shortfall_accepted_by_name_do_not_fail() -> None:
    promised = one("objectives", "objectives", baseline="", baseline_by=LATER)
    assert reasons("G2-OBJECTIVES", promised(complete()), G2) == set()
    accepted = one("agreements", "agreements", shortfalls=(Shortfall("P1 in 2 h", SITA, G2),))
    assert reasons("G2-SLA", accepted(complete()), G2) == set()
    estimate = one(
        "agreements", "agreements", baseline=Baseline.ESTIMATED, estimated_by=BEN, estimate_reviewed_by=LATER
    )
    assert reasons("G2-SLA", estimate(complete()), G2) == set()


def test_a_drift_that_was_accepted_no_longer_stands_against_the_plan() -> None:
    settled = topic("smp", drifts=(Drift(Ref("d", "Added"), date(2026, 8, 1), date(2026, 8, 10)),))
    assert reasons("G2-SMP", settled(complete()), G2) == set()


def test_a_document_that_fell_overdue_is_named_with_the_day_since_when() -> None:
    outcome = judge_criterion("G2-CONTROL", version(review_due_on=date(2026, 8, 20))(complete()), on=G2).outcome
    [result] = [r for r in outcome.results if r.blocks]
    assert result.since == G2
    assert "DOC-POLICY" in str(result.text)
    assert judge_criterion("G2-CONTROL", complete(), on=G2).outcome.holds_until == date(2027, 8, 1)


def test_a_document_created_or_withdrawn_outside_the_day_is_not_controlled_on_it() -> None:
    later = replace(DRAFT, created_on=LATER)
    gone = replace(DRAFT, withdrawn_on=G2)
    assert reasons("G2-CONTROL", more("documents", "documents", later, gone)(complete()), G2) == set()


def test_a_superseded_version_gives_way_to_the_one_in_force() -> None:
    old = DocumentVersion("1", date(2026, 6, 1), ended_on=date(2026, 8, 1))
    new = DocumentVersion("2", date(2026, 8, 1))
    document = Document(Ref("d", "D"), versions=(old, new))
    assert document.version_on(date(2026, 7, 31)) == old
    assert document.version_on(date(2026, 8, 1)) == new
    assert document.version_on(date(2026, 5, 31)) is None
    assert replace(document, withdrawn_on=date(2026, 8, 2)).version_on(date(2026, 8, 2)) is None


def test_a_register_without_one_of_the_three_sources_of_risk_passes_with_a_remark() -> None:
    facts = one("risks", "risks", source=None, kind=RiskKind.RISK)(complete())
    outcome = judge_criterion("G2-RISK", facts, on=G2).outcome
    assert outcome.passed
    assert [r.id for r in outcome.results] == ["G2-RISK.none-from-organisation"]


def test_who_approved_their_own_document_is_a_remark_here_and_refused_by_s16() -> None:
    outcome = judge_criterion("G2-CONTROL", version(authors=(SITA,))(complete()), on=G2).outcome
    assert outcome.passed
    assert [r.id for r in outcome.results] == ["G2-CONTROL.own-approval"]


def test_the_owner_who_must_accept_is_named() -> None:
    [result] = judge_criterion(
        "G2-ROLES", one("practices", "practices", accepted_on=None)(complete()), on=G2
    ).outcome.results
    assert TEAM[0].label in str(result.text)


def test_a_criterion_whose_last_fact_is_dated_ahead_says_from_when_it_would_hold() -> None:
    ahead = both(topic("cmdb", detail_defined_on=LATER), topic("cmdb", procedure_approved_on=date(2026, 8, 30)))
    assert judge_criterion("G2-CMDB", ahead(complete()), on=G2).outcome.holds_from == date(2026, 8, 30)
