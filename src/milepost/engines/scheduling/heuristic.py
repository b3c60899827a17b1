"""A levelled schedule at once: serial passes by several rules, the best one justified, then its order disturbed.

The number of passes follows from the size of the plan, not from a clock: the same plan and seed give the same schedule
on any machine.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from random import Random

from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.engines.scheduling.instance import Arc, Instance
from milepost.engines.scheduling.network import Period, Resource
from milepost.engines.scheduling.priorities import RULES, disturbed
from milepost.engines.scheduling.serial import STEPS, Effort, Frame, serial_schedule

PLACEMENTS = 20_000
"""Activities placed in all passes together: fifty passes over 400 activities."""

LEAST_PASSES, MOST_PASSES = 6, 300
STEPS_EACH = 3_000
"""Arcs that may be looked at for each activity, where there are many: one pass has to come to its end."""

ROUNDS = 5
"""How often a schedule is justified at most while that shortens it."""

WIDTHS = (0.05, 0.1, 0.2)
"""By what part of their range the numbers of an order are moved, in turn."""


def feasible_schedule(frame: Frame, *, seed: int = 0, target: int = 0) -> list[int] | None:
    """The shortest schedule found, or None; it stops at once where the makespan reaches `target`."""
    size = max(frame.instance.size, 1)
    passes = min(MOST_PASSES, max(LEAST_PASSES, PLACEMENTS // size))
    search = _Search(frame, Effort(passes, steps=max(STEPS, STEPS_EACH * size)), target)
    search.try_rules()
    search.disturb(Random(seed))  # noqa: S311 - it has to be repeatable, not secret
    return search.best


class _Search:
    """The best schedule so far, and what may still be spent."""

    def __init__(self, frame: Frame, effort: Effort, target: int) -> None:
        self._frame = frame
        self._effort = effort
        self._target = target
        self._length = frame.horizon + 1
        self.best: list[int] | None = None

    @property
    def _is_over(self) -> bool:
        return self._length <= self._target or self._effort.passes == 0 or self._effort.steps <= 0

    def try_rules(self) -> None:
        """One pass by each rule, and the best of them justified as long as that helps."""
        for rule in RULES:
            if not self._is_over:
                self._pass(rule(self._frame))
        if self.best is not None:
            self._justify(self.best, ROUNDS)

    def disturb(self, chance: Random) -> None:
        """Passes in the best schedule's order with neighbours exchanged; by the leading rule where there is none."""
        leading = RULES[0](self._frame)
        for width in cycle(WIDTHS):
            if self._is_over:
                return
            order: Sequence[float] = leading if self.best is None else self.best
            if (starts := self._pass(disturbed(order, chance, by=width))) is not None:
                self._justify(starts, 1)

    def _pass(self, priority: Sequence[float]) -> list[int] | None:
        starts = serial_schedule(self._frame, priority, self._effort)
        if starts is not None and (makespan := self._frame.instance.makespan(starts)) < self._length:
            self.best, self._length = starts, makespan
        return starts

    def _justify(self, starts: list[int], rounds: int) -> None:
        """Forward-backward improvement (Valls, Ballestín and Quintanilla 2005): as late as it goes, then as early."""
        instance = self._frame.instance
        for _ in range(rounds):
            length = instance.makespan(starts)
            if self._is_over or (late := _as_late_as_possible(instance, starts, length, self._effort)) is None:
                return
            early = self._pass(late)
            if early is None or instance.makespan(early) >= length:
                return
            starts = early


def _as_late_as_possible(instance: Instance, starts: list[int], finish: int, effort: Effort) -> list[int] | None:
    """A schedule within the same finish, by a serial pass over the plan seen from its end."""
    seen = mirrored(instance, finish)
    ends = [finish - start - duration for start, duration in zip(starts, instance.durations, strict=True)]
    try:
        found = serial_schedule(Frame.of(seen, finish), ends, effort)
    except SchedulingFailure:  # a period or a date leaves no mirror image within this finish
        return None
    if found is None:
        return None
    return [finish - start - duration for start, duration in zip(found, instance.durations, strict=True)]


def mirrored(instance: Instance, finish: int) -> Instance:
    """The instance with time running backwards from `finish`: an activity at s is found at `finish` - s - p."""
    durations = instance.durations

    def seen(arcs: tuple[Arc, ...]) -> tuple[Arc, ...]:
        return tuple(arc.reversed(arc.weight + durations[arc.head] - durations[arc.tail]) for arc in arcs)

    ends = [finish - duration for duration in durations]
    return replace(
        instance,
        earliest=tuple(
            0 if limit is None else max(0, end - limit) for end, limit in zip(ends, instance.latest, strict=True)
        ),
        latest=tuple(end - first for end, first in zip(ends, instance.earliest, strict=True)),
        resources=tuple(_seen_from(resource, finish) for resource in instance.resources),
        out=tuple(map(seen, instance.into)),
        into=tuple(map(seen, instance.out)),
    )


def _seen_from(resource: Resource, finish: int) -> Resource:
    periods = tuple(
        Period(max(0, finish - period.end), finish - period.start, period.capacity)
        for period in resource.periods
        if period.start < finish
    )
    return Resource(resource.key, resource.capacity, periods)
