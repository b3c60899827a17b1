"""The forecast as a pure function of a plan and a day: working days, dependencies, people, waits, chances."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.catalogue import programme as catalogue
from milepost.catalogue.ties import LINKS, Tie
from milepost.catalogue.waits import waits
from milepost.engines.scheduling.estimates import Estimate
from milepost.engines.scheduling.failures import BadNetwork
from milepost.engines.scheduling.network import Link
from milepost.engines.scheduling.validation import violations
from milepost.features.plans.dependencies import Mistake, find_mistakes
from milepost.features.plans.forecasting.answers import Answer, Hold
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.computing import forecast_plan, with_people, without_people
from milepost.features.plans.forecasting.given import Given, Risk, Work
from milepost.features.plans.forecasting.networks import GATE, PHASES, Plan, plan_of, wait_ends

ON = date(2026, 2, 2)  # a Monday
STANDARD = {activity.key: activity for activity in catalogue.activities()}
ROLES = ["sponsor", "coordinator", "practice-owner", "implementation-team", "", "lawyer"]


def _works(**changed: Work | None) -> tuple[Work, ...]:
    """Every standard activity with as many days as its share, but for those that are changed or left out."""
    works = {key: Work(key, each.phase, each.role, each.share) for key, each in STANDARD.items()}
    works |= {key.replace("_", "-"): work for key, work in changed.items()}  # type: ignore[misc]
    return tuple(work for work in works.values() if work is not None)


def _given(**changed: object) -> Given:
    return replace(Given(ON, ON, _works()), **changed)  # type: ignore[arg-type]


def _with(plan: Given, work: Work) -> Given:
    """The plan with another work in the place of the one with the same key."""
    return replace(plan, works=tuple(work if each.key == work.key else each for each in plan.works))


def _plan(plan: Given) -> Plan:
    return plan_of(plan, WorkingCalendar.of(plan.first_day, plan.holidays))


def _estimates(plan: Given) -> dict[str, Estimate]:
    made = _plan(plan)
    return made.estimates(dict.fromkeys((wait.key for wait in made.waits), 0))


def _free_finish(plan: Given) -> int:
    """The boundary at which the last gate is reached if people were no limit."""
    made = _plan(plan)
    timings = without_people(made).path.timings
    return next(timing.earliest_finish for timing in timings if timing.key == GATE + "G4")


def _played(plan: Given, **asked: int) -> Answer:
    return forecast_plan(plan, **{"runs": 200, **asked})


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


links = st.sampled_from(list(LINKS))
lags = st.integers(-30, 30)


def _tied(works: list[Work], wanted: list[tuple[int, int, str, int]]) -> list[Work]:
    """The works with those of the wanted dependencies that can be meant."""
    for before, after, link, lag in wanted:
        key, tie = works[after % len(works)].key, Tie(works[before % len(works)].key, link, lag)
        tied = [replace(work, after=(*work.after, tie)) if work.key == key else work for work in works]
        if not _mistakes(*tied):
            works = tied
    return works


@st.composite
def plans(draw: st.DrawFn) -> Given:
    """Some standard activities, a few moved to other phases or roles or done in any order, and some of one's own."""
    keys = draw(st.lists(st.sampled_from(list(STANDARD)), min_size=1, unique=True))
    own = [f"own-{number}" for number in range(draw(st.integers(0, 3)))]
    on = draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    works = []
    for key in keys + own:
        phase = STANDARD[key].phase if key in STANDARD and draw(st.integers(0, 5)) else draw(st.sampled_from(PHASES))
        role = STANDARD[key].role if key in STANDARD else draw(st.sampled_from(ROLES))
        done_on = draw(st.none() | st.dates(date(2025, 1, 1), on))
        takes = draw(st.integers(0, 40))
        stated: dict[str, Any] = {
            "low": draw(st.none() | st.integers(0, takes)),
            "high": draw(st.none() | st.integers(takes, 90)),
            "percent": draw(st.integers(0, 99)),
            "not_before": draw(st.none() | days),
            "deadline": draw(st.none() | days),
        }
        works.append(Work(key, phase, role, takes, done_on, **stated))
    works = _tied(works, draw(st.lists(st.tuples(*(st.integers(0, 99),) * 2, links, lags), max_size=4)))
    holidays = draw(st.frozensets(days, max_size=20))
    passed = draw(st.integers(0, 4))
    gates = tuple((f"G{number}", on - timedelta(days=9 - number)) for number in range(1, passed + 1))
    people = (("practice-owner", draw(st.integers(1, 4))),)
    shares = (("coordinator", draw(st.integers(40, 150))),)
    return Given(on, draw(days), tuple(works), gates, shares, (), holidays, (), people)


# -- risks ------------------------------------------------------------------------------------------------------------


def test_a_risk_delays_the_gate_of_its_phase_in_the_runs_in_which_it_comes_and_moves_no_likely_day() -> None:
    without, risky = _played(_given()), _played(_given(risks=(Risk("PR-01", "P2", 60, 200),)))
    assert risky.gates[0] == without.gates[0]
    assert [gate.likely for gate in risky.gates] == [gate.likely for gate in without.gates]
    assert (risky.chain, risky.placed[-1].why) == (without.chain, without.placed[-1].why)
    for gate in (1, 2, 3):
        assert (risky.gates[gate].p80 - without.gates[gate].p80).days > 200
    assert risky.movers[0].key == "risk:PR-01"


def test_two_risks_of_a_phase_come_one_after_the_other() -> None:
    one = _played(_given(risks=(Risk("A", "P3", 99, 30),)))
    two = _played(_given(risks=(Risk("A", "P3", 99, 30), Risk("B", "P3", 99, 30))))
    assert (two.gates[2].p50 - one.gates[2].p50).days >= 30


def test_a_risk_of_a_phase_that_is_closed_delays_the_next_gate_and_none_counts_behind_the_last() -> None:
    passed = (("G1", ON), ("G2", ON))
    late, without = _played(_given(passed=passed, risks=(Risk("A", "P1", 99, 60),))), _played(_given(passed=passed))
    assert (late.gates[2].p50 - without.gates[2].p50).days > 60
    every = tuple((f"G{number}", ON) for number in range(1, 5))
    over = _played(_given(passed=every, risks=(Risk("A", "P4", 99, 60),)))
    assert over.certificate.p90 == ON
    assert all(mover.key != "risk:A" for mover in over.movers)


# -- working days -----------------------------------------------------------------------------------------------------


@given(first=days, holidays=st.frozensets(days, max_size=40), unit=st.integers(0, 900))
def test_a_working_day_turned_into_a_date_and_back_is_itself(first: date, holidays: frozenset[date], unit: int) -> None:
    calendar = WorkingCalendar.of(first, holidays)
    day = calendar.day(unit)
    assert day.weekday() < 5
    assert day not in holidays
    assert calendar.unit_from(day) == unit
    assert calendar.finish_by(day) == unit + 1
    assert calendar.last_day(unit + 1) == day


@given(first=days, holidays=st.frozensets(days, max_size=40), day=days)
def test_between_two_working_days_lies_none(first: date, holidays: frozenset[date], day: date) -> None:
    calendar = WorkingCalendar.of(first, holidays)
    if day >= first:
        assert calendar.last_day(calendar.finish_by(day)) <= day
        assert calendar.day(calendar.unit_from(day)) >= day
        assert 0 <= calendar.finish_by(day) - calendar.unit_from(day) <= 1


def test_holidays_and_weekends_are_no_working_days() -> None:
    calendar = WorkingCalendar.of(date(2026, 2, 6), {date(2026, 2, 9)})
    assert [calendar.day(unit) for unit in range(2)] == [date(2026, 2, 6), date(2026, 2, 10)]
    assert calendar.last_day(0) == date(2026, 2, 5)


def test_a_plan_that_goes_on_beyond_2100_is_refused() -> None:
    with pytest.raises(BadNetwork, match="beyond the year 2100"):
        _played(_given(on=date(2100, 6, 1)))


# -- waits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "since", "ends"),
    [
        ("operation", date(2026, 11, 30), date(2027, 2, 28)),
        ("operation", date(2026, 10, 28), date(2027, 1, 28)),
        ("sla-records", date(2026, 10, 28), date(2027, 1, 31)),
        ("sla-records", date(2026, 10, 31), date(2027, 1, 31)),
        ("sla-records", date(2026, 11, 1), date(2027, 2, 28)),
        ("audit-to-stage-2", date(2026, 1, 1), date(2026, 2, 26)),
    ],
)
def test_a_wait_ends_as_the_rules_count(key: str, since: date, ends: date) -> None:
    wait = next(wait for wait in waits() if wait.key == key)
    assert wait_ends(wait, since, {}) == ends


def test_the_months_of_operation_are_those_of_the_programmes_settings() -> None:
    live = Work("go-live", "P3", "practice-owner", 8, date(2026, 1, 15))
    short = _played(_given(works=_works(go_live=live)))
    long = _played(_given(works=_works(go_live=live), numbers=(("months_of_operation", 12),)))
    assert short.at("wait:operation").finishes_on == date(2026, 4, 15)
    assert long.at("wait:operation").finishes_on == date(2027, 1, 15)
    assert long.certificate.likely > short.certificate.likely


def test_stage_2_waits_until_every_practice_has_operated_three_months() -> None:
    answer = _played(_given())
    live, operated = answer.at("go-live"), answer.at("wait:operation")
    assert (operated.finishes_on - live.finishes_on).days in range(85, 93)
    assert answer.at("stage-2").starts_on > operated.finishes_on


def test_a_wait_that_keeps_nobody_waiting_is_no_part_of_the_plan() -> None:
    held = Work("stage-2", "P4", "practice-owner", 9, date(2026, 2, 1))
    kept = {placed.key for placed in _played(_given(works=_works(stage_2=held))).placed}
    assert {"wait:operation", "wait:stage-1-to-stage-2"}.isdisjoint(kept)
    assert "wait:certification-decision" in kept


# -- what waits for what ----------------------------------------------------------------------------------------------


def test_phases_follow_each_other_and_only_asking_bodies_is_early() -> None:
    answer = _played(_given())
    gates = {reached.gate: reached.likely for reached in answer.gates}
    assert gates["G1"] < gates["G2"] < gates["G3"] < gates["G4"] == answer.certificate.likely
    for key, activity in STANDARD.items():
        place = PHASES.index(activity.phase)
        if place and key != "selection":
            assert answer.at(key).starts_on > gates[f"G{place}"], key
    assert answer.at("selection").starts_on < gates["G3"]


def test_what_an_activity_taken_out_of_the_plan_waited_for_holds_what_waited_for_it() -> None:
    made = _plan(_given(works=_works(policy=None, objectives=None)))
    tied = {(tie.before, tie.after) for tie in made.dependencies}
    assert ("risks", "service-management-plan") in tied
    assert ("commitment", "service-management-plan") in tied


def test_an_activity_moved_to_an_earlier_phase_closes_no_circle() -> None:
    live = Work("go-live", "P1", "practice-owner", 8)
    answer = _played(_given(works=_works(go_live=live)))
    assert answer.at("go-live").starts_on < answer.at("training").starts_on


def test_the_four_links_are_those_of_the_catalogue() -> None:
    links = {(tie.before, tie.after): tie.link for tie in _plan(_given()).dependencies}
    assert links["document-control", "policy"] is Link.FINISH_TO_FINISH
    assert links["kick-off", "steering"] is Link.FINISH_TO_START


def test_own_activities_lie_within_their_phase() -> None:
    answer = _played(_given(works=(*_works(), Work("own", "P2", "lawyer", 400))))
    own = answer.at("own")
    assert answer.gates[0].likely < own.starts_on
    assert own.finishes_on == answer.gates[1].likely
    assert answer.at("gate:G2").why.key == "own"


# -- estimates, progress and days of one's own ------------------------------------------------------------------------


def test_what_is_complete_takes_no_time_any_more() -> None:
    left = {"kick_off": Work("kick-off", "P1", "sponsor", 10, percent=60)}
    answer = _played(_given(works=_works(**left)))
    assert answer.at("kick-off").finishes_on == date(2026, 2, 5)
    assert _estimates(_given(works=_works(**left)))["kick-off"].likely == 4


@pytest.mark.parametrize(
    ("own", "share", "expected"),
    [
        ({}, 100, (8, 10, 16)),  # the catalogue's spread of the kick-off: 80 to 160 percent
        ({"low": 4, "high": 30}, 100, (4, 10, 30)),
        ({"high": 30}, 100, (8, 10, 30)),
        ({"low": 4}, 50, (8, 20, 32)),
        ({"low": 3, "high": 11, "percent": 50}, 100, (2, 5, 6)),
        ({"low": 10, "high": 10}, 100, (10, 10, 10)),
    ],
)
def test_own_estimates_stand_where_they_are_given_and_the_usual_spread_elsewhere(
    own: dict[str, int], share: int, expected: tuple[int, int, int]
) -> None:
    kick_off = Work("kick-off", "P1", "sponsor", 10, **own)  # type: ignore[arg-type]
    found = _estimates(_given(works=(kick_off,), shares=(("sponsor", share),)))["kick-off"]
    assert (found.low, found.likely, found.high) == expected


def test_an_activity_that_never_varies_moves_nothing() -> None:
    fixed = tuple(replace(work, low=work.days, high=work.days) for work in _works())
    answer = _played(_given(works=fixed))
    assert {mover.key for mover in answer.movers} <= {f"wait:{wait.key}" for wait in waits()}


def test_an_activity_begins_on_its_day_at_the_earliest_and_the_reason_says_so() -> None:
    held = Work("kick-off", "P1", "sponsor", 5, not_before=date(2026, 4, 4))  # a Saturday
    placed = _played(_given(works=_works(kick_off=held))).at("kick-off")
    assert (placed.starts_on, placed.why.hold) == (date(2026, 4, 6), Hold.NOT_BEFORE)
    past = replace(held, not_before=date(2026, 1, 5))
    assert _played(_given(works=_works(kick_off=past))).at("kick-off").why.hold is Hold.TODAY


def test_what_takes_no_time_happens_on_its_day() -> None:
    held = Work("own", "P1", "", 0, not_before=date(2026, 4, 6))
    placed = _played(_given(works=(*_works(), held))).at("own")
    assert (placed.starts_on, placed.finishes_on) == (date(2026, 4, 6), date(2026, 4, 6))


def test_a_deadline_that_will_not_hold_is_told_with_the_chain_that_makes_it_late() -> None:
    kept = _works(commitment=Work("commitment", "P1", "sponsor", 10, deadline=date(2026, 12, 31)))
    assert _played(_given(works=kept)).late == ()
    missed = tuple(replace(work, deadline=date(2026, 2, 3)) if work.key == "commitment" else work for work in kept)
    answer = _played(_given(works=missed))
    [late] = answer.late
    assert (late.key, late.deadline, late.likely) == (
        "commitment",
        date(2026, 2, 3),
        answer.at("commitment").finishes_on,
    )
    assert late.days == WorkingCalendar.of(ON, ()).finish_by(late.likely) - 2
    assert late.chain[-1] == "commitment"
    assert len(late.chain) > 1
    for key, after in zip(late.chain, late.chain[1:], strict=False):
        assert answer.at(after).why.key == key


def test_what_is_done_is_late_no_more() -> None:
    done = Work("kick-off", "P1", "sponsor", 5, date(2026, 1, 30), deadline=date(2026, 1, 5))
    assert _played(_given(works=_works(kick_off=done))).late == ()


@given(plan=plans(), later=st.integers(1, 90), pick=st.integers(0, 100))
def test_beginning_later_never_makes_the_certificate_earlier(plan: Given, later: int, pick: int) -> None:
    work = plan.works[pick % len(plan.works)]
    before = _with(plan, replace(work, not_before=None))
    after = _with(plan, replace(work, not_before=plan.begins_on + timedelta(days=later)))
    if not dict(plan.passed).get("G4"):
        assert _free_finish(after) >= _free_finish(before)


# -- dependencies of one's own ----------------------------------------------------------------------------------------


def _after(key: str, *ties: Tie, **changed: Any) -> tuple[Work, ...]:
    return tuple(replace(work, after=ties, **changed) if work.key == key else work for work in _works())


@pytest.mark.parametrize(
    ("tie", "end", "other", "distance"),
    [
        (Tie("context", "FS", 3), "starts", "finishes", 4),
        (Tie("context", "FS", -2), "starts", "finishes", -1),
        (Tie("context", "SS", 5), "starts", "starts", 5),
        (Tie("context", "FF", 4), "finishes", "finishes", 4),
        (Tie("context", "SF", 6), "finishes", "starts", 5),
    ],
)
def test_an_own_dependency_holds_by_its_link_and_lag_and_the_reason_says_whose_it_is(
    tie: Tie, end: str, other: str, distance: int
) -> None:
    works = (*_works(), Work("own", "P1", "", 4, after=(tie,)))
    answer = _played(_given(works=works))
    own, context = answer.at("own"), answer.at("context")
    calendar = WorkingCalendar.of(ON, ())
    place = {
        "starts": lambda each: calendar.unit_from(each.starts_on),
        "finishes": lambda each: calendar.unit_from(each.finishes_on),
    }
    assert place[end](own) - place[other](context) == distance
    assert (own.why.key, own.why.link, own.why.lag, own.why.is_own) == ("context", tie.link, tie.lag, True)


def test_of_two_dependencies_that_say_the_same_the_stricter_one_holds() -> None:
    assert "kick-off" in STANDARD["context"].after
    before = _played(_given()).at("context")
    looser = _played(_given(works=_after("context", Tie("kick-off", "FS", -3)))).at("context")
    stricter = _played(_given(works=_after("context", Tie("kick-off", "FS", 200)))).at("context")
    assert (looser.starts_on, looser.why.is_own) == (before.starts_on, before.why.is_own)
    assert stricter.starts_on > before.starts_on
    assert stricter.why.is_own


def test_what_has_begun_counts_from_its_begin() -> None:
    def starts(percent: int, lag: int) -> date:
        begun = Work("begun", "P1", "", 10, percent=percent)
        own = Work("own", "P1", "", 3, after=(Tie("begun", "SS", lag),))
        return _played(_given(works=(*_works(), begun, own))).at("own").starts_on

    assert starts(0, 5) == date(2026, 2, 9)
    assert starts(30, 5) == date(2026, 2, 4)
    assert starts(50, 5) == ON


def test_a_dependency_on_a_later_phase_or_on_nothing_holds_nothing() -> None:
    works = _after("context", Tie("go-live"), Tie("nowhere"))
    assert _played(_given(works=works)).at("context") == _played(_given()).at("context")


def test_a_long_lead_between_two_of_one_role_contradicts_itself_in_no_run() -> None:
    first = Work("first", "P1", "lawyer", 10, low=1, high=200)
    second = Work("second", "P1", "lawyer", 10, low=1, high=200, after=(Tie("first", "FS", -100),))
    answer = _played(_given(works=(first, second)))
    assert answer.at("first").finishes_on < answer.at("second").starts_on
    assert answer.at("second").why.hold is Hold.ROLE


def test_two_that_wait_for_each_other_are_refused_with_the_path() -> None:
    together = (Work("a", "P1", "", 3, after=(Tie("b", "SS"),)), Work("b", "P1", "", 3, after=(Tie("a", "SS"),)))
    with pytest.raises(BadNetwork, match=r"circle: (a → b → a|b → a → b)"):
        _played(_given(works=together))


# -- what cannot be meant ---------------------------------------------------------------------------------------------


def _mistakes(*works: Work) -> list[Mistake]:
    return list(find_mistakes({work.key: work for work in works}))


def test_a_circle_is_named_with_its_path_and_the_dependency_to_take_out() -> None:
    [found] = _mistakes(
        Work("a", "P1", "", 1, after=(Tie("c"),)),
        Work("b", "P1", "", 1, after=(Tie("a"),)),
        Work("c", "P1", "", 1, after=(Tie("b", "SS", -4),)),
    )
    assert set(found.about) == {"a", "b", "c"}
    assert "a → b → c → a" in str(found.reason) or "→ a → b" in str(found.reason)
    assert str(found.fix).startswith("Take ")


def test_standard_dependencies_and_done_activities_count_in_a_circle() -> None:
    [standard] = _mistakes(*_after("kick-off", Tie("context"), done_on=ON))
    assert standard.about[0] == "kick-off"
    assert "Take context out of what kick-off waits for." in str(standard.fix)
    [longer] = _mistakes(*_after("go-live", Tie("audit")))
    assert longer.about[0] == "go-live"
    assert "go-live → operate-flow → audit → go-live" in str(longer.reason)


def test_what_leads_back_to_an_earlier_phase_waits_for_itself_or_for_nothing_known_is_named() -> None:
    back, itself, unknown = _mistakes(
        Work("a", "P1", "", 1, after=(Tie("late"), Tie("a"), Tie("lat"))), Work("late", "P2", "", 1)
    )
    assert (back.about, itself.about, unknown.about) == (("a", "late"), ("a",), ("a",))
    assert "(S-01)" in str(back.reason)
    assert "waits for itself" in str(itself.reason)
    assert "Write late" in str(unknown.fix)


@given(plan=plans())
def test_a_plan_of_standard_activities_holds_no_mistake(plan: Given) -> None:
    assert _mistakes(*(replace(work, after=()) for work in plan.works)) == []


# -- people -----------------------------------------------------------------------------------------------------------


def test_who_gives_half_of_their_time_takes_twice_as_long() -> None:
    full = _plan(_given()).network({}).activities
    half = _plan(_given(shares=(("coordinator", 50),))).network({}).activities
    doubled = {
        each.key
        for each, other in zip(full, half, strict=True)
        if each.duration and other.duration == 2 * each.duration
    }
    assert doubled == {key for key, each in STANDARD.items() if each.role == "coordinator"}


def test_one_person_does_one_thing_at_a_time_and_the_reason_names_it() -> None:
    answer = _played(_given())
    busy = [placed for placed in answer.placed if placed.why.hold is Hold.ROLE]
    assert busy
    for placed in busy:
        before = answer.at(placed.why.key)
        assert STANDARD[placed.key].role == STANDARD[before.key].role == placed.why.role
        assert before.finishes_on < placed.starts_on
    assert answer.without_people < answer.certificate.likely
    assert not answer.proven


def test_several_people_of_a_role_work_side_by_side_and_each_does_one_thing_at_a_time() -> None:
    works = tuple(Work(f"own-{number}", "P1", "practice-owner", 10) for number in range(5))
    alone, three = _played(_given(works=works)), _played(_given(works=works, people=(("practice-owner", 3),)))
    assert (alone.assumed, three.assumed, three.people) == (("practice-owner",), (), (("practice-owner", 3),))
    assert sorted(three.at(work.key).starts_on for work in works) == [ON] * 3 + [date(2026, 2, 16)] * 2
    assert max(alone.at(work.key).starts_on for work in works) == date(2026, 3, 30)
    assert {three.at(work.key).why.hold for work in works} == {Hold.TODAY, Hold.ROLE}


@given(plan=plans())
def test_the_schedule_keeps_every_dependency_date_and_person(plan: Given) -> None:
    made = _plan(plan)
    people = with_people(made, without_people(made))
    starts = {timing.key: timing.earliest_start for timing in people.path.timings}
    assert violations(made.network(people.lengths), starts) == ()


# -- what may never happen --------------------------------------------------------------------------------------------


@given(plan=plans(), more=st.integers(1, 60), pick=st.integers(0, 100))
def test_an_activity_that_takes_longer_never_makes_the_certificate_earlier(plan: Given, more: int, pick: int) -> None:
    work = replace(plan.works[pick % len(plan.works)], percent=0)  # of what has begun, more is then done already
    plan = _with(plan, work)
    longer = _with(plan, replace(work, days=work.days + more, high=None))
    if not dict(plan.passed).get("G4"):
        assert _free_finish(longer) >= _free_finish(plan)


@given(plan=plans(), later=st.integers(1, 90))
def test_a_day_on_which_nothing_was_done_never_makes_the_certificate_earlier(plan: Given, later: int) -> None:
    if not dict(plan.passed).get("G4"):
        moved = replace(plan, on=plan.on + timedelta(days=later))
        before, after = _plan(plan), _plan(moved)
        assert after.calendar.last_day(_free_finish(moved)) >= before.calendar.last_day(_free_finish(plan))


@settings(max_examples=25)
@given(plan=plans())
def test_what_is_done_stays_where_it_was_and_chances_rise(plan: Given) -> None:
    answer = _played(plan, runs=100)
    for work in plan.works:
        placed = answer.at(work.key)
        if work.done_on is not None:
            assert (placed.starts_on, placed.finishes_on, placed.why.hold) == (work.done_on, work.done_on, Hold.DONE)
        else:
            assert placed.finishes_on >= placed.starts_on >= plan.begins_on
            assert placed.slack >= 0
    for reached in answer.gates:
        assert reached.p10 <= reached.p50 <= reached.p80 <= reached.p90
    for late in answer.late:
        assert answer.at(late.key).finishes_on == late.likely > late.deadline
        assert late.days > 0
        assert late.chain[-1] == late.key
    for placed in answer.placed:
        assert 0 <= placed.criticality <= 1


@settings(max_examples=25)
@given(plan=plans())
def test_the_chain_leads_from_what_nothing_holds_to_the_certificate(plan: Given) -> None:
    answer = _played(plan, runs=100)
    if answer.certificate.state != "ahead":
        assert answer.chain == ()
        return
    assert answer.chain[-1] == "gate:G4"
    assert answer.at(answer.chain[0]).why.key == ""
    for key, after in zip(answer.chain, answer.chain[1:], strict=False):
        assert answer.at(after).why.key == key


# -- chances ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_answer_and_another_one_does_not() -> None:
    assert _played(_given()) == _played(_given())
    assert _played(_given(), seed=2).movers != _played(_given()).movers
    assert (_played(_given(), seed=7).seed, _played(_given(), runs=150).runs) == (7, 150)


def test_the_widest_movers_come_first_and_there_are_ten() -> None:
    movers = _played(_given()).movers
    assert len(movers) == 10
    assert [mover.days for mover in movers] == sorted((mover.days for mover in movers), reverse=True)


# -- plans at their ends ----------------------------------------------------------------------------------------------


def test_a_plan_without_activities_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadNetwork) as refused:
        _played(_given(works=()))
    assert refused.value.problems[0].code == "no-activities"


def test_where_everything_is_done_the_certificate_is_there() -> None:
    done = tuple(replace(work, done_on=date(2026, 1, 9)) for work in _works())
    last = tuple(replace(work, done_on=date(2026, 1, 30)) if work.key == "certificate" else work for work in done)
    answer = _played(_given(works=last))
    assert answer.certificate.state == "done"
    assert answer.certificate.p90 == date(2026, 1, 30)
    assert (answer.chain, answer.movers, answer.assumed) == ((), (), ())


def test_a_gate_that_was_passed_stands_on_its_day_and_holds_nobody() -> None:
    answer = _played(_given(passed=(("G1", date(2026, 1, 20)),)))
    assert (answer.gates[0].state, answer.gates[0].p80) == ("passed", date(2026, 1, 20))
    assert answer.at("portfolio").why.hold is not Hold.GATE
    assert "gate:G1" not in {placed.key for placed in answer.placed}


def test_what_a_passed_phase_left_undone_holds_the_next_gate() -> None:
    left = replace(_given(), passed=(("G1", date(2026, 1, 20)),), works=(*_works(), Work("own", "P1", "", 900)))
    assert _played(left).at("gate:G2").why.key == "own"


def test_phases_without_an_activity_are_named_and_roles_without_a_share_too() -> None:
    answer = _played(_given(works=(Work("kick-off", "P1", "sponsor", 5), Work("own", "P2", "coordinator", 5))))
    assert answer.empty == ("P3", "P4")
    assert answer.assumed == ("coordinator", "sponsor")
    assert _played(_given(shares=(("coordinator", 80),))).assumed[0] != "coordinator"


def test_days_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(BadNetwork, match="over ten years"):
        _played(_given(works=_works(cmdb=Work("cmdb", "P2", "implementation-team", 10_000))))


def test_before_the_programme_starts_nothing_begins() -> None:
    answer = _played(_given(starts_on=date(2026, 6, 1)))
    assert answer.at("kick-off").starts_on == date(2026, 6, 1)
    assert answer.at("kick-off").why.hold is Hold.START


@pytest.mark.parametrize("first", [Tie("between"), Tie("before", rule="S-03")])
@pytest.mark.parametrize("through", [True, False], ids=["through what is not in the plan", "directly"])
def test_of_two_ways_that_are_as_long_the_one_that_a_rule_asks_for_is_told(
    monkeypatch: pytest.MonkeyPatch, first: Tie, through: bool
) -> None:
    """Whichever is found first."""
    ties = tuple(sorted((Tie("between"), Tie("before", rule="S-03")), key=lambda tie: tie != first))
    there = replace(STANDARD["kick-off"], early=True)
    known = STANDARD | {
        "before": replace(there, key="before", waits_for=()),
        "between": replace(there, key="between", waits_for=(Tie("before"),)),
        "gone": replace(there, key="gone", waits_for=ties),
        "behind": replace(there, key="behind", waits_for=(Tie("gone"),) if through else ties),
    }
    monkeypatch.setattr(catalogue, "activities_by_key", lambda: known)
    works = (Work("before", "P1", "", 1), Work("behind", "P1", "", 1))
    plan = plan_of(Given(ON, ON, works), WorkingCalendar.of(ON, frozenset()))
    assert "S-03" in {rule for tie, rule in plan.rules.items() if (tie.before, tie.after) == ("before", "behind")}
