"""Forecasts by Monte Carlo: the same answer for the same seed, and what follows from the estimates by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.scheduling.critical_path import find_critical_path
from milepost.engines.scheduling.estimates import Estimate
from milepost.engines.scheduling.failures import BadNetwork, ContradictingDependencies
from milepost.engines.scheduling.forecast import Forecast, Percentiles, forecast
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Activity, Dependency, Link, Network
from milepost.engines.scheduling.simulation import simulate
from tests.scheduling.plans import chain, possible_networks, tied_networks

TWO_WAYS = Network(
    (Activity("plan", 2), Activity("long", 10), Activity("short", 4), Activity("end", 0)),
    (Dependency("plan", "long"), Dependency("plan", "short"), Dependency("long", "end"), Dependency("short", "end")),
)
SPREAD = {"plan": Estimate(1, 2, 4), "long": Estimate(6, 10, 20), "short": Estimate(3, 4, 12)}


def _played(network: Network = TWO_WAYS, **changed: object) -> Forecast:
    return forecast(network, SPREAD, **{"seed": 1, "runs": 2_000, "milestones": ("plan",), **changed})  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_answer_and_another_one_does_not() -> None:
    assert _played() == _played()
    assert _played(seed=2).tornado != _played().tornado
    assert (_played(seed=2).seed, _played(runs=50).runs) == (2, 50)


def test_without_a_spread_every_percentile_is_the_critical_path() -> None:
    found = forecast(TWO_WAYS, {"long": Estimate(10, 10, 10)}, seed=1, runs=10, milestones=("plan", "end"))
    assert found.finish == Percentiles(12, 12, 12, 12)
    assert found.milestones == {"plan": Percentiles(2, 2, 2, 2), "end": Percentiles(12, 12, 12, 12)}
    assert found.criticality == {"plan": 1.0, "long": 1.0, "short": 0.0, "end": 1.0}
    assert found.tornado == ()


def test_the_runs_of_a_milestone_are_counted_by_whole_units() -> None:
    found = forecast(TWO_WAYS, SPREAD, seed=1, runs=2_000, milestones=("plan", "end"))
    for key, percentiles in found.milestones.items():
        units = [unit for unit, _runs in found.counts[key]]
        assert units == sorted(set(units))
        assert sum(runs for _unit, runs in found.counts[key]) == 2_000
        for part, unit in ((0.1, percentiles.p10), (0.8, percentiles.p80)):
            before = sum(runs for each, runs in found.counts[key] if each < unit)
            assert before < part * 2_000 <= before + dict(found.counts[key])[unit]


def test_percentiles_are_those_of_a_triangle() -> None:
    """One activity between 0 and 100, most likely 50: half of it lies below 50, a tenth below √(0.1 · 5000)."""
    found = forecast(Network((Activity("A", 50),)), {"A": Estimate(0, 50, 100)}, seed=3, runs=50_000)
    assert found.finish.p10 == pytest.approx(23, abs=1)
    assert found.finish.p50 == pytest.approx(50, abs=1)
    assert found.finish.p80 == pytest.approx(69, abs=1)
    assert found.finish.p90 == pytest.approx(78, abs=1)


def test_an_event_takes_time_in_as_many_runs_as_its_chance_says() -> None:
    with_event = Network(
        (*TWO_WAYS.activities, Activity("event", 0), Activity("after", 0)),
        (*TWO_WAYS.dependencies, Dependency("end", "event"), Dependency("event", "after")),
    )
    found = forecast(with_event, {"event": Estimate(30, 30, 30, chance=0.3)}, seed=1, runs=4_000)
    assert found.finish == Percentiles(12, 12, 42, 42)
    assert [(swing.activity, swing.short, swing.long) for swing in found.tornado] == [("event", 12.0, 42.0)]
    never = forecast(with_event, {"event": Estimate(0, 0, 0, chance=0.3)}, seed=1, runs=100)
    assert (never.finish.p90, never.tornado) == (12, ())


def test_percentiles_rise_and_the_finish_is_later_than_the_most_likely_path() -> None:
    finish = _played().finish
    assert finish.p10 <= finish.p50 <= finish.p80 <= finish.p90
    assert finish.p50 > find_critical_path(TWO_WAYS).finish


def test_the_tornado_begins_with_what_moves_the_finish_most() -> None:
    found = _played()
    assert found.tornado[0].activity == "long"
    assert [swing.width for swing in found.tornado] == sorted((swing.width for swing in found.tornado), reverse=True)
    assert found.criticality["long"] > found.criticality["short"]


def test_runs_that_break_a_maximal_lag_are_counted_and_left_out() -> None:
    """The end may come at most twelve days after the plan begins; the long way may take twenty-four."""
    ties = (*TWO_WAYS.dependencies, Dependency("end", "plan", Link.START_TO_START, -12))
    found = _played(replace(TWO_WAYS, dependencies=ties))
    assert 0 < found.contradictory < found.runs
    assert found.finish.p90 <= 12


def test_where_every_run_breaks_a_maximal_lag_the_forecast_is_refused() -> None:
    ties = (*TWO_WAYS.dependencies, Dependency("end", "plan", Link.START_TO_START, -12))
    with pytest.raises(BadNetwork, match="In every run"):
        forecast(replace(TWO_WAYS, dependencies=ties), {"long": Estimate(15, 15, 16)}, seed=1, runs=20)


@pytest.mark.parametrize(
    ("estimates", "code"),
    [
        ({"plan": Estimate(-1, 2, 3)}, "negative-estimate"),
        ({"plan": Estimate(3, 2, 4)}, "estimates-out-of-order"),
        ({"plan": Estimate(1, 5, 4)}, "estimates-out-of-order"),
        ({"plan": Estimate(1, float("nan"), 4)}, "estimates-out-of-order"),
        ({"plan": Estimate(1, 2, 2_611)}, "too-long"),
        ({"stage 2": Estimate(1, 2, 3)}, "unknown-activity"),
        ({"plan": Estimate(1, 2, 3, chance=0)}, "chance-out-of-range"),
        ({"plan": Estimate(1, 2, 3, chance=1.01)}, "chance-out-of-range"),
        ({"plan": Estimate(1, 2, 3, chance=float("nan"))}, "chance-out-of-range"),
    ],
)
def test_estimates_that_cannot_be_meant_are_refused(estimates: dict[str, Estimate], code: str) -> None:
    with pytest.raises(BadNetwork) as refused:
        forecast(TWO_WAYS, estimates, seed=1)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"milestones": ("stage 2",)}, "unknown-activity"),
        ({"runs": 0}, "runs-out-of-range"),
        ({"runs": 100_001}, "runs-out-of-range"),
    ],
)
def test_what_cannot_be_played_is_refused(asked: dict[str, object], code: str) -> None:
    with pytest.raises(BadNetwork) as refused:
        _played(**asked)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_circle_is_named_before_anything_is_played() -> None:
    circle = chain(A=1, B=1)
    with pytest.raises(ContradictingDependencies):
        forecast(replace(circle, dependencies=(*circle.dependencies, Dependency("B", "A"))), {}, seed=1)


def test_an_empty_plan_is_finished_in_every_run() -> None:
    assert forecast(Network(()), {}, seed=1, runs=5).finish == Percentiles(0, 0, 0, 0)


@given(st.one_of(tied_networks(), possible_networks()))
def test_a_run_has_the_dates_of_the_critical_path(network: Network) -> None:
    try:
        expected = find_critical_path(network)
    except ContradictingDependencies:
        return
    instance = Instance.of(network)
    durations = np.array([[float(duration)] * 3 for duration in instance.durations])
    found = simulate(instance, durations)
    assert found.contradictory == 0
    assert found.finish.tolist() == [expected.finish] * 3
    assert found.starts[:, 0].tolist() == [timing.earliest_start for timing in expected.timings]
    assert found.critical[:, 2].tolist() == [timing.is_critical for timing in expected.timings]
