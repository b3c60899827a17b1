"""The validator says what a schedule breaks, and nothing of one that may be carried out."""

import pytest

from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Period, Resource
from milepost.engines.scheduling.validation import Rule, Violation, violations

WORK = (Activity("A", 4, (Demand("ada", 1),)), Activity("B", 2, (Demand("ada", 1),)))


def _tied(link: Link, lag: int) -> Network:
    return Network(WORK, (Dependency("A", "B", link, lag),), (Resource("ada", 2),))


@pytest.mark.parametrize(
    ("link", "lag", "earliest"),
    [
        (Link.FINISH_TO_START, 0, 4),
        (Link.FINISH_TO_START, -1, 3),
        (Link.START_TO_START, 2, 2),
        (Link.FINISH_TO_FINISH, 1, 3),
        (Link.START_TO_FINISH, 7, 5),
    ],
)
def test_each_link_is_held_between_its_own_ends(link: Link, lag: int, earliest: int) -> None:
    network = _tied(link, lag)
    assert violations(network, {"A": 0, "B": earliest}) == ()
    assert violations(network, {"A": 0, "B": earliest - 1}) == (Violation(Rule.DEPENDENCY, ("A", "B"), 1),)


@pytest.mark.parametrize(
    ("activity", "start", "excess"),
    [
        (Activity("A", 2, earliest=3), 1, 2),
        (Activity("A", 2, latest=3), 4, 1),
        (Activity("A", 2, deadline=6), 7, 3),
    ],
)
def test_dates_are_held(activity: Activity, start: int, excess: int) -> None:
    assert violations(Network((activity,)), {"A": start}) == (Violation(Rule.WINDOW, ("A",), excess),)


def test_nobody_is_at_two_places() -> None:
    network = Network(WORK, (), (Resource("ada", 1),))
    assert violations(network, {"A": 0, "B": 4}) == ()
    assert violations(network, {"A": 0, "B": 3}) == (Violation(Rule.CAPACITY, ("ada", "A", "B"), 1, at=3),)


def test_nobody_works_while_away() -> None:
    network = Network(WORK[:1], (), (Resource("ada", 1, (Period(6, 8, 0),)),))
    assert violations(network, {"A": 2}) == ()
    assert violations(network, {"A": 3}) == (Violation(Rule.CAPACITY, ("ada", "A"), 1, at=6),)
    assert violations(network, {"A": 7}) == (Violation(Rule.CAPACITY, ("ada", "A"), 1, at=7),)
    assert violations(network, {"A": 8}) == ()


def test_a_schedule_is_of_this_plan() -> None:
    network = Network(WORK, (), (Resource("ada", 2),))
    assert violations(network, {"A": 0, "C": 0}) == (
        Violation(Rule.COMPLETE, ("B",), 1),
        Violation(Rule.COMPLETE, ("C",), 1),
    )


def test_a_milestone_keeps_nobody_busy() -> None:
    network = Network((WORK[0], Activity("end", 0, (Demand("ada", 1),))), (), (Resource("ada", 1),))
    assert violations(network, {"A": 0, "end": 2}) == ()
