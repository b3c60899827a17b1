"""Schedules: the fixed list of sixty known instances, and a programme of 400 activities levelled and forecast.

`--seconds 10` is what each instance and the programme get; one second where nothing is said.
"""

import argparse
import random
import time
from pathlib import Path

from benchmarks.calibration import Calibration, calibrate
from benchmarks.figures import show
from benchmarks.psplib import solve_all
from milepost.engines.scheduling.cpsat import Limits, is_installed
from milepost.engines.scheduling.estimates import Estimate
from milepost.engines.scheduling.forecast import forecast
from milepost.engines.scheduling.levelling import level, level_at_once
from milepost.engines.scheduling.network import Activity, Demand, Dependency, Link, Network, Resource

INSTANCES = Path(__file__).parent / "data"
ACTIVITIES, ROLES, RUNS = 400, 12, 10_000


def measure(by: Calibration, seconds: float = 1.0) -> None:
    """Instances proven and wrong; a first schedule, how far it and the solver's are above the bound; a forecast."""
    if not is_installed():
        raise SystemExit("OR-Tools is not installed: run make")
    _instances(seconds)
    _programme(by, seconds)
    _forecast(by)


def programme(activities: int, *, seed: int = 1) -> Network:
    """A programme as they are: chains that meet, some overlap, most work by one person of a role, some by two."""
    chance = random.Random(seed)
    work = tuple(
        Activity(
            f"A{number}", chance.randint(1, 15), (Demand(f"R{chance.randrange(ROLES)}", chance.choice((1, 1, 1, 2))),)
        )
        for number in range(activities)
    )
    ties = []
    for number in range(1, activities):
        for before in {max(0, number - chance.randint(1, 40)) for _ in range(chance.randint(1, 3))}:
            link = chance.choice((Link.FINISH_TO_START,) * 6 + (Link.START_TO_START, Link.FINISH_TO_FINISH))
            ties.append(Dependency(f"A{before}", f"A{number}", link, chance.choice((0, 0, 0, 0, 2, 5, -2))))
    return Network(work, tuple(ties), tuple(Resource(f"R{role}", chance.randint(2, 4)) for role in range(ROLES)))


def _instances(seconds: float) -> None:
    sums, damaged = solve_all(INSTANCES, seconds=seconds, limit=None, tell=print)
    assert not damaged
    for each in sums:
        row = each.as_json()
        facts = {name: row[name] for name in ("set", "instances", "agreeing", "unsat_proven", "worst_gap")}
        show("schedules: known instances proven", row["proven"], "instances", budget=None, seconds=seconds, **facts)
        show("schedules: known instances answered wrongly", row["wrong"], "instances", budget=0, set=row["set"])


def _programme(by: Calibration, seconds: float) -> None:
    network = programme(ACTIVITIES)
    facts = {"activities": ACTIVITIES, "roles": ROLES}
    start = time.perf_counter()
    first = level_at_once(network)
    show("schedules: a first one", time.perf_counter() - start, "s", budget=1.0, by=by, gap=first.gap, **facts)
    found = level(network, Limits(seconds=seconds))
    show("schedules: above the bound", (found.gap or 0.0) * 100, "%", budget=5.0, seconds=seconds, **facts)


def _forecast(by: Calibration) -> None:
    network = programme(ACTIVITIES)
    estimates = {
        each.key: Estimate(each.duration * 0.7, each.duration, each.duration * 1.8) for each in network.activities
    }
    forecast(network, estimates, seed=1, runs=10)  # NumPy is loaded by whoever asks first
    start = time.perf_counter()
    forecast(network, estimates, seed=1, runs=RUNS)
    seconds = time.perf_counter() - start
    show("schedules: a forecast", seconds, "s", budget=0.5, by=by, activities=ACTIVITIES, runs=RUNS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0)
    measure(calibrate(), parser.parse_args().seconds)
