"""Does a schedule keep the network as stated? Written from the definitions, sharing nothing with any solver.

Deliberately plain: every relation by its two ends, every capacity at every moment at which anything changes. The only
thing it takes from the package is what the planner stated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from milepost.engines.scheduling.network import Activity, Dependency, Link, Network, Resource


class Rule(StrEnum):
    """What a schedule has to keep."""

    COMPLETE = "complete"
    WINDOW = "window"
    DEPENDENCY = "dependency"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken: whom it is about, and by how many units of time or of capacity."""

    rule: Rule
    about: tuple[str, ...]
    excess: int
    at: int | None = None


def violations(network: Network, starts: Mapping[str, int]) -> tuple[Violation, ...]:
    """Everything that a schedule, given as starts by key, breaks; empty if it may be carried out.

    O(n + m) for dates and dependencies, and for each resource its activities times its moments of change.
    """
    activities = {activity.key: activity for activity in network.activities}
    odd = tuple(Violation(Rule.COMPLETE, (key,), 1) for key in sorted(activities.keys() ^ starts.keys()))
    if odd:
        return odd
    return (
        *(broken for each in network.activities for broken in _broken_windows(each, starts[each.key])),
        *(broken for each in network.dependencies for broken in _broken_dependency(each, activities, starts)),
        *(broken for each in network.resources for broken in _broken_capacity(each, network, starts)),
    )


def _broken_windows(activity: Activity, start: int) -> Iterator[Violation]:
    excesses = [activity.earliest - start]
    if activity.latest is not None:
        excesses.append(start - activity.latest)
    if activity.deadline is not None:
        excesses.append(start + activity.duration - activity.deadline)
    for excess in excesses:
        if excess > 0:
            yield Violation(Rule.WINDOW, (activity.key,), excess)


def _broken_dependency(
    dependency: Dependency, activities: Mapping[str, Activity], starts: Mapping[str, int]
) -> Iterator[Violation]:
    before, after = dependency.before, dependency.after
    first, second = starts[before], starts[after]
    match dependency.link:
        case Link.FINISH_TO_START:
            first += activities[before].duration
        case Link.START_TO_START:
            pass
        case Link.FINISH_TO_FINISH:
            first += activities[before].duration
            second += activities[after].duration
        case Link.START_TO_FINISH:
            second += activities[after].duration
    if second - first < dependency.lag:
        yield Violation(Rule.DEPENDENCY, (before, after), dependency.lag - (second - first))


def _broken_capacity(resource: Resource, network: Network, starts: Mapping[str, int]) -> Iterator[Violation]:
    work = [
        (starts[activity.key], starts[activity.key] + activity.duration, demand.units, activity.key)
        for activity in network.activities
        for demand in activity.demands
        if demand.resource == resource.key and demand.units and activity.duration
    ]
    moments = {start for start, _, _, _ in work} | {period.start for period in resource.periods}
    moments |= {period.end for period in resource.periods}
    for moment in sorted(moments):
        at_work = [(units, key) for start, end, units, key in work if start <= moment < end]
        excess = sum(units for units, _ in at_work) - _capacity_at(resource, moment)
        if at_work and excess > 0:
            yield Violation(Rule.CAPACITY, (resource.key, *(key for _, key in at_work)), excess, moment)


def _capacity_at(resource: Resource, moment: int) -> int:
    for period in resource.periods:
        if period.start <= moment < period.end:
            return period.capacity
    return resource.capacity
