"""What finished work with logged days says about the estimates of work ahead, and what applying it would change.

Factors are reckoned against the days as people estimated them, never against days that finished work moved before: so
applying twice changes nothing, and later observations correct earlier ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.dates import happened
from milepost.engines.rules.recalibration import LEAST, Observation, Observed, closest, observe, rescaled
from milepost.features.plans.effort.reading import Days, logged_by_activity
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Programme

ALL = "all"
WORK, ROLE, PHASE = "work:", "role:", "phase:"


@dataclass(frozen=True, slots=True)
class Moved:
    """An activity of work ahead and its days as the factor of its group would have them."""

    activity: Activity
    days: int
    days_low: int | None
    days_high: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group with what was observed of it; `ahead` are the activities for which it is the closest that says something.

    `moved` are those of them whose days would change.
    """

    observed: Observed
    ahead: tuple[Activity, ...]
    moved: tuple[Moved, ...]

    @property
    def key(self) -> str:
        """Its key, `work:documents`."""
        return self.observed.group


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Every group that something was observed of: those that say something first, then by number of observations."""

    groups: tuple[Group, ...]
    closest: Mapping[str, Observed]
    """What is said of each activity, by its code: of work ahead that has days."""

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Every activity whose days would change."""
        return tuple(moved for group in self.groups for moved in group.moved)

    @property
    def speaking(self) -> tuple[Group, ...]:
        """The groups with enough observations."""
        return tuple(group for group in self.groups if group.observed.factor is not None)

    @property
    def state(self) -> str:
        """A short word for what would change: another one once anything of it is different."""
        written = "\n".join(sorted(f"{one.activity.key} {one.activity.revision} {one.days}" for one in self.moved))
        return hashlib.sha256(written.encode()).hexdigest()[:32]


def recalibration_of(programme: Programme, on: date) -> Recalibration:
    """What finished work says on a day. Two queries."""
    return recalibration_among(Activity.objects.filter(programme=programme), logged_by_activity(programme), on)


def recalibration_among(activities: Iterable[Activity], logged: Mapping[object, Days], on: date) -> Recalibration:
    """The same among activities in hand."""
    rows = list(activities)
    observed = observe(_observations(rows, logged, on))
    said = {
        row.key: one
        for row in rows
        if row.done_on is None and row.estimated > 0 and (one := closest(groups_of(row), observed))
    }
    by_group: dict[str, list[Activity]] = {}
    for row in rows:
        if row.key in said:
            by_group.setdefault(said[row.key].group, []).append(row)
    groups = (_group(one, by_group.get(one.group, [])) for one in observed.values())
    return Recalibration(tuple(sorted(groups, key=_place)), said)


def groups_of(row: Activity) -> tuple[str, ...]:
    """The groups of an activity, the closest first: the kind of its work, who leads it, its phase, all of them."""
    standard = catalogue.activities_by_key().get(row.key)
    return (
        *((WORK + standard.work,) if standard else ()),
        *((ROLE + row.role,) if row.role else ()),
        PHASE + row.phase,
        ALL,
    )


def _observations(rows: Iterable[Activity], logged: Mapping[object, Days], on: date) -> Iterator[Observation]:
    """Outside help is no part of it: an activity's days are those of the role that leads it."""
    for row in rows:
        if happened(row.done_on, on) and (days := logged.get(row.pk)):
            yield Observation(row.key, groups_of(row), row.estimated, days.internal)


def _group(observed: Observed, ahead: list[Activity]) -> Group:
    factor = observed.factor
    moved = () if factor is None else tuple(
        moved_by(row, factor) for row in ahead if rescaled(row.estimated, factor) != row.days
    )  # fmt: skip
    return Group(observed, tuple(ahead), moved)


def moved_by(row: Activity, factor: Decimal) -> Moved:
    """Its days by a factor. All three are reckoned from what people estimated: rounding adds up over no two factors."""
    low, high = (None if days is None else rescaled(days, factor) for days in row.estimated_around)
    return Moved(row, rescaled(row.estimated, factor), low, high)


def _place(group: Group) -> tuple[bool, int, int, str]:
    kinds = (WORK, ROLE, PHASE, ALL)
    kind = next(place for place, kind in enumerate(kinds) if group.key.startswith(kind))
    return group.observed.factor is None, kind, -group.observed.observations, group.key


__all__ = [
    "LEAST", "Group", "Moved", "Recalibration", "groups_of", "moved_by", "recalibration_among", "recalibration_of",
]  # fmt: skip
