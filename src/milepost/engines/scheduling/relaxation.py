"""Dates that people cannot hold: by how much they have to give way at least, so that there is a schedule again."""

from dataclasses import dataclass, replace

from milepost.engines.scheduling import cpsat
from milepost.engines.scheduling.failures import Overrun
from milepost.engines.scheduling.heuristic import feasible_schedule
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Network
from milepost.engines.scheduling.serial import Frame


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The dates that give way, and by how much; none where all can hold. `least`: no smaller sum would do, proven."""

    overruns: tuple[Overrun, ...]
    least: bool


def relax_dates(network: Network, limits: cpsat.Limits) -> Relaxation | None:
    """The fewest units by which deadlines and latest starts have to move altogether.

    None where no schedule was found even without them. Each overrun's `earliest` is when the activity starts or
    finishes in the schedule found; which of several dates gives way may be chosen otherwise for the same sum. Raises
    `BadNetwork`, `ContradictingDependencies` and `SolverMissing`.
    """
    instance = Instance.of(network)
    known = feasible_schedule(Frame.of(replace(instance, latest=(None,) * instance.size)), seed=limits.seed or 0)
    answer = cpsat.solve_overruns(instance, known=known, limits=limits)
    starts = answer.starts or known
    if starts is None:
        return None
    return Relaxation(tuple(_overruns(instance, starts)), least=answer.proven)


def _overruns(instance: Instance, starts: list[int]) -> list[Overrun]:
    late = []
    for activity, limit in enumerate(instance.latest):
        if limit is not None and starts[activity] > limit:
            stated = instance.network.activities[activity]
            shift = 0 if limit == stated.latest else stated.duration
            late.append(Overrun(stated.key, limit + shift, starts[activity] + shift, (stated.key,)))
    return late
