"""A verdict that lapses names the fact that lapsed: each fact that can end or age, and the day from which it is so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from milepost.engines.rules.facts.audits import InternalAudit
from milepost.engines.rules.facts.certification import Accreditation
from milepost.engines.rules.facts.documents import DocumentKind, DocumentsFacts
from milepost.engines.rules.facts.governance import GovernanceFacts, Meeting, Obstacle
from milepost.engines.rules.facts.people import Trainee
from milepost.engines.rules.facts.plan import PlanVersion
from milepost.engines.rules.facts.planning import Objective
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ScopeVersion
from milepost.engines.rules.gates import judge_criterion
from tests.rules.gate_worlds import ADA, DEWI, SITA, Change, both, complete, more, one, topic

LAST = date(2027, 3, 10)
"""The last good day of each case."""
END = LAST + timedelta(days=1)


def _team_leaves(facts: ProgrammeFacts) -> ProgrammeFacts:
    assert isinstance(facts.governance, GovernanceFacts)
    return topic("governance", team=tuple(replace(member, until=END) for member in facts.governance.team))(facts)


def withdrawn(kind: DocumentKind) -> Change:
    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        assert isinstance(facts.documents, DocumentsFacts)
        rows = (replace(d, withdrawn_on=END) if d.kind is kind else d for d in facts.documents.documents)
        return topic("documents", documents=tuple(rows))(facts)

    return change


LAPSES: list[tuple[str, str, Change]] = [
    ("G1-GOVERNANCE", "no-sponsor", one("governance", "sponsors", until=END)),
    ("G1-GOVERNANCE", "no-coordinator", one("governance", "coordinators", until=END)),
    ("G1-GOVERNANCE", "area-without-member", _team_leaves),
    ("G1-GOVERNANCE", "meeting-missed", more("governance", "meetings", Meeting(Ref("m", "SC-2027-03"), LAST))),
    (
        "G1-GOVERNANCE",
        "obstacle-undecided",
        both(
            more("governance", "obstacles", Obstacle(Ref("o", "OB-09"), date(2027, 3, 1), ADA)),
            more("governance", "meetings", Meeting(Ref("m", "SC-2027-03"), END, END)),
        ),
    ),
    ("G1-SPONSOR", "no-sponsor", one("governance", "sponsors", until=END)),
    ("G1-SPONSOR", "not-signed", one("commitment", "commitments", withdrawn_on=END)),
    ("G1-SCOPE", "changed", more("scope", "versions", ScopeVersion("2", END, SITA, "Other.", "h2"))),
    ("G1-PLAN", "no-milestones", more("plan", "versions", PlanVersion("2", endorsed_on=END))),
    ("G1-GAP", "triggered", one("gap", "not_triggered", reopened_by="INC-9", reopened_on=END)),
    ("G2-POLICY", "not-approved", withdrawn(DocumentKind.POLICY)),
    ("G2-SMP", "not-approved", withdrawn(DocumentKind.SMP)),
    ("G2-PROCEDURES", "no-change-policy", withdrawn(DocumentKind.CHANGE_POLICY)),
    ("G2-PROCEDURES", "no-procedure", one("practices", "practices", procedure_ended_on=END)),
    ("G2-RISK", "acceptance-lapsed", one("risks", "risks", accepted_until=LAST)),
    ("G2-OBJECTIVES", "no-metric", more("objectives", "objectives", Objective(Ref("o", "Vague"), set_on=END))),
    ("G2-OBJECTIVES", "period-over", topic("objectives", period_to=LAST)),
    ("G2-SLA", "no-agreement", one("agreements", "agreements", ended_on=END)),
    ("G3-OPERATION", "not-live", one("practices", "practices", ended_on=END)),
    ("G3-TRAINING", "untrained", more("training", "trainees", Trainee(DEWI, "deputy", LAST - timedelta(days=30)))),
    ("G3-TRAINING", "nobody", one("training", "trainees", until=END)),
    ("G3-AUDIT", "not-reported", more("internal_audit", "audits", InternalAudit(Ref("i", "IA-2"), last_day=END))),
    ("G3-CMDB", "old", one("reconciliation", "reconciliations", done_on=date(2026, 12, 10))),
]


@pytest.mark.parametrize(("criterion", "reason", "change"), LAPSES, ids=[f"{c}.{r}" for c, r, _ in LAPSES])
def test_what_ended_is_named_with_the_day_since_which_it_is_so(criterion: str, reason: str, change: Change) -> None:
    facts = change(complete())
    assert judge_criterion(criterion, facts, on=LAST).passed
    verdict = judge_criterion(criterion, facts, on=END)
    assert not verdict.passed
    since = {result.id: result.since for result in verdict.outcome.results if result.blocks}
    assert since[f"{criterion}.{reason}"] == END


CERTIFIED = date(2027, 8, 10)


@pytest.mark.parametrize(
    ("criterion", "reason", "change"),
    [
        ("G4-BODY", "not-appointed", one("body", "bodies", released_on=CERTIFIED)),
        (
            "G4-BODY",
            "not-valid",
            one("body", "bodies", accreditation=Accreditation("KAN", True, None, CERTIFIED - timedelta(days=1))),
        ),
        ("G4-STAGE1", "voided", topic("stage1", voided_on=CERTIFIED)),
        ("G4-CERTIFICATE", "ended", topic("certificate", ended_on=CERTIFIED)),
        ("G4-CERTIFICATE", "expired", topic("certificate", expires_on=CERTIFIED - timedelta(days=1))),
    ],
)
def test_what_ended_after_the_certificate_is_named_too(criterion: str, reason: str, change: Change) -> None:
    facts = change(complete())
    assert judge_criterion(criterion, facts, on=CERTIFIED - timedelta(days=1)).passed
    outcome = judge_criterion(criterion, facts, on=CERTIFIED).outcome
    assert {r.id: r.since for r in outcome.results if r.blocks} == {f"{criterion}.{reason}": CERTIFIED}


def test_a_row_of_sla_months_that_broke_says_since_when() -> None:
    facts = complete()
    assert judge_criterion("G3-SLA", facts, on=date(2027, 8, 31)).passed  # June is the last month recorded
    outcome = judge_criterion("G3-SLA", facts, on=date(2027, 9, 10)).outcome
    assert {r.since for r in outcome.results if r.blocks} == {date(2027, 9, 1)}


def test_an_audit_that_grew_old_is_named_and_the_review_after_its_report_stays_one() -> None:
    assert judge_criterion("G3-AUDIT", complete(), on=date(2028, 1, 12)).passed
    looks = judge_criterion("G3-AUDIT", complete(), on=date(2028, 1, 13)).outcome
    assert {r.since for r in looks.results if r.blocks and not r.id.endswith(".more")} == {date(2028, 1, 13)}
    old = judge_criterion("G3-AUDIT", complete(), on=date(2028, 2, 1)).outcome
    assert [(r.id, r.since) for r in old.results] == [("G3-AUDIT.old", date(2028, 1, 16))]
    assert judge_criterion("G3-REVIEW", complete(), on=date(2028, 2, 1)).passed
