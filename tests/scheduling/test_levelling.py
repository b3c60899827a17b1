"""Levelled schedules are valid, explained, no longer than they have to be, and the same for the same seed."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings

from milepost.engines.scheduling.bounds import lower_bound
from milepost.engines.scheduling.cpsat import Limits, is_installed
from milepost.engines.scheduling.failures import (
    BadNetwork,
    ContradictingDependencies,
    DatesCannotHold,
    SolverMissing,
)
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.levelling import Levelling, level, level_at_once
from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Period, Resource
from milepost.engines.scheduling.reasons import Hold
from milepost.engines.scheduling.validation import violations
from tests.scheduling.plans import chain, on_one_person, possible_networks, shortest_makespan, weight_of

QUICK = Limits(seconds=10, seed=1)


def _valid(network: Network, found: Levelling) -> bool:
    return violations(network, found.starts) == () and found.makespan == max(each.finish for each in found.placements)


@given(possible_networks(dated=True))
def test_a_schedule_at_once_is_valid_and_not_below_the_bound(network: Network) -> None:
    found = level_at_once(network)
    assert not found.unsatisfiable
    if found.makespan is not None:
        assert _valid(network, found)
        assert found.lower_bound <= found.makespan


@given(possible_networks(size=12))
def test_without_maximal_lags_there_is_always_a_schedule_at_once(network: Network) -> None:
    network = replace(network, dependencies=_pointing_forwards(network))
    found = level_at_once(network)
    assert _valid(network, found)


@settings(max_examples=25)
@given(possible_networks(dated=True))
def test_the_proven_schedule_is_valid_and_found_where_there_is_one(network: Network) -> None:
    found = level(network, QUICK)
    assert found.proven
    assert found.makespan == found.lower_bound
    assert _valid(network, found)


@settings(max_examples=25)
@given(possible_networks(size=3, latest=6))
def test_the_proven_makespan_is_that_of_trying_everything(network: Network) -> None:
    assert level(network, QUICK).makespan == shortest_makespan(network, horizon=10)


@settings(max_examples=25)
@given(possible_networks(size=3, latest=3, dated=True))
def test_unsatisfiable_means_that_no_schedule_is_valid(network: Network) -> None:
    (team,) = network.resources
    network = replace(network, resources=(replace(team, capacity=max(1, team.capacity - 1), periods=()),))
    try:
        found = level(network, QUICK)
    except BadNetwork:
        return  # one activity alone needs more than there is left
    least = shortest_makespan(network, horizon=Instance.of(network).horizon())
    assert found.unsatisfiable == (least is None)
    assert found.makespan == least


@given(possible_networks(size=9, dated=True))
def test_every_reason_is_true(network: Network) -> None:
    """What holds an activity is broken where it begins one unit earlier."""
    found = level_at_once(network)
    durations = {activity.key: activity.duration for activity in network.activities}
    finishes = {placement.key: placement.finish for placement in found.placements}
    for placement in found.placements:
        held = placement.held_by
        assert held.hold is not Hold.CHOICE
        if held.hold is Hold.DEPENDENCY:
            assert held.dependency is not None
            tie = held.dependency
            assert found.starts[tie.before] + weight_of(tie, durations) == placement.start
        elif held.hold is Hold.RESOURCE:
            assert [finishes[key] for key in held.busy_with] == [placement.start] * len(held.busy_with)
        if placement.start:
            assert violations(network, {**found.starts, placement.key: placement.start - 1})


@given(possible_networks(size=10))
def test_the_same_seed_gives_the_same_schedule(network: Network) -> None:
    assert level_at_once(network, seed=7) == level_at_once(network, seed=7)


def test_the_solver_gives_the_same_schedule_for_the_same_seed() -> None:
    network = _week_of_work()
    assert level(network, QUICK) == level(network, QUICK)


def test_one_person_does_one_thing_at_a_time() -> None:
    network = on_one_person(A=3, B=2, C=4)
    found = level(network, QUICK)
    assert (found.makespan, found.lower_bound, found.proven, found.gap) == (9, 9, True, 0.0)
    holds = sorted(placement.held_by.hold for placement in found.placements)
    assert holds == [Hold.RESOURCE, Hold.RESOURCE, Hold.START]


def test_work_goes_around_an_absence() -> None:
    network = Network((Activity("A", 3, (Demand("ada", 1),)),), (), (Resource("ada", 1, (Period(2, 5, 0),)),))
    (placement,) = level_at_once(network).placements
    assert (placement.start, placement.held_by.hold, placement.held_by.resource) == (5, Hold.CALENDAR, "ada")


def test_work_waits_for_those_who_come_later() -> None:
    network = Network((Activity("A", 3, (Demand("pro", 1),)),), (), (Resource("pro", 0, (Period(4, 9, 1),)),))
    found = level(network, QUICK)
    assert (found.starts, found.proven) == ({"A": 4}, True)


def test_who_waits_for_whom_is_told() -> None:
    network = on_one_person(A=3, B=2)
    network = replace(network, dependencies=(Dependency("A", "B", Link.START_TO_START),))
    found = {placement.key: placement for placement in level_at_once(network).placements}
    assert (found["B"].held_by.hold, found["B"].held_by.busy_with) == (Hold.RESOURCE, ("A",))


def test_a_maximal_lag_makes_the_first_wait() -> None:
    """The review may begin at most two days after the audit ends, and its reviewer is away until day 20."""
    network = Network(
        (Activity("audit", 5), Activity("review", 1, (Demand("ada", 1),))),
        (Dependency("audit", "review"), Dependency("review", "audit", Link.START_TO_FINISH, -2)),
        (Resource("ada", 1, (Period(0, 20, 0),)),),
    )
    found = level_at_once(network)
    assert found.starts == {"audit": 13, "review": 20}
    assert found.placements[0].held_by.dependency == network.dependencies[1]


def test_a_deadline_that_people_cannot_hold_is_proven_so() -> None:
    network = on_one_person(A=3, B=2)
    network = replace(network, activities=tuple(replace(each, deadline=4) for each in network.activities))
    found = level(network, QUICK)
    assert (found.unsatisfiable, found.proven, found.makespan, found.placements) == (True, False, None, ())
    assert found.gap is None


def test_an_empty_plan_is_levelled() -> None:
    found = level(Network(()), QUICK)
    assert (found.makespan, found.proven, found.placements) == (0, True, ())


def test_what_cannot_be_scheduled_without_people_is_refused_with_them() -> None:
    circle = chain(A=1, B=1)
    circle = replace(circle, dependencies=(*circle.dependencies, Dependency("B", "A")))
    late = Network((Activity("A", 3), Activity("B", 2, deadline=4)), (Dependency("A", "B"),))
    for network, failure in ((circle, ContradictingDependencies), (late, DatesCannotHold)):
        with pytest.raises(failure):
            level_at_once(network)
        with pytest.raises(failure):
            level(network, QUICK)


@pytest.mark.parametrize(
    ("network", "bound"),
    [
        (chain(A=3, B=4), 7),
        (on_one_person(A=3, B=4, C=1), 8),
        (Network((Activity("A", 4, (Demand("ada", 1),)),), (), (Resource("ada", 1, (Period(1, 9, 0),)),)), 12),
        (Network((Activity("A", 2, (Demand("ada", 1),)), Activity("B", 5)), (Dependency("A", "B"),)), 7),
    ],
)
def test_the_bound_counts_paths_and_work(network: Network, bound: int) -> None:
    network = replace(network, resources=network.resources or (Resource("ada", 1),))
    assert lower_bound(Instance.of(network)) == bound


@given(possible_networks(dated=True))
def test_the_bound_is_never_above_a_valid_schedule(network: Network) -> None:
    found = level_at_once(network)
    assert found.makespan is None or lower_bound(Instance.of(network)) <= found.makespan


def test_without_the_solver_a_schedule_comes_at_once_and_none_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    network = _week_of_work()
    assert not is_installed()
    assert _valid(network, level_at_once(network))
    tight = on_one_person(A=3, B=2)
    tight = replace(tight, activities=tuple(replace(each, deadline=4) for each in tight.activities))
    with pytest.raises(SolverMissing):
        level(tight, QUICK)


def _week_of_work() -> Network:
    """Ten activities for two people, some of whom take both."""
    work = tuple(Activity(f"a{n}", 1 + n % 4, (Demand("team", 1 + n % 2),)) for n in range(10))
    ties = tuple(Dependency(f"a{n}", f"a{n + 3}") for n in range(0, 7, 2))
    return Network(work, ties, (Resource("team", 2),))


def _pointing_forwards(network: Network) -> tuple[Dependency, ...]:
    """The dependencies that lead to a later activity of the list, none of them negative."""
    return tuple(
        replace(tie, link=Link.FINISH_TO_START, lag=max(0, tie.lag))
        for tie in network.dependencies
        if tie.before < tie.after
    )
