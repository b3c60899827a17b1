"""What of a plan cannot be meant is refused, each thing with its reason, its way out and whom it is about."""

import pytest

from milepost.engines.scheduling.checking import check_network
from milepost.engines.scheduling.failures import BadNetwork
from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Period, Resource

ADA = Resource("ada", 1)


def _work(**changed: object) -> Network:
    return Network((Activity("audit", **{"duration": 3, **changed}),), (), (ADA,))  # type: ignore[arg-type]


def _tied(*ties: Dependency) -> Network:
    return Network((Activity("audit", 3), Activity("review", 1)), ties)


def _staffed(resource: Resource, units: int = 1) -> Network:
    return Network((Activity("audit", 3, (Demand("ada", units),)),), (), (resource,))


@pytest.mark.parametrize(
    ("network", "code", "about"),
    [
        (Network((Activity("audit", 1), Activity("audit", 2))), "key-twice", ("audit",)),
        (Network((), (), (ADA, ADA)), "key-twice", ("ada",)),
        (_work(duration=-1), "negative-duration", ("audit",)),
        (_work(duration=2_611), "too-long", ("audit",)),
        (_work(earliest=-1), "date-before-start", ("audit",)),
        (_work(earliest=5, latest=4), "dates-contradict", ("audit",)),
        (_work(earliest=5, deadline=7), "dates-contradict", ("audit",)),
        (_work(deadline=30_000), "too-far", ("audit",)),
        (_work(demands=(Demand("ben", 1),)), "unknown-resource", ("audit", "ben")),
        (_work(demands=(Demand("ada", -1),)), "bad-demand", ("audit", "ada")),
        (_work(demands=(Demand("ada", 0), Demand("ada", 1))), "bad-demand", ("audit", "ada")),
        (_tied(Dependency("audit", "stage 2")), "unknown-activity", ("audit", "stage 2")),
        (_tied(Dependency("audit", "audit")), "waits-for-itself", ("audit", "audit")),
        (_tied(Dependency("audit", "review", Link.START_TO_START, -30_000)), "too-far", ("review",)),
        (_staffed(Resource("ada", -1, (Period(0, 9, 1),))), "negative-capacity", ("ada",)),
        (_staffed(Resource("ada", 0)), "zero-capacity", ("audit", "ada")),
        (_staffed(Resource("ada", 1, (Period(3, 6, 2),)), units=3), "never-enough", ("audit", "ada")),
        (_staffed(Resource("ada", 1, (Period(3, 6, 0), Period(5, 9, 0)))), "bad-periods", ("ada",)),
        (_staffed(Resource("ada", 1, (Period(6, 6, 0),))), "bad-periods", ("ada",)),
        (_staffed(Resource("ada", 1, (Period(6, 30_000, 0),))), "too-far", ("ada",)),
    ],
)
def test_what_cannot_be_meant_is_refused(network: Network, code: str, about: tuple[str, ...]) -> None:
    with pytest.raises(BadNetwork) as refused:
        check_network(network)
    assert (code, about) in [(problem.code, problem.about) for problem in refused.value.problems]
    assert all(str(problem.reason).strip() and str(problem.fix).strip() for problem in refused.value.problems)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(BadNetwork) as refused:
        check_network(Network((Activity("audit", -1), Activity("review", 9_999))))
    assert [problem.code for problem in refused.value.problems] == ["negative-duration", "too-long"]
    assert "audit has a negative duration: -1. Enter whole working days" in str(refused.value)


@pytest.mark.parametrize(
    "network",
    [
        Network(()),
        _work(duration=0),
        _work(duration=2_610),
        _work(earliest=4, latest=4, deadline=7),
        _staffed(Resource("ada", 0, (Period(3, 6, 1),))),
        _staffed(Resource("ada", 1, (Period(3, 6, 0), Period(6, 9, 2)))),
    ],
)
def test_what_can_be_meant_passes(network: Network) -> None:
    check_network(network)


def test_a_milestone_needs_nobody_however_much_it_asks_for() -> None:
    check_network(Network((Activity("certificate", 0, (Demand("ada", 5),)),), (), (ADA,)))
