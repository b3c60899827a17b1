"""Lower bounds of the makespan that need no search: what dates and dependencies ask for, and what the work asks for."""

from dataclasses import replace

from milepost.engines.scheduling.critical_path import earliest_starts, latest_starts
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Resource


def lower_bound(instance: Instance) -> int:
    """No schedule finishes before this. Raises `ContradictingDependencies` and `DatesCannotHold`. O(r (n + m))."""
    first = earliest_starts(instance).values
    finish = instance.makespan(first)
    # Latest dates would make what follows an activity look longer than it is.
    free = latest_starts(replace(instance, latest=(None,) * instance.size), finish)
    tails = [finish - start - p for start, p in zip(free, instance.durations, strict=True)]
    return max(
        finish,
        0,
        *(_work_bound(instance, number, resource, first, tails) for number, resource in enumerate(instance.resources)),
    )


def _work_bound(instance: Instance, number: int, resource: Resource, first: list[int], tails: list[int]) -> int:
    """When the resource can have done all that is asked of it, and what has to follow after it at least."""
    work = {
        activity: units * instance.durations[activity]
        for activity, demands in enumerate(instance.demands)
        for needed, units in demands
        if needed == number
    }
    if not work:
        return 0
    begin = min(first[activity] for activity in work)
    return _when_done(resource, begin, sum(work.values())) + min(tails[activity] for activity in work)


def _when_done(resource: Resource, begin: int, work: int) -> int:
    """The first moment by which the resource, always busy from `begin` on, has done so much work."""
    moment = begin
    for period in sorted(resource.periods, key=lambda period: period.start):
        for end, capacity in ((period.start, resource.capacity), (period.end, period.capacity)):
            if end <= moment:
                continue
            if work <= capacity * (end - moment):
                return moment + -(-work // capacity)
            work -= capacity * (end - moment)
            moment = end
    return moment + -(-work // resource.capacity) if resource.capacity else moment
