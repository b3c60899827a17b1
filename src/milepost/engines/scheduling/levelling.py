"""Resource-constrained levelling: a feasible schedule at once, a proven one when it is found, and the bound.

`level_at_once` needs no solver and takes a moment; `level` goes on from there with CP-SAT. Both minimise the finish and
give every activity the reason for its place.
"""

import time
from dataclasses import dataclass, replace

from milepost.engines.scheduling import cpsat
from milepost.engines.scheduling.bounds import lower_bound
from milepost.engines.scheduling.heuristic import feasible_schedule
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Network
from milepost.engines.scheduling.reasons import Reason, reasons_of
from milepost.engines.scheduling.serial import Frame
from milepost.engines.scheduling.settling import settled

LEAST_SECONDS = 0.1
"""What the solver gets at least."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an activity lies, in units, and what holds it there."""

    key: str
    start: int
    finish: int
    held_by: Reason


@dataclass(frozen=True, slots=True)
class Levelling:
    """A levelled plan, or that there is none.

    `placements` in the order of the plan; empty where no schedule was found. No schedule finishes before
    `lower_bound`. `proven`: none finishes earlier than this one. `unsatisfiable`: proven that there is none at all.
    Where neither is so, more time may find a better one, or a first one.
    """

    placements: tuple[Placement, ...]
    makespan: int | None
    lower_bound: int
    proven: bool
    unsatisfiable: bool = False

    @property
    def gap(self) -> float | None:
        """By what part of the bound the schedule may be longer than it has to be; None without a schedule."""
        if self.makespan is None:
            return None
        return (self.makespan - self.lower_bound) / self.lower_bound if self.lower_bound else 0.0

    @property
    def starts(self) -> dict[str, int]:
        """The starts by key."""
        return {placement.key: placement.start for placement in self.placements}


def level_at_once(network: Network, *, seed: int = 0) -> Levelling:
    """Level by priority rules alone: the same plan and seed give the same schedule.

    Raises `BadNetwork`, `ContradictingDependencies` and `DatesCannotHold`. Finding none proves nothing where dates or
    maximal lags are tight.
    """
    instance = Instance.of(network)
    bound = lower_bound(instance)
    frame = Frame.of(instance)
    found = feasible_schedule(frame, seed=seed, target=bound)
    return _levelling(frame, found, bound, proven=False)


def level(network: Network, limits: cpsat.Limits) -> Levelling:
    """Level by CP-SAT, begun from the heuristic's schedule; that one alone where it meets the bound.

    The heuristic's time is part of the limit, but where a seed asks for a search that no clock decides. Raises what
    `level_at_once` raises, and `SolverMissing`.
    """
    begun = time.monotonic()
    instance = Instance.of(network)
    bound = lower_bound(instance)
    frame = Frame.of(instance)
    known = feasible_schedule(frame, seed=limits.seed or 0, target=bound)
    if known is not None and instance.makespan(known) == bound:
        return _levelling(frame, known, bound, proven=True)
    if limits.seed is None:
        limits = replace(limits, seconds=max(LEAST_SECONDS, limits.seconds - (time.monotonic() - begun)))
    answer = cpsat.solve(instance, known=known, bound=bound, limits=limits)
    if answer.unsatisfiable:
        return Levelling((), None, bound, proven=False, unsatisfiable=True)
    return _levelling(frame, answer.starts or known, answer.bound, proven=answer.proven)


def _levelling(frame: Frame, starts: list[int] | None, bound: int, *, proven: bool) -> Levelling:
    if starts is None:
        return Levelling((), None, bound, proven=False)
    instance = frame.instance
    starts = settled(frame, starts)
    makespan = instance.makespan(starts)
    placements = tuple(
        Placement(instance.key(activity), start, start + instance.durations[activity], reason)
        for activity, (start, reason) in enumerate(zip(starts, reasons_of(instance, starts), strict=True))
    )
    return Levelling(placements, makespan, bound, proven=proven or makespan == bound)
