"""What holds an activity where it is: the one constraint that would break if it began a unit earlier."""

from dataclasses import dataclass
from enum import StrEnum

from milepost.engines.scheduling.instance import Arc, Instance
from milepost.engines.scheduling.network import Dependency
from milepost.engines.scheduling.profile import Profile, profiles_of


class Hold(StrEnum):
    """The kind of constraint."""

    START = "start"  # the plan begins here
    DATE = "date"  # its own earliest or fixed date
    DEPENDENCY = "dependency"
    RESOURCE = "resource"  # others have the people until then
    CALENDAR = "calendar"  # the people are away until then
    CHOICE = "choice"  # it could begin earlier


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an activity does not begin earlier.

    `dependency` is the one that holds it; `resource` the key of who is busy or away, `busy_with` the keys of the
    activities that finish where this one begins.
    """

    hold: Hold
    dependency: Dependency | None = None
    resource: str = ""
    busy_with: tuple[str, ...] = ()


def reason_without_resources(start: int, via: Arc | None) -> Reason:
    """The reason of an earliest start, from the arc by which the longest path reached it."""
    if via is not None:
        return Reason(Hold.DEPENDENCY, dependency=via.dependency)
    return Reason(Hold.DATE if start else Hold.START)


def reasons_of(instance: Instance, starts: list[int]) -> tuple[Reason, ...]:
    """Why each activity of a schedule stands where it does: dates and dependencies before people.

    Where a dependency and a resource hold it at once, the dependency is named. O(n log n + m) for bounded demands.
    """
    profiles = profiles_of(instance, starts)
    ending: dict[tuple[int, int], list[int]] = {}
    for activity, demands in enumerate(instance.demands):
        for resource, _ in demands:
            ending.setdefault((resource, starts[activity] + instance.durations[activity]), []).append(activity)
    return tuple(_reason(instance, starts, profiles, ending, activity) for activity in range(instance.size))


def _reason(
    instance: Instance,
    starts: list[int],
    profiles: list[Profile],
    ending: dict[tuple[int, int], list[int]],
    activity: int,
) -> Reason:
    start = starts[activity]
    if start == instance.earliest[activity]:
        return Reason(Hold.DATE if start else Hold.START)
    tight = [arc for arc in instance.into[activity] if starts[arc.tail] + arc.weight == start]
    # Two activities may hold each other by a pair of lags: whoever began earlier is the better answer.
    tight.sort(key=lambda arc: (starts[arc.tail] >= start, -arc.weight))
    if tight and starts[tight[0].tail] < start:
        return Reason(Hold.DEPENDENCY, dependency=tight[0].dependency)
    for resource, units in instance.demands[activity]:
        if profiles[resource].free_at(start - 1) < units:
            others = ending.get((resource, start), [])
            key = instance.resources[resource].key
            if not others:
                return Reason(Hold.CALENDAR, resource=key)
            return Reason(Hold.RESOURCE, resource=key, busy_with=tuple(map(instance.key, others)))
    return Reason(Hold.DEPENDENCY, dependency=tight[0].dependency) if tight else Reason(Hold.CHOICE)
