"""Serial schedule generation: activities one by one, each at its earliest moment that dates, lags and people allow.

Where a maximal lag leaves no such moment, the activity that the lag counts from is taken out, allowed to begin only so
much later, and with it everything that began after it (unscheduling, after Franck, Neumann and Schwindt 2001). A pass
that does so too often gives up: another order may do, and CP-SAT decides.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Self

from milepost.engines.scheduling.critical_path import earliest_starts, latest_starts
from milepost.engines.scheduling.instance import Instance
from milepost.engines.scheduling.longest_paths import visiting_order
from milepost.engines.scheduling.profile import Profile

PATIENCE = 100
"""How often one pass may take activities out again."""

STEPS = 600_000
"""How many arcs passes may look at to carry lags on: some four tenths of a second."""


@dataclass(slots=True)
class Effort:
    """What may still be spent on a plan. It is counted, not timed, so that the same plan always gets the same."""

    passes: int = 1
    steps: int = STEPS


@dataclass(frozen=True, slots=True)
class Frame:
    """What every pass over an instance shares.

    `first` and `last` are the starts that dates and dependencies allow within `horizon`, `order` one in which starts
    rise along every lag that is not negative. `followers[j]` are those that
    wait until j is placed, `waits[j]` for how many j does. `looks_ahead` tells that lags hold activities from both
    sides, so that each placement is carried on to all that are not placed yet.
    """

    instance: Instance
    horizon: int
    first: tuple[int, ...]
    last: tuple[int, ...]
    order: tuple[int, ...]
    followers: tuple[tuple[int, ...], ...]
    waits: tuple[int, ...]
    looks_ahead: bool
    profiles: tuple[Profile, ...]

    @classmethod
    def of(cls, instance: Instance, horizon: int | None = None) -> Self:
        """Raises `ContradictingDependencies` and `DatesCannotHold`. O(r (n + m) + n log n)."""
        first = earliest_starts(instance).values
        horizon = max(instance.horizon() if horizon is None else horizon, instance.makespan(first))
        place = {activity: number for number, activity in enumerate(visiting_order(instance))}
        # Along arcs of positive weight starts rise, so this order keeps them whatever cycles maximal lags close.
        order = sorted(range(instance.size), key=lambda activity: (first[activity], place[activity]))
        rank = {activity: number for number, activity in enumerate(order)}
        forwards = [
            [arc.head for arc in arcs if arc.weight >= 0 and rank[arc.tail] < rank[arc.head]] for arcs in instance.out
        ]
        waits = [0] * instance.size
        for heads in forwards:
            for head in heads:
                waits[head] += 1
        return cls(
            instance=instance,
            horizon=horizon,
            first=tuple(first),
            last=tuple(latest_starts(instance, horizon)),
            order=tuple(order),
            followers=tuple(map(tuple, forwards)),
            waits=tuple(waits),
            looks_ahead=sum(map(len, forwards)) < sum(map(len, instance.out)),
            profiles=tuple(map(Profile.of, instance.resources)),
        )


def serial_schedule(frame: Frame, priority: Sequence[float], effort: Effort) -> list[int] | None:
    """A feasible schedule that takes the lowest priority first, or None where this order leads to none.

    None too where the effort is spent.

    O(n (log n + k s)) for k demands each and s steps of a profile; with maximal lags O(n m) more at each placement's
    worst.
    """
    if effort.passes == 0:
        return None
    effort.passes -= 1
    return _Pass(frame, priority, effort).run()


class _Pass:
    """One pass: what is placed, and between which starts the rest may lie."""

    def __init__(self, frame: Frame, priority: Sequence[float], effort: Effort) -> None:
        self._frame = frame
        self._effort = effort
        self._instance = frame.instance
        self._priority = priority
        self._floors = list(frame.first)
        self._placed: dict[int, int] = {}
        self._patience = PATIENCE
        self._rebuild({})

    def run(self) -> list[int] | None:
        """Place everything."""
        while self._ready and self._effort.steps > 0:
            _, activity = heappop(self._ready)
            fit = self._earliest_fit(activity)
            if fit is None:
                return None
            if fit <= self._last[activity]:
                self._place(activity, fit)
            elif not self._make_room(activity, fit):
                return None
        if len(self._placed) < self._instance.size:
            return None
        return [self._placed[activity] for activity in range(self._instance.size)]

    def _earliest_fit(self, activity: int) -> int | None:
        """The first moment at which all its demands can be met, from the first that lags allow."""
        fit, settled = self._first[activity], -1
        while fit != settled:
            settled = fit
            for resource, units in self._instance.demands[activity]:
                found = self._profiles[resource].earliest_fit(fit, self._instance.durations[activity], units)
                if found is None:
                    return None
                fit = found
        return fit

    def _place(self, activity: int, start: int) -> None:
        self._placed[activity] = start
        for resource, units in self._instance.demands[activity]:
            self._profiles[resource].reserve(start, start + self._instance.durations[activity], units)
        self._first[activity] = self._last[activity] = start
        self._raise_first(activity)
        if self._frame.looks_ahead:
            self._lower_last(activity)
        for follower in self._frame.followers[activity]:
            self._waits[follower] -= 1
            if self._waits[follower] == 0 and follower not in self._placed:
                heappush(self._ready, (self._priority[follower], follower))

    def _raise_first(self, placed: int) -> None:
        """Carry a placed start on to what must lie behind it."""
        waiting = deque([placed])
        while waiting:
            tail = waiting.popleft()
            self._effort.steps -= len(self._instance.out[tail])
            for arc in self._instance.out[tail]:
                start = self._first[tail] + arc.weight
                if start > self._first[arc.head] and arc.head not in self._placed:
                    self._first[arc.head] = start
                    if self._frame.looks_ahead:
                        waiting.append(arc.head)

    def _lower_last(self, placed: int) -> None:
        """Carry a placed start on to what must lie before it, and remember on whose account."""
        waiting = deque([placed])
        while waiting:
            head = waiting.popleft()
            self._effort.steps -= len(self._instance.into[head])
            for arc in self._instance.into[head]:
                start = self._last[head] - arc.weight
                if start < self._last[arc.tail] and arc.tail not in self._placed:
                    self._last[arc.tail] = start
                    self._on_account_of[arc.tail] = placed
                    waiting.append(arc.tail)

    def _make_room(self, activity: int, fit: int) -> bool:
        """Let the one that holds this activity back begin later; False where nobody does, or it may not."""
        holder = self._on_account_of.get(activity)
        self._patience -= 1
        if holder is None or self._patience < 0:
            return False
        since = self._placed[holder]
        later = since + fit - self._last[activity]
        if not self._raise_floors(holder, later):
            return False
        self._rebuild({j: start for j, start in self._placed.items() if start <= since and j != holder})
        return True

    def _raise_floors(self, holder: int, later: int) -> bool:
        """Let an activity, and what follows from it, begin no earlier; whether all of them still may."""
        self._floors[holder] = later
        waiting = deque([holder])
        while waiting:
            tail = waiting.popleft()
            if self._floors[tail] > self._frame.last[tail]:
                return False
            for arc in self._instance.out[tail]:
                if self._floors[tail] + arc.weight > self._floors[arc.head]:
                    self._floors[arc.head] = self._floors[tail] + arc.weight
                    waiting.append(arc.head)
        return True

    def _rebuild(self, kept: dict[int, int]) -> None:
        """Begin anew with what is kept where it lies, as long as nothing has to lie later now."""
        kept = {activity: start for activity, start in kept.items() if start >= self._floors[activity]}
        self._placed = {}
        self._first, self._last = list(self._floors), list(self._frame.last)
        self._on_account_of: dict[int, int] = {}
        self._profiles = [profile.copy() for profile in self._frame.profiles]
        self._waits = list(self._frame.waits)
        self._ready: list[tuple[float, int]] = []
        for activity, start in kept.items():
            self._place(activity, start)
        self._ready = [
            (self._priority[activity], activity)
            for activity, waits in enumerate(self._waits)
            if waits == 0 and activity not in self._placed
        ]
        heapify(self._ready)
