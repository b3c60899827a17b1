"""G1: each criterion fails for each of its reasons, and for no other."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from milepost.engines.rules.facts.gap import GapFacts, GapField, IncompleteGap, NotTriggered, UnratedClause
from milepost.engines.rules.facts.governance import BoardDecision, CommitmentFacts, Covers, Meeting, Obstacle
from milepost.engines.rules.facts.plan import PlanFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeElement, ScopeVersion
from milepost.engines.rules.gates import judge_criterion
from milepost.engines.rules.results import Basis
from tests.rules.gate_worlds import G1, SITA, START, Change, both, complete, more, one, reasons, topic

LATER = G1 + timedelta(days=1)
UNDECIDED = ScopeElement(ElementKind.SERVICE, "vps", "VPS", Inclusion.UNDECIDED)
SEARCHED = NotTriggered("8.7.2-11", "8.7.2", "An invocation", START, G1, "Incident register")

SCOPE: list[tuple[str, Change]] = [
    ("no-service", both(one("scope", "elements", 0, inclusion=Inclusion.OUT, justification="x"),
                        one("scope", "elements", 1, inclusion=Inclusion.OUT, justification="x"))),
    ("no-customer", one("scope", "elements", 3, inclusion=Inclusion.OUT, justification="x")),
    ("no-unit", one("scope", "elements", 4, inclusion=Inclusion.OUT, justification="x")),
    ("no-location", one("scope", "elements", 5, inclusion=Inclusion.OUT, justification="x")),
    ("undecided", more("scope", "elements", UNDECIDED)),
    ("unjustified", one("scope", "elements", 2, justification="  ")),
    ("clause-excluded", topic("scope", excluded_clauses=("8.7",))),
    ("other-parties-run-all", both(one("scope", "elements", 0, other_party_percent=100),
                                   one("scope", "elements", 1, other_party_percent=100))),
    ("other-parties-unknown", both(one("scope", "elements", 0, other_party_percent=None),
                                   one("scope", "elements", 1, other_party_percent=100))),
    ("not-approved", topic("scope", versions=())),
    ("not-approved", one("scope", "versions", approved_on=LATER)),
    ("own-approval", one("scope", "versions", author=SITA)),
    ("changed", topic("scope", current_hash="h2")),
]  # fmt: skip

GAP: list[tuple[str, Change]] = [
    ("unrated", topic("gap", rated=385, unrated=(UnratedClause("6.1.2", 3, ("6.1.2-01",)),))),
    ("not-all-rated", topic("gap", rated=380)),
    ("later", topic("gap", complete_on=LATER)),
    *((f"no-{f}", topic("gap", incomplete=(IncompleteGap("4.3-01", "4.3", (f,)),))) for f in GapField),
    ("not-applicable", topic("gap", not_applicable=("4.1-01",))),
    ("search-unsaid", topic("gap", not_triggered=(replace(SEARCHED, register=""),))),
    ("search-unsaid", topic("gap", not_triggered=(replace(SEARCHED, period_to=None),))),
    ("not-conditional", topic("gap", not_triggered=(replace(SEARCHED, conditional=False),))),
    ("triggered", topic("gap", not_triggered=(replace(SEARCHED, reopened_by="INC-9", reopened_on=G1),))),
]

GOVERNANCE: list[tuple[str, Change]] = [
    ("no-sponsor", topic("governance", sponsors=())),
    ("no-sponsor", one("governance", "sponsors", until=G1)),
    ("no-coordinator", one("governance", "coordinators", since=LATER)),
    ("no-access", one("governance", "coordinators", direct_access=False)),
    ("no-areas", topic("governance", areas=())),
    ("area-without-member", topic("governance", team=())),
    ("no-rhythm", topic("governance", rhythm_days=None)),
    ("no-meeting", topic("governance", meetings=())),
    ("meeting-missed", more("governance", "meetings", Meeting(Ref("m", "SC-2026-03"), date(2026, 5, 7)))),
    ("obstacle-without-owner", one("governance", "obstacles", owner=None)),
    ("obstacle-undecided", one("governance", "obstacles", decided_on=None)),
]

SPONSOR: list[tuple[str, Change]] = [
    ("no-budget", topic("governance", budget=None)),
    ("authority-short", one("governance", "sponsors", authority=Decimal(799))),
    ("authority-short", one("governance", "sponsors", authority=None)),
    ("no-sponsor", topic("governance", sponsors=())),
    ("not-signed", topic("commitment", commitments=())),
    ("not-signed", one("commitment", "commitments", withdrawn_on=G1)),
    *((f"not-for-{c}", one("commitment", "commitments", covers=frozenset(Covers) - {c})) for c in Covers),
]

PLAN: list[tuple[str, Change]] = [
    ("no-plan", topic("plan", versions=())),
    ("no-milestones", one("plan", "versions", milestones=0)),
    ("no-allocations", one("plan", "versions", allocations=0)),
    ("no-budget", one("plan", "versions", budget=None)),
    ("no-dependencies", one("plan", "versions", dependencies=0)),
    ("no-risks", one("plan", "versions", risks=0)),
    ("same-as-smp", one("plan", "versions", apart_from_smp=False)),
    ("not-endorsed", one("plan", "versions", endorsed_on=LATER)),
    ("endorsed-nowhere", one("plan", "versions", endorsed_in=None)),
]

CASES = [
    (criterion, reason, change)
    for criterion, cases in (
        ("G1-SCOPE", SCOPE),
        ("G1-GAP", GAP),
        ("G1-GOVERNANCE", GOVERNANCE),
        ("G1-SPONSOR", SPONSOR),
        ("G1-PLAN", PLAN),
    )
    for reason, change in cases
]


@pytest.mark.parametrize(
    ("criterion", "reason", "change"), CASES, ids=[f"{c}.{r}-{n}" for n, (c, r, _) in enumerate(CASES)]
)
def test_a_criterion_of_g1_fails_for_this_reason_alone(criterion: str, reason: str, change: Change) -> None:
    assert reasons(criterion, complete(), G1) == set()
    assert reasons(criterion, change(complete()), G1) == {reason}


def test_a_board_decision_that_approves_the_whole_budget_stands_in_for_the_sponsors_authority() -> None:
    short = one("governance", "sponsors", authority=Decimal(10))
    board = BoardDecision(Ref("b", "Board, 30 April"), date(2026, 4, 30), Decimal(800))
    assert reasons("G1-SPONSOR", both(short, topic("governance", board_decisions=(board,)))(complete()), G1) == set()
    partly = replace(board, amount=Decimal(799))
    changed = both(short, topic("governance", board_decisions=(partly,)))(complete())
    assert reasons("G1-SPONSOR", changed, G1) == {"authority-short"}


def test_two_commitments_may_cover_together_what_neither_covers_alone() -> None:
    [whole] = (complete().commitment or CommitmentFacts()).commitments
    halves = (
        replace(whole, covers=frozenset({Covers.PROGRAMME})),
        replace(whole, covers=frozenset({Covers.RESOURCES, Covers.TIMELINE})),
    )
    assert reasons("G1-SPONSOR", topic("commitment", commitments=halves)(complete()), G1) == set()


def test_a_meeting_held_late_is_not_missed_and_one_still_to_come_is_not_either() -> None:
    late = Meeting(Ref("m", "SC-2026-03"), date(2026, 5, 2), date(2026, 5, 7))
    ahead = Meeting(Ref("n", "SC-2026-04"), date(2026, 6, 2))
    assert reasons("G1-GOVERNANCE", more("governance", "meetings", late, ahead)(complete()), G1) == set()


def test_an_obstacle_raised_after_the_last_meeting_waits_for_the_next_without_failing() -> None:
    fresh = Obstacle(Ref("ob-9", "OB-09"), date(2026, 5, 6), SITA)
    assert reasons("G1-GOVERNANCE", more("governance", "obstacles", fresh)(complete()), G1) == set()


def test_a_newer_version_of_the_scope_counts_from_its_own_day() -> None:
    newer = ScopeVersion("2", LATER, SITA, "Hosting alone.", "h2")
    facts = both(more("scope", "versions", newer), topic("scope", current_hash="h2"))(complete())
    assert reasons("G1-SCOPE", facts, G1) == {"changed"}
    assert reasons("G1-SCOPE", facts, LATER) == set()


def test_an_element_that_was_not_known_on_the_day_is_not_undecided_on_it() -> None:
    facts = more("scope", "elements", replace(UNDECIDED, known_since=LATER))(complete())
    assert reasons("G1-SCOPE", facts, G1) == set()
    assert reasons("G1-SCOPE", facts, LATER) == {"undecided"}


def test_an_approval_that_is_dated_ahead_says_from_when_the_scope_would_hold() -> None:
    outcome = judge_criterion("G1-SCOPE", one("scope", "versions", approved_on=LATER)(complete()), on=G1).outcome
    assert outcome.holds_from == LATER


def test_the_results_of_the_gap_assessment_say_how_many_statements_are_rated() -> None:
    facts = replace(complete(), gap=GapFacts(rated=0, unrated=(UnratedClause("4.1", 388, ("4.1-01", "4.1-02")),)))
    outcome = judge_criterion("G1-GAP", facts, on=G1).outcome
    assert str(outcome.summary) == "0 of 388 auditable statements are rated."
    assert str(outcome.results[0].text) == "388 statements of clause 4.1 are unrated, such as 4.1-01, 4.1-02."
    assert outcome.results[0].basis is Basis.ROADMAP


def test_an_unendorsed_plan_is_judged_by_what_its_newest_draft_holds() -> None:
    plan = complete().plan
    assert isinstance(plan, PlanFacts)
    drafts = (replace(plan.versions[0], endorsed_on=None, risks=0), replace(plan.versions[0], endorsed_on=None))
    assert reasons("G1-PLAN", topic("plan", versions=drafts)(complete()), G1) == {"not-endorsed"}


def test_the_subject_of_a_result_is_the_thing_a_screen_can_link_to() -> None:
    outcome = judge_criterion("G1-SCOPE", one("scope", "elements", 2, justification="")(complete()), on=G1).outcome
    [result] = outcome.results
    assert (result.subject.kind, result.subject.key, result.subject.label) == ("service", "mail", "Mail")
