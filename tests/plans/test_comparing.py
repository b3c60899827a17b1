"""Snapshots of a plan: written and read again alike, compared with each other, and why the forecast moved."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.catalogue import programme as catalogue
from milepost.catalogue.ties import Tie
from milepost.engines.scheduling.failures import BadNetwork, SchedulingFailure
from milepost.features.plans.baselines.comparing import Change, compare
from milepost.features.plans.baselines.moving import PICKS, Cause, steps_between
from milepost.features.plans.baselines.plainly import freeze, thaw
from milepost.features.plans.baselines.snapshot import (
    ActivityThen,
    GateThen,
    LateThen,
    PhaseThen,
    RiskThen,
    Snapshot,
    TieThen,
)
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.computing import forecast_plan
from milepost.features.plans.forecasting.given import Given, Risk, Work

ON = date(2026, 2, 2)  # a Monday
GIVEN = Given(
    ON, ON, tuple(Work(each.key, each.phase, each.role, each.share) for each in catalogue.activities()),
    passed=(("G1", date(2026, 1, 30)),), shares=(("coordinator", 60),), numbers=(("months", 3),),
    holidays=frozenset({date(2026, 2, 17), date(2026, 3, 19)}), risks=(Risk("PR-01", "P3", 40, 30),),
    people=(("practice-owner", 4),),
)  # fmt: skip
CHARTER = ActivityThen(
    "charter", "foundation", "Charter", "coordinator", date(2026, 2, 2), date(2026, 2, 6), ON, date(2026, 2, 5), 5,
    3, None, 0, None, date(2026, 2, 20), "", None,
)  # fmt: skip
SNAPSHOT = Snapshot(
    on=ON, programme="sms-1", starts_on=ON, certificate_wanted_on=None, budget=Decimal("1200000.50"), currency="IDR",
    phases=(PhaseThen("foundation", ON, date(2026, 3, 31), 100, 15),), activities=(CHARTER,),
    dependencies=(TieThen("kick-off", "charter", "FS", 0, "", is_own=False),),
    gates=(GateThen("G1", "ahead", date(2026, 3, 31), date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 23)),),
    risks=(RiskThen("PR-01", "Owners are few", "implementation", 40, 30, 1000, "reduce"),),
    late=(LateThen("charter", ON, ON, 1),), scope_elements=4, runs=200, seed=1, given=GIVEN,
)  # fmt: skip


def _with(plan: Given, key: str, **changed: Any) -> Given:
    works = tuple(replace(work, **changed) if work.key == key else work for work in plan.works)
    return replace(plan, works=works)


def _ask(plan: Given) -> Answer:
    return forecast_plan(plan, runs=100)


def _steps(then: Given, now: Given) -> Any:
    at = _ask(then).certificate
    return steps_between(then, now, likely=at.likely, p80=at.p80, ask=_ask)


def test_a_snapshot_is_read_as_it_was_written() -> None:
    assert thaw(Snapshot, freeze(SNAPSHOT)) == SNAPSHOT


@settings(deadline=None)
@given(st.data())
def test_every_plan_is_read_as_it_was_written(data: st.DataObject) -> None:
    days = st.dates(date(2020, 1, 1), date(2090, 1, 1))
    ties = st.builds(Tie, st.sampled_from(["a", "b"]), st.sampled_from(["FS", "SS"]), st.integers(-9, 9))
    works = st.builds(
        Work, st.text(max_size=8), st.sampled_from(["P1", "P2"]), st.text(max_size=5), st.integers(0, 99),
        st.none() | days, st.none() | st.integers(0, 9), st.none() | st.integers(9, 99), st.integers(0, 99),
        st.none() | days, st.none() | days, st.lists(ties, max_size=3).map(tuple),
    )  # fmt: skip
    plan = data.draw(st.builds(Given, days, days, st.lists(works, max_size=4).map(tuple), holidays=st.frozensets(days)))
    assert thaw(Given, freeze(plan)) == plan


def test_a_plan_differs_from_itself_in_nothing() -> None:
    found = compare(SNAPSHOT, SNAPSHOT)
    assert [one.has_moved for one in found.activities] == [False]
    assert (found.changed, found.later, found.dependencies_added, found.dependencies_removed) == ((), 0, 0, 0)
    assert (found.certificate.p80.days, found.budget.difference, found.risks.days.difference) == (0, 0, 0)


def test_days_effort_money_and_risks_are_told_with_their_percent() -> None:
    later = replace(
        CHARTER, finishes_on=date(2026, 2, 9), planned_to=date(2026, 2, 13), days=7, done_on=date(2026, 2, 9)
    )
    gate = replace(SNAPSHOT.gates[0], likely=date(2026, 3, 9), p80=date(2026, 3, 20))
    now = replace(
        SNAPSHOT, on=date(2026, 2, 10), activities=(later,), gates=(gate,), budget=Decimal(1_500_000), risks=(),
        phases=(replace(SNAPSHOT.phases[0], external_days=18),),
    )  # fmt: skip
    found = compare(SNAPSHOT, now)
    [one] = found.activities
    assert (one.end.days, one.end.percent, one.planned_end.days, one.against_plan.days) == (4, Decimal("133.3"), 7, 3)
    assert (one.effort.difference, one.effort.percent, one.fields) == (2, Decimal("40.0"), ("planned_to", "days"))
    assert (found.certificate.likely.days, found.certificate.likely.percent) == (7, Decimal("25.0"))
    assert found.certificate.p80.days == -3
    assert (found.external.difference, found.external.percent) == (3, Decimal("20.0"))
    assert (found.budget.difference, found.budget.percent) == (Decimal("299999.50"), Decimal("25.0"))
    assert (found.risks.gone, found.risks.days.then, found.risks.cost.then) == (("PR-01",), 12, 400)


def test_what_was_added_or_taken_out_is_told_as_such() -> None:
    other = replace(CHARTER, code="own-one", name="Move the office")
    added = compare(SNAPSHOT, replace(SNAPSHOT, activities=(CHARTER, other)))
    assert {one.any.code: one.change for one in added.activities} == {"charter": Change.KEPT, "own-one": Change.ADDED}
    removed = compare(SNAPSHOT, replace(SNAPSHOT, activities=(other,)))
    assert {one.any.code: one.end.days for one in removed.activities} == {"charter": None, "own-one": None}
    assert [one.change for one in removed.changed] == [Change.REMOVED, Change.ADDED]


def test_another_currency_is_not_compared() -> None:
    found = compare(SNAPSHOT, replace(SNAPSHOT, currency="USD"))
    assert (found.budget.then, found.budget.now, found.budget.difference) == (Decimal("1200000.50"), None, None)


def test_nothing_moved_where_nothing_changed() -> None:
    assert _steps(GIVEN, GIVEN) == ()


@pytest.mark.parametrize(
    ("cause", "now"),
    [
        (Cause.PROGRESS, replace(GIVEN, on=ON + timedelta(days=180))),
        (Cause.ESTIMATES, _with(GIVEN, "audit", days=60)),
        (Cause.DEPENDENCIES, _with(GIVEN, "audit", not_before=date(2027, 6, 1))),
        (Cause.PEOPLE, replace(GIVEN, shares=(("coordinator", 10),))),
        (Cause.CALENDAR, replace(GIVEN, holidays=frozenset(ON + timedelta(days=day) for day in range(1, 60)))),
        (Cause.ACTIVITIES, replace(GIVEN, works=(*GIVEN.works, Work("own", "P1", "coordinator", 200)))),
        (Cause.RISKS, replace(GIVEN, risks=(Risk("PR-01", "P3", 100, 200),))),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_named_and_alone_has_moved_it(cause: Cause, now: Given) -> None:
    [step] = _steps(GIVEN, now)
    assert step.cause is cause
    assert step.p80_days > 0
    assert (step.likely_days > 0) is (cause is not Cause.RISKS), "a risk is in the runs alone"


def test_the_steps_add_up_to_the_whole_move() -> None:
    longer = _with(GIVEN, "audit", days=40)
    works = (*_with(longer, "policy", done_on=ON).works, Work("own", "P2", "", 30))
    now = replace(longer, on=ON + timedelta(days=14), shares=(), risks=(), works=works)
    then, later = _ask(GIVEN).certificate, _ask(now).certificate
    steps = _steps(GIVEN, now)
    assert len(steps) >= 4
    assert sum(step.likely_days for step in steps) == (later.likely - then.likely).days
    assert sum(step.p80_days for step in steps) == (later.p80 - then.p80).days


def test_after_the_last_step_what_is_given_is_what_is_given_now() -> None:
    now = replace(_with(GIVEN, "audit", days=9, phase="P2", percent=20, after=(Tie("policy"),)), shares=(), numbers=())
    at = GIVEN
    for _cause, pick in PICKS:
        at = pick(at, now)
    assert at == now


def test_a_change_that_cannot_be_played_alone_goes_with_the_next() -> None:
    now = replace(_with(GIVEN, "audit", days=60), on=ON + timedelta(days=7))

    def ask(plan: Given) -> Answer:
        if plan.on != GIVEN.on and plan != now:
            raise BadNetwork(())
        return _ask(plan)

    at = _ask(GIVEN).certificate
    [step] = steps_between(GIVEN, now, likely=at.likely, p80=at.p80, ask=ask)
    assert (step.cause, step.others) == (Cause.PROGRESS, (Cause.ESTIMATES,))
    assert "audit" in step.keys
    assert issubclass(BadNetwork, SchedulingFailure)


def test_a_forecast_that_computes_otherwise_than_it_did_says_so() -> None:
    at = _ask(GIVEN).certificate
    [step] = steps_between(GIVEN, GIVEN, likely=at.likely - timedelta(days=4), p80=at.p80, ask=_ask)
    assert (step.cause, step.likely_days, step.p80_days) == (Cause.METHOD, 4, 0)
