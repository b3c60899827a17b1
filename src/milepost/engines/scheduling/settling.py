"""A schedule without idle waiting: what a solver left late for no reason is moved to where something holds it."""

from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.profile import Profile, profiles_of
from milepost.engines.scheduling.serial import Effort, Frame, serial_schedule


def settled(frame: Frame, starts: list[int]) -> list[int]:
    """The schedule with no activity that could begin earlier while the others stay; never longer than before.

    A serial pass in the order of the starts does it with no maximal lags about. Where these make it fail, or finish
    later, each activity is moved by itself until none moves.
    """
    instance = frame.instance
    again = serial_schedule(frame, starts, Effort())
    if again is not None and (instance.makespan(again), sum(again)) <= (instance.makespan(starts), sum(starts)):
        starts = again
    return _moved_earlier(instance, starts)


def _moved_earlier(instance: Instance, starts: list[int]) -> list[int]:
    """Move activities one by one; the sum of starts falls with every move, so it ends."""
    starts, profiles = list(starts), profiles_of(instance, starts)
    moved = True
    while moved:
        moved = False
        for activity in sorted(range(instance.size), key=starts.__getitem__):
            if (start := _earliest(instance, starts, profiles, activity)) < starts[activity]:
                starts[activity] = start
                moved = True
    return starts


def _earliest(instance: Instance, starts: list[int], profiles: list[Profile], activity: int) -> int:
    """The first start that dates, lags and people allow while all others stay; the profiles come out holding it."""
    duration, present = instance.durations[activity], starts[activity]
    for resource, units in instance.demands[activity]:
        profiles[resource].reserve(present, present + duration, -units)
    fit, tried = _least(instance, starts, activity), -1
    while fit != tried:
        tried = fit
        for resource, units in instance.demands[activity]:
            found = profiles[resource].earliest_fit(fit, duration, units)
            fit = present if found is None else found
    for resource, units in instance.demands[activity]:
        profiles[resource].reserve(fit, fit + duration, units)
    return fit


def _least(instance: Instance, starts: list[int], activity: int) -> int:
    arcs = instance.into[activity]
    return max(instance.earliest[activity], *(starts[arc.tail] + arc.weight for arc in arcs), 0)
