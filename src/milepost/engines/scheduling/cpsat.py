"""The proven schedule: the plan as a constraint model for OR-Tools' CP-SAT, begun from what the heuristic found.

Starts are the only decisions. Every dependency is one difference of two starts, every resource one cumulative (or no
overlap where it does one thing at a time), whose periods of lower capacity are fixed intervals that use up the rest.
"""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milepost.engines.scheduling.critical_path import earliest_starts, latest_starts
from milepost.engines.scheduling.failures import SolverMissing
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Resource

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SEARCHES = ("no_lp", "core")
"""What two workers do: one looks for schedules by clauses alone, one raises the bound. CP-SAT's own choice for two
proved fewer of some twenty random instances in the same time; with more workers its own choice stands."""

WORK_A_SECOND = 0.4
"""What two idle cores do in a second, in CP-SAT's deterministic time: 0.3 on small hard plans, 1 on large ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search, and how.

    With a `seed` the search is deterministic: its workers take turns, and it ends after as much work as two idle cores
    do in about so many seconds, however long this machine takes for it. Without one they race, and a clock ends it.
    """

    seconds: float = 10.0
    seed: int | None = None
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search came to. `unsatisfiable` is proven: no schedule keeps all dates, lags and capacities."""

    starts: list[int] | None
    bound: int
    proven: bool
    unsatisfiable: bool


def is_installed() -> bool:
    """Whether OR-Tools is there; loading it takes a second."""
    try:
        from ortools.sat.python import cp_model  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def solve(instance: Instance, *, known: list[int] | None, bound: int, limits: Limits) -> Answer:
    """Search for a shortest schedule, no longer than the one that is `known` and no shorter than `bound`.

    Raises `SolverMissing`. The model has n starts, m differences and one interval for each activity with a demand.
    """
    model = _Model(instance, instance.horizon() if known is None else instance.makespan(known))
    model.minimise_finish(bound)
    return model.search(limits, known=known, bound=bound)


def solve_overruns(instance: Instance, *, known: list[int] | None, limits: Limits) -> Answer:
    """Search for a schedule that overruns its latest starts by the fewest units altogether; `bound` counts these.

    Raises `SolverMissing`.
    """
    model = _Model(replace(instance, latest=(None,) * instance.size), instance.horizon())
    model.minimise_overruns(instance.latest)
    return model.search(limits, known=known, bound=0)


class _Model:
    """The model with its variables."""

    def __init__(self, instance: Instance, horizon: int) -> None:
        try:
            from ortools.sat.python import cp_model  # noqa: PLC0415
        except ImportError as missing:
            raise SolverMissing("OR-Tools is not installed") from missing
        self._cp = cp_model
        self._instance = instance
        first = earliest_starts(instance).values
        self._horizon = max(horizon, instance.makespan(first))
        last = latest_starts(instance, self._horizon)
        self._model = cp_model.CpModel()
        self._starts = [
            self._model.new_int_var(low, high, f"start{number}")
            for number, (low, high) in enumerate(zip(first, last, strict=True))
        ]
        self._intervals: dict[int, cp_model.IntervalVar] = {
            number: self._model.new_fixed_size_interval_var(start, instance.durations[number], f"work{number}")
            for number, start in enumerate(self._starts)
            if instance.demands[number]
        }
        for arcs in instance.out:
            for arc in arcs:
                self._model.add(self._starts[arc.head] >= self._starts[arc.tail] + arc.weight)
        for number, resource in enumerate(instance.resources):
            self._keep_capacity(number, resource)

    def _keep_capacity(self, number: int, resource: Resource) -> None:
        users = [
            (activity, units)
            for activity, demands in enumerate(self._instance.demands)
            for needed, units in demands
            if needed == number
        ]
        most = max(resource.capacity, *(period.capacity for period in resource.periods), 0)
        intervals = [self._intervals[activity] for activity, _ in users]
        units = [units for _, units in users]
        away = _away(resource, most, self._horizon)
        if not users or (not away and sum(units) <= most):
            return
        for start, end, missing in away:
            intervals.append(self._model.new_fixed_size_interval_var(start, end - start, f"away{number}_{start}"))
            units.append(missing)
        if all(2 * each > most for each in units):
            self._model.add_no_overlap(intervals)
        else:
            self._model.add_cumulative(intervals, units, most)

    def minimise_finish(self, bound: int) -> None:
        """Ask for the least makespan, of which it is known that it is not below `bound`."""
        finish = self._model.new_int_var(bound, max(self._horizon, bound), "finish")
        for start, duration in zip(self._starts, self._instance.durations, strict=True):
            self._model.add(finish >= start + duration)
        self._model.minimize(finish)

    def minimise_overruns(self, latest: tuple[int | None, ...]) -> None:
        """Ask for the least sum of units by which starts lie behind these."""
        overruns: list[cp_model.IntVar] = []
        for start, limit in zip(self._starts, latest, strict=True):
            if limit is not None:
                overruns.append(self._model.new_int_var(0, self._horizon, f"overrun{len(overruns)}"))
                self._model.add(overruns[-1] >= start - limit)
        self._model.minimize(sum(overruns))

    def search(self, limits: Limits, *, known: list[int] | None, bound: int) -> Answer:
        """Search within the limits, beginning from what is known."""
        for start, value in zip(self._starts, known or (), strict=False):
            self._model.add_hint(start, value)
        solver = self._cp.CpSolver()
        _set(solver, limits)
        status = solver.solve(self._model)
        if status == self._cp.MODEL_INVALID:
            raise ValueError(self._model.validate())
        if status == self._cp.INFEASIBLE:
            return Answer(None, bound, proven=False, unsatisfiable=True)
        if math.isfinite(solver.best_objective_bound):
            bound = max(bound, math.ceil(solver.best_objective_bound - 1e-6))
        if status == self._cp.UNKNOWN:
            return Answer(None, bound, proven=False, unsatisfiable=False)
        starts = [solver.value(start) for start in self._starts]
        return Answer(starts, bound, proven=status == self._cp.OPTIMAL, unsatisfiable=False)


def _set(solver: "cp_model.CpSolver", limits: Limits) -> None:
    """The search's parameters; see CP-SAT's own description of each."""
    parameters = solver.parameters
    parameters.num_workers = limits.workers
    if limits.workers <= len(SEARCHES):
        parameters.subsolvers.extend(SEARCHES)
    if limits.seed is None:
        parameters.max_time_in_seconds = limits.seconds
    else:
        parameters.random_seed = limits.seed
        parameters.interleave_search = True
        parameters.max_deterministic_time = limits.seconds * WORK_A_SECOND


def _away(resource: Resource, most: int, horizon: int) -> list[tuple[int, int, int]]:
    """From when to when how many units are missing from the most that there ever are, up to the horizon."""
    found, moment = [], 0
    for period in sorted(resource.periods, key=lambda period: period.start):
        found.append((moment, period.start, most - resource.capacity))
        found.append((period.start, period.end, most - period.capacity))
        moment = period.end
    found.append((moment, horizon, most - resource.capacity))
    return [
        (start, min(end, horizon), missing) for start, end, missing in found if start < min(end, horizon) and missing
    ]
