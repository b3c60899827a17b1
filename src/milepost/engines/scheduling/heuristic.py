"""A levelled schedule at once: serial passes by several rules, the best ones justified, then disturbed orders.

The number of passes follows from the size of the plan, not from a clock: the same plan and seed give the same schedule
on any machine.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.engines.scheduling.instance import Arc, Instance
from milepost.engines.scheduling.network import Period, Resource
from milepost.engines.scheduling.priorities import RULES, disturbed
from milepost.engines.scheduling.serial import Effort, Frame, serial_schedule

PASSES = 12_000
"""Activities placed in all passes together: thirty passes over 400 activities."""

LEAST_PASSES, MOST_PASSES = 6, 120
ROUNDS = 5
"""How often a schedule is justified at most while that shortens it."""


def feasible_schedule(frame: Frame, *, seed: int = 0, target: int = 0) -> list[int] | None:
    """The shortest schedule found, or None; it stops at once where the makespan reaches `target`.

    First every rule, then the best of them justified, then its order disturbed as long as passes are left.
    """
    best: list[int] | None = None
    length = frame.horizon + 1
    passes = PASSES // max(frame.instance.size, 1)
    effort = Effort(passes=min(MOST_PASSES, max(LEAST_PASSES, passes)))
    for found in _schedules(frame, Random(seed), effort):  # noqa: S311 - it has to be repeatable, not secret
        if (makespan := frame.instance.makespan(found)) < length:
            best, length = found, makespan
        if length <= target:
            break
    return best


def _schedules(frame: Frame, chance: Random, effort: Effort) -> Iterator[list[int]]:
    """Every schedule that is tried."""
    found: list[tuple[int, int, list[int]]] = []
    for number, rule in enumerate(RULES):
        if (starts := serial_schedule(frame, rule(frame), effort)) is not None:
            yield starts
            found.append((frame.instance.makespan(starts), number, starts))
    leading = 0
    if found:
        _, leading, starts = min(found)
        yield from _justified(frame, starts, effort)
    order = RULES[leading](frame)
    width = 0
    while effort.passes and effort.steps > 0:
        width = width % 4 + 1
        if (starts := serial_schedule(frame, disturbed(order, chance, by=0.05 * width), effort)) is not None:
            yield starts
            yield from _justified(frame, starts, effort, rounds=1)


def _justified(frame: Frame, starts: list[int], effort: Effort, *, rounds: int = ROUNDS) -> Iterator[list[int]]:
    """Forward-backward improvement (Valls, Ballestín and Quintanilla 2005): as late as it goes, then as early."""
    length = frame.instance.makespan(starts)
    for _ in range(rounds):
        late = _as_late_as_possible(frame.instance, starts, length, effort)
        if late is None or (early := serial_schedule(frame, late, effort)) is None:
            return
        yield early
        if frame.instance.makespan(early) >= length:
            return
        starts, length = early, frame.instance.makespan(early)


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
