"""Dates that people cannot hold are told with the least that they have to give way."""

from dataclasses import replace

from hypothesis import given, settings

from milepost.engines.scheduling.cpsat import Limits
from milepost.engines.scheduling.levelling import level
from milepost.engines.scheduling.network import Activity, Dependency, Network
from milepost.engines.scheduling.relaxation import relax_dates
from tests.scheduling.plans import on_one_person, possible_networks

QUICK = Limits(seconds=10, seed=1)


def test_the_least_sum_of_days_is_told() -> None:
    network = on_one_person(A=3, B=2)
    network = replace(network, activities=tuple(replace(each, deadline=4) for each in network.activities))
    found = relax_dates(network, QUICK)
    assert found is not None
    assert found.least
    assert [(each.limit, each.relaxation) for each in found.overruns] == [(4, 1)]


def test_a_latest_start_gives_way_as_a_start() -> None:
    network = Network((Activity("A", 3), Activity("B", 2, latest=1)), (Dependency("A", "B"),))
    found = relax_dates(network, QUICK)
    assert found is not None
    assert [(each.activity, each.limit, each.earliest) for each in found.overruns] == [("B", 1, 3)]


@settings(max_examples=20)
@given(possible_networks(dated=True))
def test_dates_that_can_hold_do_not_give_way(network: Network) -> None:
    found = relax_dates(network, QUICK)
    assert found is not None
    assert (found.overruns, found.least) == ((), True)


@settings(max_examples=20)
@given(possible_networks(size=5, dated=True))
def test_dates_moved_as_told_can_be_held(network: Network) -> None:
    earlier = tuple(
        replace(each, latest=each.earliest if each.latest is not None else None, deadline=None)
        for each in network.activities
    )
    network = replace(network, activities=earlier)
    found = relax_dates(network, QUICK)
    assert found is not None
    by = {overrun.activity: overrun.relaxation for overrun in found.overruns}
    relaxed = tuple(
        each if each.latest is None else replace(each, latest=each.latest + by.get(each.key, 0))
        for each in network.activities
    )
    assert level(replace(network, activities=relaxed), QUICK).proven
