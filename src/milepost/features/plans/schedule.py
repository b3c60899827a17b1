"""The standard activities on the calendar of a phase: each as early as those before it and those who lead it allow.

Whoever leads one does nothing else meanwhile, so that the plan can be kept; practice owners are several. The longest
chain of activities fills the phase; every other one lies within it. Days are shares of the phase's internal days and
add up to them. All links count, lags do not: the forecast knows those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from graphlib import TopologicalSorter
from heapq import heappop, heappush, heapreplace

from milepost.catalogue.programme import Activity as StandardActivity
from milepost.catalogue.programme import activities
from milepost.catalogue.ties import FROM_BEGIN, TO_BEGIN, Tie
from milepost.features.programmes.phasing import PlannedPhase

AT_ONCE = {"practice-owner": 3}
"""How many lead side by side before anybody is named: practice owners are more, and each of them part-time."""


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """A standard activity with its dates and days."""

    standard: StandardActivity
    phase: str
    planned_from: date
    planned_to: date
    days: int


def planned_activities(phases: Sequence[PlannedPhase], phase_ids: dict[str, str]) -> tuple[PlannedActivity, ...]:
    """Every standard activity, by phase; `phase_ids` leads from a phase's key to its id in the catalogue."""
    planned: list[PlannedActivity] = []
    for phase in phases:
        own = [activity for activity in activities() if activity.phase == phase_ids[phase.key]]
        planned += _in_phase(phase, own)
    return tuple(planned)


def _in_phase(phase: PlannedPhase, own: Sequence[StandardActivity]) -> list[PlannedActivity]:
    ends = _ends(own)
    longest = max(ends.values(), default=1)
    length = (phase.planned_to - phase.planned_from).days + 1
    days = shared(phase.internal_days, [activity.share for activity in own])
    planned = []
    for activity, effort in zip(own, days, strict=True):
        begins = Fraction(length * (ends[activity.key] - activity.share), longest)
        finishes = Fraction(length * ends[activity.key], longest)
        first = phase.planned_from + timedelta(days=min(int(begins), length - 1))
        last = phase.planned_from + timedelta(days=max(int(finishes) - 1, int(begins)))
        planned.append(PlannedActivity(activity, phase.key, first, min(max(last, first), phase.planned_to), effort))
    return planned


def _ends(own: Sequence[StandardActivity]) -> dict[str, int]:
    """Where each activity of a phase ends, in shares since its beginning: what can begin first is placed first."""
    by_key = {activity.key: activity for activity in own}
    ties = {activity.key: [tie for tie in activity.waits_for if tie.key in by_key] for activity in own}
    place = {activity.key: number for number, activity in enumerate(own)}
    free = {activity.role: [0] * AT_ONCE.get(activity.role, 1) for activity in own}
    ends: dict[str, int] = {}
    waiting: list[tuple[int, int, str]] = []
    sorter = TopologicalSorter({key: [tie.key for tie in each] for key, each in ties.items()})
    sorter.prepare()
    while sorter.is_active():
        for key in sorter.get_ready():
            begin = max((_earliest(tie, by_key, ends) - _to_begin(tie, by_key[key]) for tie in ties[key]), default=0)
            heappush(waiting, (max(begin, 0), place[key], key))
        begin, _place, key = heappop(waiting)
        people = free[by_key[key].role]
        if people[0] > begin:  # nobody is free: something else may begin before
            heappush(waiting, (people[0], place[key], key))
            continue
        ends[key] = begin + by_key[key].share
        heapreplace(people, ends[key])
        sorter.done(key)
    return ends


def _earliest(tie: Tie, by_key: Mapping[str, StandardActivity], ends: Mapping[str, int]) -> int:
    return ends[tie.key] - (by_key[tie.key].share if tie.link in FROM_BEGIN else 0)


def _to_begin(tie: Tie, own: StandardActivity) -> int:
    return 0 if tie.link in TO_BEGIN else own.share


def shared(total: int, shares: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the shares that add up to the total: the largest remainders get one more."""
    whole = max(sum(shares), 1)
    exact = [Fraction(total * share, whole) for share in shares]
    given = [int(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: exact[place] - given[place], reverse=True)
    for place in by_remainder[: total - sum(given)]:
        given[place] += 1
    return given
