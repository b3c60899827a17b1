"""What is free of a renewable resource over time: a step function that reservations lower.

Steps, not units of time: a plan of ten years costs what its number of activities costs. Every operation is linear in
the steps it crosses, beside a search by halves and the insertion into a list.
"""

from bisect import bisect_right

from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.network import Resource


class Profile:
    """The free units of one resource; the last step has no end."""

    __slots__ = ("_free", "_times")

    def __init__(self, times: list[int], free: list[int]) -> None:
        self._times = times
        self._free = free

    @classmethod
    def of(cls, resource: Resource) -> "Profile":
        """Everything free."""
        times, free = [0], [resource.capacity]
        for period in sorted(resource.periods, key=lambda period: period.start):
            for time, units in ((period.start, period.capacity), (period.end, resource.capacity)):
                if times[-1] == time:
                    free[-1] = units
                else:
                    times.append(time)
                    free.append(units)
        return cls(times, free)

    def copy(self) -> "Profile":
        """One that can be reserved from without changing this."""
        return Profile(self._times.copy(), self._free.copy())

    def free_at(self, time: int) -> int:
        """The free units during the unit of time that begins at `time`."""
        return self._free[bisect_right(self._times, time) - 1]

    def earliest_fit(self, start: int, duration: int, units: int) -> int | None:
        """The first time from `start` on from which so many units are free throughout; None if there is none."""
        times, free = self._times, self._free
        step = bisect_right(times, start) - 1
        fit, last = start, len(times) - 1
        while True:
            if free[step] < units:
                if step == last:
                    return None
                step += 1
                fit = times[step]
            elif step == last or times[step + 1] >= fit + duration:
                return fit
            else:
                step += 1

    def reserve(self, start: int, end: int, units: int) -> None:
        """Take units from `start` until just before `end`; a negative number gives them back."""
        first, last = self._cut(start), self._cut(end)
        for step in range(first, last):
            self._free[step] -= units

    def _cut(self, time: int) -> int:
        """The step that begins at `time`, made where there was none."""
        step = bisect_right(self._times, time) - 1
        if self._times[step] != time:
            step += 1
            self._times.insert(step, time)
            self._free.insert(step, self._free[step - 1])
        return step


def profiles_of(instance: Instance, starts: list[int]) -> list[Profile]:
    """What a schedule leaves free of each resource."""
    profiles = [Profile.of(resource) for resource in instance.resources]
    for activity, start in enumerate(starts):
        for resource, units in instance.demands[activity]:
            profiles[resource].reserve(start, start + instance.durations[activity], units)
    return profiles
