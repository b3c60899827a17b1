"""The eleven warnings: silent while all is well, raised by their sign, and never in the way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from milepost.engines.rules.facts.decisions import GateDecision, Verdict
from milepost.engines.rules.facts.documents import DocumentsFacts
from milepost.engines.rules.facts.governance import BoardDecision, Meeting, Obstacle
from milepost.engines.rules.facts.plan import MonthLoad, PhaseForecast, ScopeGrowth
from milepost.engines.rules.facts.practices import PracticeFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import DayCount, Ref, StepDates
from milepost.engines.rules.facts.scope import ClaimSource, ScopeClaim
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.facts.statements import Keeper, Matter, Place, ReviewCycle, Statement
from milepost.engines.rules.warnings import WARNING_IDS, WARNINGS, raise_warnings
from tests.rules.gate_worlds import (
    ADA,
    G2,
    G3,
    G4,
    LIVE,
    START,
    Change,
    both,
    complete,
    more,
    one,
    topic,
)


def raised(facts: ProgrammeFacts, on: date) -> dict[str, list[str]]:
    return {w.id: [r.id.removeprefix(f"{w.id}.") for r in w.results] for w in raise_warnings(facts, on=on)}


def fields(**changed: object) -> Change:
    return lambda facts: replace(facts, **changed)  # type: ignore[arg-type]


def owned_by_ada(count: int) -> Change:
    def change(facts: ProgrammeFacts) -> ProgrammeFacts:
        assert isinstance(facts.practices, PracticeFacts)
        rows = tuple(replace(p, owner=ADA) if n < count else p for n, p in enumerate(facts.practices.practices))
        return topic("practices", practices=rows)(facts)

    return change


def days(*counts: tuple[date, int]) -> tuple[DayCount, ...]:
    return tuple(DayCount(day, count) for day, count in counts)


CLAIM = ScopeClaim(ClaimSource.PLAN, Ref("smp", "DOC-SMP"), services=frozenset({"hosting", "backup"}))
STAGE2_AHEAD = topic("stage2", dates=StepDates(wanted_for=date(2027, 3, 1)))
OPEN_NC = one("corrective_actions", "nonconformities", 1, due_on=date(2027, 3, 20))

SLA = Place(Keeper.DOCUMENT, Ref("sla-1", "SLA 1"), since=START)
LATE_CYCLE = ReviewCycle(SLA, SLA, counted_from=START, due_on=date(2028, 1, 1), months=12)


def said_twice(matter: Matter) -> tuple[Statement, Statement]:
    """A document and the register that keeps a thing, which do not say the same of it."""
    register = Place(Keeper.SHEET, Ref("register", "Register"))
    thing = Ref("thing", "The thing")
    return Statement(matter, thing, "one", "1", SLA), Statement(matter, thing, "two", "2", register, binding=True)


SIGNS: list[tuple[str, str, date, Change]] = [
    ("W-01", "impossible", G3, fields(planned_end=date(2026, 7, 31))),
    ("W-01", "compressed", G3, fields(planned_end=date(2027, 2, 28))),
    ("W-01", "stretched", G3, fields(planned_end=date(2027, 9, 3))),
    ("W-02", "external", G3, one("effort", "phases", 1, external_days=Decimal(100))),
    ("W-02", "phase-internal", G3, one("effort", "phases", 0, internal_days=Decimal(121))),
    ("W-02", "phase-external", G3, one("effort", "phases", 3, external_days=Decimal(11))),
    ("W-03", "authority", G3, one("governance", "sponsors", authority=Decimal(1))),
    ("W-03", "no-line", G3, one("governance", "coordinators", direct_access=False)),
    ("W-03", "part-time", G3, one("governance", "coordinators", share_percent=80)),
    ("W-03", "displaced", G3, one("governance", "coordinators", logged_percent=49)),
    (
        "W-03",
        "sponsor-absent",
        G3,
        both(
            one("governance", "meetings", 0, sponsor_present=False),
            one("governance", "meetings", 1, sponsor_present=False),
        ),
    ),
    ("W-04", "overload", G3, topic("plan", loads=(MonthLoad(date(2027, 2, 1), Decimal(50), Decimal(40)),))),
    ("W-04", "design-late", G3, topic("plan", forecasts=(PhaseForecast(Phase.DESIGN, date(2026, 9, 1), G2),))),
    ("W-04", "grown", G3, topic("plan", growth=ScopeGrowth(10, 12, Decimal(500), Decimal(500)))),
    ("W-05", "no-procedure", G3, one("clocks", "clocks", without_procedure=3)),
    ("W-05", "approved-after-live", G3, one("practices", "practices", procedure_first_approved_on=date(2026, 9, 2))),
    ("W-06", "too-late", G3, STAGE2_AHEAD),
    ("W-07", "approvals", G3, lambda facts: _approved(facts, date(2026, 8, 10))),
    ("W-07", "records", G3, one("clocks", "clocks", entered_by_day=days((LIVE, 10), (date(2027, 2, 1), 11)))),
    (
        "W-08",
        "names-more",
        G3,
        more("consistency", "claims", replace(CLAIM, services=frozenset({"hosting", "backup", "mail"}))),
    ),
    ("W-08", "target", G3, more("consistency", "statements", *said_twice(Matter.TARGET))),
    ("W-08", "role", G3, more("consistency", "statements", *said_twice(Matter.ROLE))),
    ("W-08", "name", G3, more("consistency", "statements", *said_twice(Matter.NAME))),
    ("W-08", "scope-sentence", G3, more("consistency", "statements", *said_twice(Matter.SCOPE))),
    ("W-08", "review-date", G3, more("consistency", "cycles", LATE_CYCLE)),
    ("W-08", "names-less", G3, more("consistency", "claims", replace(CLAIM, services=frozenset({"hosting"})))),
    ("W-09", "overloaded", G3, owned_by_ada(4)),
    ("W-10", "excluded-with-records", G3, one("consistency", "footprints", 2, counted_records=14)),
    ("W-10", "excluded-with-agreement", G3, one("consistency", "footprints", 2, agreements=1)),
    ("W-10", "excluded-with-items", G3, one("consistency", "footprints", 2, items=1)),
    ("W-10", "no-agreement", G3, one("consistency", "footprints", 0, agreements=0)),
    ("W-10", "no-items", G3, one("consistency", "footprints", 0, items=0)),
    ("W-10", "no-owner", G3, one("consistency", "footprints", 0, owner=None)),
    ("W-10", "no-records", G3, one("consistency", "footprints", 0, counted_records=0)),
    ("W-11", "no-activity", G3, topic("activity", last_finished_on=date(2027, 1, 14))),
    ("W-11", "obstacle", G3, more("governance", "obstacles", Obstacle(Ref("o", "OB-07"), date(2027, 1, 14), ADA))),
]


def _approved(facts: ProgrammeFacts, day: date) -> ProgrammeFacts:
    """Every document first approved on one day."""
    assert isinstance(facts.documents, DocumentsFacts)
    rows = tuple(
        replace(d, versions=tuple(replace(v, approved_on=day, effective_on=None) for v in d.versions))
        for d in facts.documents.documents
    )
    return topic("documents", documents=rows)(facts)


CALM = both(topic("activity", last_finished_on=date(2027, 2, 1)), topic("stage2", dates=StepDates()))


def test_a_programme_in_order_raises_nothing() -> None:
    assert raised(CALM(complete()), G3) == {}
    assert raised(complete(), G4) == {}


def test_a_programme_of_which_nothing_is_known_raises_nothing() -> None:
    assert raised(ProgrammeFacts("p", "ISO", "Empty"), G3) == {}


@pytest.mark.parametrize(("id_", "sign", "on", "change"), SIGNS, ids=[f"{i}.{s}" for i, s, _, _ in SIGNS])
def test_a_sign_raises_its_warning_and_no_other(id_: str, sign: str, on: date, change: Change) -> None:
    assert raised(change(CALM(complete())), on) == {id_: [sign]}


def test_the_warnings_are_the_eleven_and_each_has_a_case() -> None:
    assert sorted(WARNINGS) == list(WARNING_IDS)
    assert {id_ for id_, *_ in SIGNS} == set(WARNING_IDS)


def test_no_warning_ever_blocks_and_each_says_what_to_do() -> None:
    for _, _, on, change in SIGNS:
        for warning in raise_warnings(change(CALM(complete())), on=on):
            assert str(warning.sign)
            for result in warning.results:
                assert not result.blocks
                assert str(result.text)
                assert str(result.fix)
                assert result.clause == ""


def test_exactly_twelve_and_eighteen_months_are_neither_compressed_nor_stretched() -> None:
    for end in (date(2027, 3, 2), date(2027, 9, 2)):
        assert raised(fields(planned_end=end)(CALM(complete())), G3) == {}


def test_internal_days_outside_the_text_are_outside_a_row_too() -> None:
    dear = one("effort", "phases", 1, internal_days=Decimal(501))
    assert raised(dear(CALM(complete())), G3) == {"W-02": ["internal", "phase-internal"]}


def test_a_plan_of_some_phases_is_not_measured_as_a_whole() -> None:
    effort = complete().effort
    assert effort is not None
    assert raised(topic("effort", phases=effort.phases[:1])(CALM(complete())), G3) == {}


def test_a_stretched_programme_hears_which_audit_and_review_would_be_stale_at_stage_2() -> None:
    facts = both(
        fields(planned_end=date(2028, 6, 1)),
        topic("stage2", dates=StepDates(wanted_for=date(2028, 3, 1))),
        topic("activity", last_finished_on=date(2027, 2, 1)),
    )(complete())
    assert raised(facts, G3)["W-01"] == ["stretched", "audit-stale", "review-stale"]


def test_a_board_decision_on_the_whole_budget_settles_the_sponsors_authority() -> None:
    board = BoardDecision(Ref("b", "Board"), START, Decimal(800))
    facts = both(one("governance", "sponsors", authority=Decimal(1)), topic("governance", board_decisions=(board,)))
    assert raised(facts(CALM(complete())), G3) == {}


def test_one_missed_meeting_or_an_unknown_attendance_says_nothing_of_the_sponsor() -> None:
    once = one("governance", "meetings", 1, sponsor_present=False)
    unknown = both(once, one("governance", "meetings", 0, sponsor_present=None))
    back = both(
        one("governance", "meetings", 0, sponsor_present=False),
        once,
        more("governance", "meetings", Meeting(Ref("m", "SC"), G2, G2, sponsor_present=True)),
    )
    for change in (once, unknown, back):
        assert raised(change(CALM(complete())), G3) == {}


def test_an_overload_in_a_month_that_is_over_is_no_sign_any_more() -> None:
    past = topic("plan", loads=(MonthLoad(date(2027, 1, 1), Decimal(50), Decimal(40)),))
    assert raised(past(CALM(complete())), G3) == {}


def test_the_most_practices_of_one_owner_depend_on_the_team() -> None:
    assert raised(owned_by_ada(3)(CALM(complete())), G3) == {}
    small = both(owned_by_ada(6), topic("governance", team=complete_team(3)))(CALM(complete()))
    assert raised(small, G3) == {}  # 20 ÷ 3 is more than 6
    smaller_limit = both(owned_by_ada(7), topic("governance", team=complete_team(3)))(CALM(complete()))
    assert raised(smaller_limit, G3) == {"W-09": ["overloaded"]}


def complete_team(size: int) -> tuple[object, ...]:
    governance = complete().governance
    assert governance is not None
    return governance.team[:size]


def test_eight_weeks_between_audit_and_stage_2_are_enough() -> None:
    enough = topic("stage2", dates=StepDates(wanted_for=date(2027, 1, 15) + timedelta(days=56)))
    settled = topic("corrective_actions", nonconformities=())
    assert raised(both(CALM, settled, enough)(complete()), G3) == {}


def test_open_nonconformities_are_measured_by_the_pace_so_far() -> None:
    soon = both(CALM, topic("stage2", dates=StepDates(confirmed_for=date(2027, 2, 14))))(complete())
    assert raised(soon, G3)["W-06"] == ["too-late", "too-slow"]  # raised 25 January, 21 days at the pace so far
    later = both(CALM, topic("stage2", dates=StepDates(confirmed_for=date(2027, 2, 16))))(complete())
    assert raised(later, G3)["W-06"] == ["too-late"]


def test_no_audit_in_sight_of_a_near_stage_2_is_said_too() -> None:
    near = both(CALM, STAGE2_AHEAD, topic("internal_audit", audits=()), topic("corrective_actions", nonconformities=()))
    [warning] = raise_warnings(near(complete()), on=G3)
    assert (
        str(warning.results[0].text)
        == "No internal audit is planned, and Stage 2 on 2027-03-01 is fewer than 56 days away."
    )


def test_the_days_that_a_programme_leaves_before_stage_2_are_told_as_it_set_them() -> None:
    longer = replace(complete().settings, audit_to_stage2_warned_days=90)
    ahead = both(CALM, topic("stage2", dates=StepDates(wanted_for=date(2027, 1, 15) + timedelta(days=89))))
    [warning] = raise_warnings(fields(settings=longer)(ahead(complete())), on=G3)
    assert [str(r.text) for r in warning.results] == [
        "From the internal audit's end on 2027-01-15 to Stage 2 on 2027-04-14 there are fewer than 90 days."
    ]


def test_a_stage_2_that_was_held_needs_no_warning_about_its_audit() -> None:
    assert "W-06" not in raised(one("internal_audit", "audits", last_day=date(2027, 5, 1))(complete()), G4)


def test_half_of_the_records_in_the_last_28_days_is_not_yet_over_half() -> None:
    even = one("clocks", "clocks", entered_by_day=days((LIVE, 11), (date(2027, 2, 1), 11)))
    assert raised(even(CALM(complete())), G3) == {}


@pytest.mark.parametrize(
    ("first_late_day", "signs"), [(date(2027, 1, 15), {}), (date(2027, 1, 16), {"W-07": ["records"]})]
)
def test_the_last_28_days_end_with_the_day_of_the_gate(first_late_day: date, signs: dict[str, list[str]]) -> None:
    rows = one("clocks", "clocks", entered_by_day=days((LIVE, 10), (first_late_day, 5), (G3, 6)))
    assert raised(rows(CALM(complete())), G3) == signs


def test_records_entered_before_the_last_gate_are_looked_at_too_and_the_gate_is_named() -> None:
    rows = one("clocks", "clocks", entered_by_day=days((LIVE, 5), (date(2027, 6, 20), 6)))
    assert "W-07" not in raised(rows(complete()), date(2027, 6, 1))  # nothing of it is known yet
    [warning] = [w for w in raise_warnings(rows(complete()), on=G4) if w.id == "W-07"]
    assert [str(r.text) for r in warning.results] == [
        "6 of 11 records of Practice 01 were entered in the last 28 days before G4."
    ]


def test_records_are_not_called_rushed_before_a_gate_is_near() -> None:
    young = one("clocks", "clocks", entered_by_day=days((LIVE, 50)))
    facts = fields(decisions=())(young(CALM(complete())))
    assert "W-07" not in raised(facts, date(2026, 9, 20))


def test_a_policy_may_name_a_part_of_the_scope_but_a_catalogue_may_not() -> None:
    part = replace(CLAIM, services=frozenset({"hosting"}))
    policy = more("consistency", "claims", replace(part, source=ClaimSource.POLICY))
    catalogue = more("consistency", "claims", replace(part, source=ClaimSource.CATALOGUE))
    later = more("consistency", "claims", replace(part, in_force_from=G4))
    assert raised(policy(CALM(complete())), G3) == {}
    assert raised(catalogue(CALM(complete())), G3) == {"W-08": ["names-less"]}
    assert raised(later(CALM(complete())), G3) == {}


def test_what_a_service_in_scope_lacks_is_asked_for_once_design_is_complete() -> None:
    hollow = one("consistency", "footprints", 0, agreements=0, items=0, owner=None, counted_records=0)
    assert raised(fields(decisions=())(hollow(CALM(complete()))), G3) == {}
    found = raised(hollow(CALM(complete())), G3)["W-10"]
    assert found == ["no-agreement", "no-items", "no-owner", "no-records"]
    unknown = topic("consistency", footprints=())
    assert len(raised(unknown(CALM(complete())), G3)["W-10"]) == 8


def test_nothing_stalls_within_four_weeks_or_after_the_last_gate() -> None:
    still = topic("activity", last_finished_on=date(2027, 1, 15))
    assert raised(still(CALM(complete())), G3) == {}
    closed = (*complete().decisions, GateDecision(Phase.CERTIFICATION, Verdict.GO, G4))
    assert raised(fields(decisions=closed)(complete()), date(2028, 1, 1)) == {}
    never = both(topic("activity", last_finished_on=None), fields(started_on=date(2027, 1, 14)))
    assert raised(never(CALM(complete())), G3)["W-11"] == ["no-activity"]


def test_the_same_facts_raise_the_same_warnings() -> None:
    facts = both(owned_by_ada(5), STAGE2_AHEAD, OPEN_NC)(complete())
    assert raise_warnings(facts, on=G3) == raise_warnings(facts, on=G3)
