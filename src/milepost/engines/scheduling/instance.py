"""A checked network by numbers: activities 0 to n - 1, and each dependency as an arc between two starts.

Every relation of the four kinds becomes `start(head) ≥ start(tail) + weight`, because durations are known. So paths,
levelling and solver see one kind of constraint, and maximal lags are arcs of negative weight.
"""

from dataclasses import dataclass, replace
from typing import Self

from milepost.engines.scheduling.checking import check_network
from milepost.engines.scheduling.network import Activity, Dependency, Link, Network, Resource


@dataclass(frozen=True, slots=True)
class Arc:
    """`start(head) ≥ start(tail) + weight`, in units."""

    tail: int
    head: int
    weight: int
    dependency: Dependency

    def reversed(self, weight: int) -> "Arc":
        """The arc the other way round."""
        return Arc(self.head, self.tail, weight, self.dependency)


@dataclass(frozen=True, slots=True)
class Instance:
    """What the algorithms read. `latest[j]` is the last permitted start, of `latest` and `deadline` the earlier one.

    `out[j]` and `into[j]` are the arcs that leave and reach activity j; `demands[j]` are (resource, units) where both
    units and duration are more than 0.
    """

    network: Network
    durations: tuple[int, ...]
    earliest: tuple[int, ...]
    latest: tuple[int | None, ...]
    demands: tuple[tuple[tuple[int, int], ...], ...]
    resources: tuple[Resource, ...]
    out: tuple[tuple[Arc, ...], ...]
    into: tuple[tuple[Arc, ...], ...]

    @classmethod
    def of(cls, network: Network) -> Self:
        """Number a network. Raises `BadNetwork`. Linear in activities, demands and dependencies."""
        check_network(network)
        activities = network.activities
        place = {activity.key: number for number, activity in enumerate(activities)}
        resource = {each.key: number for number, each in enumerate(network.resources)}
        arcs = [_arc(each, place, activities) for each in network.dependencies]
        return cls(
            network=network,
            durations=tuple(each.duration for each in activities),
            earliest=tuple(each.earliest for each in activities),
            latest=tuple(_latest_start(each) for each in activities),
            demands=tuple(
                tuple((resource[d.resource], d.units) for d in each.demands if d.units and each.duration)
                for each in activities
            ),
            resources=network.resources,
            out=_grouped(arcs, len(activities), by_tail=True),
            into=_grouped(arcs, len(activities), by_tail=False),
        )

    @property
    def size(self) -> int:
        """How many activities there are."""
        return len(self.durations)

    def key(self, activity: int) -> str:
        """The activity's key in the network."""
        return self.network.activities[activity].key

    def makespan(self, starts: list[int]) -> int:
        """When the last activity finishes; 0 for an empty plan."""
        return max((start + duration for start, duration in zip(starts, self.durations, strict=True)), default=0)

    def backwards(self) -> "Instance":
        """The same arcs turned round, for latest starts: values are starts below zero."""
        return replace(
            self,
            out=tuple(tuple(arc.reversed(arc.weight) for arc in arcs) for arcs in self.into),
            into=tuple(tuple(arc.reversed(arc.weight) for arc in arcs) for arcs in self.out),
        )

    def horizon(self) -> int:
        """A makespan within which some optimal schedule lies, if there is one at all.

        The activities one after another, each as long as itself or its longest lag, behind every fixed date and every
        period of another capacity. It holds for generalised relations too (Bartusch, Möhring and Radermacher 1988).
        """
        length = sum(
            max(duration, *(arc.weight for arc in arcs), 0)
            for duration, arcs in zip(self.durations, self.out, strict=True)
        )
        fixed = max(self.earliest, default=0)
        calendar = max((period.end for each in self.resources for period in each.periods), default=0)
        return max(fixed, calendar) + length


def _arc(dependency: Dependency, place: dict[str, int], activities: tuple[Activity, ...]) -> Arc:
    tail, head = place[dependency.before], place[dependency.after]
    weight = dependency.lag
    if dependency.link in {Link.FINISH_TO_START, Link.FINISH_TO_FINISH}:
        weight += activities[tail].duration
    if dependency.link in {Link.FINISH_TO_FINISH, Link.START_TO_FINISH}:
        weight -= activities[head].duration
    return Arc(tail, head, weight, dependency)


def _latest_start(activity: Activity) -> int | None:
    limits = [] if activity.latest is None else [activity.latest]
    if activity.deadline is not None:
        limits.append(activity.deadline - activity.duration)
    return min(limits, default=None)


def _grouped(arcs: list[Arc], size: int, *, by_tail: bool) -> tuple[tuple[Arc, ...], ...]:
    groups: list[list[Arc]] = [[] for _ in range(size)]
    for arc in arcs:
        groups[arc.tail if by_tail else arc.head].append(arc)
    return tuple(map(tuple, groups))
