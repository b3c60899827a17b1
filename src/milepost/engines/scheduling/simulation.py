"""Many runs of one plan at once: a matrix of durations in, matrices of dates out, without resources.

A row is an activity, a column a run, so that each dependency is one operation on a whole row. A plan without maximal
lags takes one sweep over its m dependencies each way, O(m) operations on rows of all runs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from milepost.engines.scheduling.estimates import Estimate
from milepost.engines.scheduling.instance import Arc, Instance
from milepost.engines.scheduling.longest_paths import visiting_order
from milepost.engines.scheduling.network import Link

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROUNDS = 50
"""Sweeps after which a run that still moves is taken for one whose maximal lags contradict its durations."""

NEARLY = 1e-6
"""Slack in units below which an activity counts as critical: sums of fractions differ in their last digits."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What came out: durations and starts per activity and run, the finish per run, and where slack was nothing.

    Only runs that can be kept stand here; `contradictory` is how many could not, because sampled durations stretched
    a path beyond its maximal lag.
    """

    durations: "NDArray[np.float64]"
    starts: "NDArray[np.float64]"
    finish: "NDArray[np.float64]"
    critical: "NDArray[np.bool_]"
    contradictory: int


def sample_durations(
    instance: Instance, estimates: Mapping[str, Estimate], *, runs: int, seed: int
) -> "NDArray[np.float64]":
    """Durations of all runs: triangular where an estimate has a spread, 0 where an event does not come."""
    import numpy as np  # noqa: PLC0415

    chance = np.random.default_rng(seed)
    given = [estimates.get(activity.key) for activity in instance.network.activities]
    likely = [
        duration if each is None else each.likely for each, duration in zip(given, instance.durations, strict=True)
    ]
    durations = np.repeat(np.array(likely, dtype=np.float64)[:, np.newaxis], runs, axis=1)
    for row, each in enumerate(given):
        if each is not None and each.low < each.high:
            durations[row] = chance.triangular(each.low, each.likely, each.high, runs)
        if each is not None and each.chance < 1:
            durations[row] *= chance.random(runs) < each.chance
    return durations


def simulate(instance: Instance, durations: "NDArray[np.float64]") -> Runs:
    """Earliest and latest dates of every run."""
    import numpy as np  # noqa: PLC0415

    order, rounds = _order(instance)
    starts = np.repeat(np.array(instance.earliest, dtype=np.float64)[:, np.newaxis], durations.shape[1], axis=1)
    kept = _swept(instance, order, durations, starts, rounds=rounds, forwards=True)
    durations, starts = durations[:, kept], starts[:, kept]
    contradictory = int(kept.size - durations.shape[1])
    if instance.size == 0:
        finish = np.zeros(durations.shape[1])
        return Runs(durations, starts, finish, np.zeros(starts.shape, dtype=np.bool_), contradictory)
    finish = (starts + durations).max(axis=0)
    late = finish - durations
    _swept(instance, order[::-1], durations, late, rounds=rounds, forwards=False)
    return Runs(durations, starts, finish, late - starts <= NEARLY, contradictory)


def _order(instance: Instance) -> tuple[list[int], int]:
    """An order that one sweep suffices for, or the best there is and how many sweeps to try."""
    before = {activity: {arc.tail for arc in arcs} for activity, arcs in enumerate(instance.into)}
    try:
        return list(TopologicalSorter(before).static_order()), 1
    except CycleError:
        return visiting_order(instance), ROUNDS


def _swept(
    instance: Instance,
    order: list[int],
    durations: "NDArray[np.float64]",
    values: "NDArray[np.float64]",
    *,
    rounds: int,
    forwards: bool,
) -> "NDArray[np.bool_]":
    """Move `values` until they keep every dependency; which runs came to rest."""
    import numpy as np  # noqa: PLC0415

    narrow = np.maximum if forwards else np.minimum
    moving = np.zeros(values.shape[1], dtype=np.bool_)
    for _ in range(rounds):
        before = values.copy() if rounds > 1 else None
        for activity in order:
            for limit in _limits(instance, activity, durations, values, forwards=forwards):
                narrow(values[activity], limit, out=values[activity])
        if before is None:
            break
        moving = (np.abs(values - before) > NEARLY).any(axis=0)
        if not moving.any():
            break
    return ~moving


def _limits(
    instance: Instance,
    activity: int,
    durations: "NDArray[np.float64]",
    values: "NDArray[np.float64]",
    *,
    forwards: bool,
) -> "Iterable[NDArray[np.float64]]":
    """What each dependency into (or out of) an activity makes of its start, per run."""
    if forwards:
        return (values[arc.tail] + _weight(arc, durations) for arc in instance.into[activity])
    return (values[arc.head] - _weight(arc, durations) for arc in instance.out[activity])


def _weight(arc: Arc, durations: "NDArray[np.float64]") -> "NDArray[np.float64] | float":
    """The distance of starts that a dependency asks for, per run."""
    lag = float(arc.dependency.lag)
    before: NDArray[np.float64] = durations[arc.tail]
    after: NDArray[np.float64] = durations[arc.head]
    match arc.dependency.link:
        case Link.FINISH_TO_START:
            return before + lag
        case Link.START_TO_START:
            return lag
        case Link.FINISH_TO_FINISH:
            return before - after + lag
        case Link.START_TO_FINISH:
            return lag - after
