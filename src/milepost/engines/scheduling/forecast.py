"""When a plan ends, as chances: Monte Carlo over three-point estimates, without levelling.

Percentiles of the finish and of chosen milestones, how often each activity was critical, and which estimate moves the
finish most. Seed and number of runs are part of the answer: the same ones give the same answer with the same NumPy.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from milepost.engines.rules.texts import say
from milepost.engines.scheduling.estimates import Estimate, check_estimates
from milepost.engines.scheduling.failures import BadNetwork, Problem
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.longest_paths import longest_paths
from milepost.engines.scheduling.network import Network
from milepost.engines.scheduling.simulation import NEARLY, Runs, sample_durations, simulate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_RUNS = 100_000
TENTH = 10


@dataclass(frozen=True, slots=True)
class Percentiles:
    """By which unit something is finished in so many of a hundred runs, rounded up to whole units."""

    p10: int
    p50: int
    p80: int
    p90: int


@dataclass(frozen=True, slots=True)
class Swing:
    """A bar of the tornado: the mean finish in the tenth of runs where an activity was shortest, and longest."""

    activity: str
    short: float
    long: float

    @property
    def width(self) -> float:
        return self.long - self.short


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer. `criticality` is the part of runs in which an activity decided the finish, 0 to 1.

    `counts` says of each milestone in how many runs it was finished at which unit, rounded up to whole units, earliest
    first. `tornado` has the widest swing first. `contradictory` runs, in which durations broke a maximal lag, count
    nowhere.
    """

    finish: Percentiles
    milestones: Mapping[str, Percentiles]
    counts: Mapping[str, tuple[tuple[int, int], ...]]
    criticality: Mapping[str, float]
    tornado: tuple[Swing, ...]
    runs: int
    seed: int
    contradictory: int


def forecast(
    network: Network,
    estimates: Mapping[str, Estimate],
    *,
    seed: int,
    runs: int = 10_000,
    milestones: Collection[str] = (),
) -> Forecast:
    """Play the plan so many times; an activity without an estimate always takes its own duration.

    Raises `BadNetwork` (also where a milestone is unknown, or no run can be kept) and `ContradictingDependencies`.
    O(runs (n + m)) and, for the tornado, O(runs n).
    """
    check_estimates(network, estimates)
    instance = Instance.of(network)
    _check_request(network, runs, milestones)
    longest_paths(instance, instance.earliest)  # a circle is named rather than simulated
    played = simulate(instance, sample_durations(instance, estimates, runs=runs, seed=seed))
    if played.finish.size == 0:
        raise BadNetwork((_never_kept(),))
    number = {activity.key: row for row, activity in enumerate(network.activities)}
    finishes = {key: played.starts[number[key]] + played.durations[number[key]] for key in milestones}
    return Forecast(
        finish=_percentiles(played.finish),
        milestones={key: _percentiles(values) for key, values in finishes.items()},
        counts={key: _counts(values) for key, values in finishes.items()},
        criticality=dict(zip(number, played.critical.mean(axis=1).round(4).tolist(), strict=True)),
        tornado=_tornado(network, estimates, played),
        runs=runs,
        seed=seed,
        contradictory=played.contradictory,
    )


def _check_request(network: Network, runs: int, milestones: Collection[str]) -> None:
    known = {activity.key for activity in network.activities}
    problems = [
        Problem(
            "unknown-activity",
            say("A milestone to forecast is {activity}, which the plan does not have.", activity=key),
            say("Name an activity of the plan."),
            (key,),
        )
        for key in milestones
        if key not in known
    ]
    if not 1 <= runs <= MAX_RUNS:
        problems.append(
            Problem(
                "runs-out-of-range",
                say("{runs} runs cannot be played.", runs=runs),
                say("Ask for 1 to {most} runs.", most=MAX_RUNS),
            )
        )
    if problems:
        raise BadNetwork(tuple(problems))


def _never_kept() -> Problem:
    return Problem(
        "lags-break-estimates",
        say("In every run the estimates break a maximal lag."),
        say("Relax the lag, or lower the estimates between its ends."),
    )


def _percentiles(values: "NDArray[np.float64]") -> Percentiles:
    import numpy as np  # noqa: PLC0415

    found = np.quantile(values, (0.1, 0.5, 0.8, 0.9), method="inverted_cdf")
    return Percentiles(*(int(value) for value in _whole(found)))


def _counts(values: "NDArray[np.float64]") -> tuple[tuple[int, int], ...]:
    import numpy as np  # noqa: PLC0415

    units, runs = np.unique(_whole(values), return_counts=True)
    return tuple((int(unit), int(times)) for unit, times in zip(units, runs, strict=True))


def _whole(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Rounded up; sums of fractions may end just above the whole number that is meant."""
    import numpy as np  # noqa: PLC0415

    found: NDArray[np.float64] = np.ceil(values - NEARLY)
    return found


def _tornado(network: Network, estimates: Mapping[str, Estimate], played: Runs) -> tuple[Swing, ...]:
    tenth = max(1, played.finish.size // TENTH)
    swings = [
        _swing(activity.key, played.durations[row], played.finish, tenth)
        for row, activity in enumerate(network.activities)
        if (estimate := estimates.get(activity.key)) is not None and estimate.varies
    ]
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.activity)))


def _swing(key: str, durations: "NDArray[np.float64]", finish: "NDArray[np.float64]", tenth: int) -> Swing:
    import numpy as np  # noqa: PLC0415

    order = np.argpartition(durations, (tenth - 1, durations.size - tenth))
    return Swing(key, round(float(finish[order[:tenth]].mean()), 2), round(float(finish[order[-tenth:]].mean()), 2))
