"""Priority rules: in which order a serial pass takes the activities that may come next, the lowest number first.

The rules that lead in comparisons of heuristics for the RCPSP (Kolisch 1996; Kolisch and Hartmann 2006).
"""

from collections.abc import Callable, Sequence
from random import Random

from milepost.engines.scheduling.serial import Frame

type Priority = Sequence[float]
type PriorityRule = Callable[[Frame], Priority]


def latest_start(frame: Frame) -> Priority:
    """LST: what has to begin first."""
    return frame.last


def latest_finish(frame: Frame) -> Priority:
    """LFT: what has to be finished first."""
    return [last + duration for last, duration in zip(frame.last, frame.instance.durations, strict=True)]


def most_followers(frame: Frame) -> Priority:
    """MTS: what most others wait for, directly or not. Sets as bits of whole numbers, n²/64 steps."""
    return [-followers.bit_count() for followers in _all_followers(frame)]


def greatest_weight(frame: Frame) -> Priority:
    """GRPW: what has the most work in itself and its direct followers."""
    durations = frame.instance.durations
    return [
        -durations[activity] - sum(durations[follower] for follower in followers)
        for activity, followers in enumerate(frame.followers)
    ]


def least_slack(frame: Frame) -> Priority:
    """MSLK: what may slip least."""
    return [last - first for first, last in zip(frame.first, frame.last, strict=True)]


def most_work(frame: Frame) -> Priority:
    """What keeps the scarcest resource busy longest, with all that waits for it behind it."""
    scarcity = _scarcity(frame)
    work = [
        sum(units * scarcity[resource] for resource, units in demands) * duration
        for demands, duration in zip(frame.instance.demands, frame.instance.durations, strict=True)
    ]
    return [-(work[j] + sum(work[k] for k in followers)) for j, followers in enumerate(frame.followers)]


RULES: tuple[PriorityRule, ...] = (
    latest_finish,
    latest_start,
    most_followers,
    greatest_weight,
    least_slack,
    most_work,
)


def disturbed(priority: Priority, chance: Random, *, by: float) -> Priority:
    """The same order with neighbours exchanged now and then: each number moved by up to that part of their range."""
    reach = (max(priority, default=0) - min(priority, default=0)) * by
    return [value + reach * chance.random() for value in priority]


def _all_followers(frame: Frame) -> list[int]:
    behind = [0] * frame.instance.size
    for activity in reversed(frame.order):
        for follower in frame.followers[activity]:
            behind[activity] |= behind[follower] | (1 << follower)
    return behind


def _scarcity(frame: Frame) -> list[float]:
    """Of each resource, the work that is asked for divided by what it can do in a unit of time."""
    asked = [0] * len(frame.instance.resources)
    for demands, duration in zip(frame.instance.demands, frame.instance.durations, strict=True):
        for resource, units in demands:
            asked[resource] += units * duration
    return [
        work / max(resource.capacity, 1) / max(resource.capacity, 1)
        for work, resource in zip(asked, frame.instance.resources, strict=True)
    ]
