"""Longest paths over arcs of any sign: the least starts that keep every arc, or the cycle that no starts can keep.

Bellman's rounds in an order in which an acyclic plan needs one: O(n + m) without maximal lags, O(r (n + m)) where a
longest path turns back r times. A cycle is found in the round that closes it, not after n rounds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from milepost.engines.rules.texts import say, say_many
from milepost.engines.scheduling.failures import ContradictingDependencies, Problem
from milepost.engines.scheduling.instance import Arc, Instance


@dataclass(frozen=True, slots=True)
class LongestPaths:
    """The least value of each activity, and the arc that holds it there; None where its floor does."""

    values: list[int]
    via: list[Arc | None]

    def path_to(self, activity: int) -> list[Arc]:
        """The arcs of the longest path to an activity, in their order."""
        arcs: list[Arc] = []
        while (arc := self.via[activity]) is not None:
            arcs.append(arc)
            activity = arc.tail
        return arcs[::-1]


def longest_paths(instance: Instance, floors: Sequence[int]) -> LongestPaths:
    """The least values at or above their floors that keep every arc. Raises `ContradictingDependencies`."""
    values = list(floors)
    via: list[Arc | None] = [None] * instance.size
    order = visiting_order(instance)
    while _improve(instance, order, values, via):
        if (cycle := _cycle(via)) is not None:
            raise _contradiction(instance, cycle)
    return LongestPaths(values, via)


def visiting_order(instance: Instance) -> list[int]:
    """Activities so that arcs point forwards where no cycle forbids it: depth first, the last finished first.

    Arcs of negative weight do not count. Iterative, because a plan may be a chain of thousands.
    """
    seen = [False] * instance.size
    finished: list[int] = []
    for root in range(instance.size - 1, -1, -1):
        if not seen[root]:
            seen[root] = True
            stack = [(root, _forward(instance, root))]
            while stack:
                activity, heads = stack[-1]
                head = next((head for head in heads if not seen[head]), None)
                if head is None:
                    finished.append(activity)
                    stack.pop()
                else:
                    seen[head] = True
                    stack.append((head, _forward(instance, head)))
    return finished[::-1]


def _forward(instance: Instance, activity: int) -> Iterator[int]:
    return (arc.head for arc in instance.out[activity] if arc.weight >= 0)


def _improve(instance: Instance, order: list[int], values: list[int], via: list[Arc | None]) -> bool:
    """One round; whether it raised anything."""
    raised = False
    for activity in order:
        start = values[activity]
        for arc in instance.out[activity]:
            if start + arc.weight > values[arc.head]:
                values[arc.head] = start + arc.weight
                via[arc.head] = arc
                raised = True
    return raised


def _cycle(via: list[Arc | None]) -> list[Arc] | None:
    """A cycle among the arcs that hold somebody; there is one exactly where lags sum to more than nothing."""
    walk = [0] * len(via)  # on which walk an activity was met
    for first in range(len(via)):
        activity = first
        while walk[activity] == 0:
            walk[activity] = first + 1
            if (arc := via[activity]) is None:
                break
            activity = arc.tail
        else:
            if walk[activity] == first + 1:
                return _around(via, activity)
    return None


def _around(via: list[Arc | None], activity: int) -> list[Arc]:
    arcs: list[Arc] = []
    reached = activity
    while not arcs or reached != activity:
        arc = via[reached]
        assert arc is not None  # noqa: S101 - every activity of the cycle is held by the one before it
        arcs.append(arc)
        reached = arc.tail
    return arcs[::-1]


def _contradiction(instance: Instance, cycle: list[Arc]) -> ContradictingDependencies:
    """The refusal, its path from the activity that stands first in the plan."""
    first = min(range(len(cycle)), key=lambda number: cycle[number].tail)
    cycle = cycle[first:] + cycle[:first]
    path = (*(instance.key(arc.tail) for arc in cycle), instance.key(cycle[0].tail))
    excess = sum(arc.weight for arc in cycle)
    shown = " → ".join(path)
    if any(arc.weight < 0 for arc in cycle):
        problem = Problem(
            "lags-contradict",
            say_many(
                "The lags around {path} contradict each other by one working day.",
                "The lags around {path} contradict each other by {count} working days.",
                excess,
                path=shown,
            ),
            say("Relax one of these lags by that much, or remove a dependency."),
            path,
        )
    else:
        problem = Problem(
            "cycle",
            say("These activities wait for each other in a circle: {path}.", path=shown),
            say("Remove one of these dependencies."),
            path,
        )
    return ContradictingDependencies(problem, path=path, excess=excess)
