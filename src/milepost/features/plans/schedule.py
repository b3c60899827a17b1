"""The standard activities on the calendar of a phase: each as early as those before it allow.

A phase's longest chain of activities fills the phase; every other one lies within it. Days are shares of the phase's
internal days and add up to them. All links count, lags do not: the forecast knows those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from graphlib import TopologicalSorter

from milepost.catalogue.programme import Activity as StandardActivity
from milepost.catalogue.programme import activities
from milepost.catalogue.ties import FROM_BEGIN, TO_BEGIN, Tie
from milepost.features.programmes.phasing import PlannedPhase


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
    """Where each activity of a phase ends, in shares since its beginning."""
    share = {activity.key: activity.share for activity in own}
    ties = {activity.key: [tie for tie in activity.waits_for if tie.key in share] for activity in own}
    ends: dict[str, int] = {}
    for key in TopologicalSorter({key: [tie.key for tie in each] for key, each in ties.items()}).static_order():
        ends[key] = max((_earliest_end(tie, share[key], share, ends) for tie in ties[key]), default=share[key])
        ends[key] = max(ends[key], share[key])
    return ends


def _earliest_end(tie: Tie, own: int, share: Mapping[str, int], ends: Mapping[str, int]) -> int:
    since = ends[tie.key] - (share[tie.key] if tie.link in FROM_BEGIN else 0)
    return since + (own if tie.link in TO_BEGIN else 0)


def shared(total: int, shares: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the shares that add up to the total: the largest remainders get one more."""
    whole = max(sum(shares), 1)
    exact = [Fraction(total * share, whole) for share in shares]
    given = [int(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: exact[place] - given[place], reverse=True)
    for place in by_remainder[: total - sum(given)]:
        given[place] += 1
    return given
