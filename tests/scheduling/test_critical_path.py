"""Earliest and latest dates, slack and reasons, against an oracle that tries all paths."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from milepost.engines.scheduling.critical_path import CriticalPath, find_critical_path
from milepost.engines.scheduling.failures import ContradictingDependencies, DatesCannotHold
from milepost.engines.scheduling.network import Activity, Dependency, Link, Network
from milepost.engines.scheduling.reasons import Hold
from milepost.engines.scheduling.validation import violations
from tests.scheduling.plans import chain, distances, possible_networks, tied_networks, weight_of


def _starts(found: CriticalPath) -> dict[str, int]:
    return {timing.key: timing.earliest_start for timing in found.timings}


@pytest.mark.parametrize(
    ("link", "lag", "start"),
    [
        (Link.FINISH_TO_START, 0, 5),
        (Link.FINISH_TO_START, 2, 7),
        (Link.FINISH_TO_START, -2, 3),
        (Link.START_TO_START, 4, 4),
        (Link.FINISH_TO_FINISH, 0, 2),
        (Link.FINISH_TO_FINISH, 3, 5),
        (Link.START_TO_FINISH, 9, 6),
        (Link.START_TO_FINISH, 1, 0),
    ],
)
def test_each_link_counts_from_its_own_ends(link: Link, lag: int, start: int) -> None:
    network = Network((Activity("A", 5), Activity("B", 3)), (Dependency("A", "B", link, lag),))
    assert _starts(find_critical_path(network))["B"] == start


def test_slack_is_what_an_activity_may_slip() -> None:
    network = Network(
        (Activity("plan", 2), Activity("long", 5), Activity("short", 1), Activity("shorter", 1), Activity("end", 0)),
        (
            Dependency("plan", "long"),
            Dependency("plan", "short"),
            Dependency("short", "shorter"),
            Dependency("long", "end"),
            Dependency("shorter", "end"),
        ),
    )
    found = find_critical_path(network)
    assert found.finish == 7
    assert found.path == ("plan", "long")
    slack = {timing.key: (timing.total_slack, timing.free_slack, timing.is_critical) for timing in found.timings}
    assert slack == {
        "plan": (0, 0, True),
        "long": (0, 0, True),
        "short": (3, 0, False),
        "shorter": (3, 3, False),
        "end": (0, 0, True),
    }


def test_each_activity_says_what_holds_it() -> None:
    network = Network(
        (Activity("plan", 2), Activity("design", 3), Activity("audit", 1, earliest=9), Activity("end", 0)),
        (Dependency("plan", "design"), Dependency("design", "audit"), Dependency("audit", "end")),
    )
    held = {timing.key: timing.held_by for timing in find_critical_path(network).timings}
    assert [reason.hold for reason in held.values()] == [Hold.START, Hold.DEPENDENCY, Hold.DATE, Hold.DEPENDENCY]
    assert held["end"].dependency == Dependency("audit", "end")


def test_an_empty_plan_is_finished_at_once() -> None:
    assert find_critical_path(Network(())) == CriticalPath(0, (), ())


def test_a_chain_of_thousands_needs_no_deep_stack() -> None:
    assert find_critical_path(chain(**{f"a{number}": 1 for number in range(5_000)})).finish == 5_000


def test_a_circle_is_named_with_its_path() -> None:
    network = chain(A=1, B=2, C=3, D=1)
    network = replace(network, dependencies=(*network.dependencies, Dependency("C", "A")))
    with pytest.raises(ContradictingDependencies) as refused:
        find_critical_path(network)
    assert refused.value.path == ("A", "B", "C", "A")
    assert [problem.code for problem in refused.value.problems] == ["cycle"]
    assert "A → B → C → A" in str(refused.value)


def test_lags_that_contradict_say_by_how_much() -> None:
    network = Network(
        (Activity("A", 5), Activity("B", 2)),
        (Dependency("A", "B", lag=3), Dependency("B", "A", Link.START_TO_START, -6)),  # B at most 6 after A begins
    )
    with pytest.raises(ContradictingDependencies) as refused:
        find_critical_path(network)
    assert (refused.value.path, refused.value.excess) == (("A", "B", "A"), 2)
    assert [problem.code for problem in refused.value.problems] == ["lags-contradict"]


def test_milestones_that_wait_for_each_other_meet() -> None:
    network = Network((Activity("A", 0), Activity("B", 0)), (Dependency("A", "B"), Dependency("B", "A")))
    assert _starts(find_critical_path(network)) == {"A": 0, "B": 0}


def test_dates_that_cannot_hold_are_all_named_with_the_least_relaxation() -> None:
    network = Network(
        (Activity("A", 5), Activity("B", 4, deadline=7), Activity("C", 1, latest=6)),
        (Dependency("A", "B"), Dependency("B", "C")),
    )
    with pytest.raises(DatesCannotHold) as refused:
        find_critical_path(network)
    told = [(each.activity, each.limit, each.earliest, each.relaxation, each.path) for each in refused.value.overruns]
    assert told == [("B", 7, 9, 2, ("A", "B")), ("C", 6, 9, 3, ("A", "B", "C"))]
    assert "Move its date by at least 2 working days" in str(refused.value)


@given(tied_networks())
def test_dates_are_those_of_the_longest_paths(network: Network) -> None:
    far = distances(network)
    keys = [activity.key for activity in network.activities]
    if any(far[key, key] > 0 for key in keys):
        with pytest.raises(ContradictingDependencies):
            find_critical_path(network)
        return
    found = find_critical_path(network)
    early = {key: max(far[each.key, key] + each.earliest for each in network.activities) for key in keys}
    finish = max(early[each.key] + each.duration for each in network.activities)
    late = {key: min(finish - each.duration - far[key, each.key] for each in network.activities) for key in keys}
    assert found.finish == finish
    assert {timing.key: timing.earliest_start for timing in found.timings} == early
    assert {timing.key: timing.latest_start for timing in found.timings} == late
    assert not violations(network, _starts(found))


@given(tied_networks())
def test_a_named_circle_is_one_and_its_lags_sum_to_the_excess(network: Network) -> None:
    refused = _refusal(network)
    if refused is None:
        return
    durations = {activity.key: activity.duration for activity in network.activities}
    path = refused.path
    assert path[0] == path[-1]
    assert len(set(path)) == len(path) - 1
    ties = [[tie for tie in network.dependencies if (tie.before, tie.after) == step] for step in pairwise(path)]
    assert refused.excess == sum(max(weight_of(tie, durations) for tie in each) for each in ties) > 0


def _refusal(network: Network) -> ContradictingDependencies | None:
    try:
        find_critical_path(network)
    except ContradictingDependencies as refused:
        return refused
    return None


@given(tied_networks())
def test_free_slack_moves_nobody_else_and_one_more_does(network: Network) -> None:
    try:
        found = find_critical_path(network)
    except ContradictingDependencies:
        return
    for number, timing in enumerate(found.timings):
        assert 0 <= timing.free_slack <= timing.total_slack
        assert _others_if_moved(network, number, timing.earliest_start + timing.free_slack) == _others(found, number)
        assert _others_if_moved(network, number, timing.earliest_start + timing.free_slack + 1) != _others(
            found, number
        )


def _others(found: CriticalPath, number: int) -> tuple[int, list[int]]:
    return found.finish, [each.earliest_start for place, each in enumerate(found.timings) if place != number]


def _others_if_moved(network: Network, number: int, start: int) -> tuple[int, list[int]]:
    activities = list(network.activities)
    activities[number] = replace(activities[number], earliest=start)
    return _others(find_critical_path(replace(network, activities=tuple(activities))), number)


@given(possible_networks(dated=True))
def test_dates_that_a_schedule_keeps_are_never_refused(network: Network) -> None:
    found = find_critical_path(network)
    assert not violations(replace(network, resources=()), _starts(found))
    assert all(timing.total_slack >= 0 for timing in found.timings)


@given(possible_networks())
def test_the_least_relaxation_suffices_and_less_does_not(network: Network) -> None:
    found = find_critical_path(network)
    last = max(range(len(found.timings)), key=lambda number: found.timings[number].earliest_start)
    if found.timings[last].earliest_start == 0:
        return
    limit = found.timings[last].earliest_start - 1
    tight = replace(network.activities[last], earliest=min(network.activities[last].earliest, limit), latest=limit)
    network = replace(network, activities=(*network.activities[:last], tight, *network.activities[last + 1 :]))
    try:
        find_critical_path(network)
    except DatesCannotHold as refused:
        (overrun,) = refused.overruns
        relaxed = replace(tight, latest=limit + overrun.relaxation)
        moved = (*network.activities[:last], relaxed, *network.activities[last + 1 :])
        find_critical_path(replace(network, activities=moved))


@given(tied_networks())
def test_every_reason_is_tight(network: Network) -> None:
    try:
        found = find_critical_path(network)
    except ContradictingDependencies:
        return
    durations = {activity.key: activity.duration for activity in network.activities}
    starts = _starts(found)
    for activity, timing in zip(network.activities, found.timings, strict=True):
        tie = timing.held_by.dependency
        if tie is not None:
            assert tie.after == activity.key
            assert starts[tie.before] + weight_of(tie, durations) == timing.earliest_start
        else:
            assert timing.earliest_start == activity.earliest
