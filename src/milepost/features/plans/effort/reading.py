"""The effort log: its entries, and their sums beside what was planned, by phase, by role and by activity."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from milepost.features.plans.models import Activity, EffortEntry
from milepost.features.programmes.models import Phase, Programme
from milepost.platform.organisations.policies import Hidden

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Days:
    """Days logged, one's own and outside help, in so many entries."""

    internal: Decimal = NONE
    external: Decimal = NONE
    entries: int = 0

    def __add__(self, other: "Days") -> "Days":
        return Days(self.internal + other.internal, self.external + other.external, self.entries + other.entries)


@dataclass(frozen=True, slots=True)
class PhaseEffort:
    """A phase: its planned days, of which so many lie in its activities, and the days logged on these."""

    phase: Phase
    in_activities: int
    logged: Days


@dataclass(frozen=True, slots=True)
class RoleEffort:
    """A role: the planned days of what it leads, and the days logged for it, whatever it was for."""

    role: str
    planned: int
    logged: Days


@dataclass(frozen=True, slots=True)
class ActivityEffort:
    """An activity and the days logged on it."""

    activity: Activity
    logged: Days


@dataclass(frozen=True, slots=True)
class Effort:
    """The whole log, summed: by phase, by role (empty where nobody leads), and by activity, in the plan's order."""

    phases: tuple[PhaseEffort, ...]
    roles: tuple[RoleEffort, ...]
    activities: tuple[ActivityEffort, ...]
    logged: Days

    @property
    def planned(self) -> int:
        """Planned days of one's own, all phases."""
        return sum(each.phase.internal_days for each in self.phases)

    @property
    def planned_external(self) -> int:
        """Planned days of outside help, all phases."""
        return sum(each.phase.external_days for each in self.phases)


def entries_of(programme: Programme) -> QuerySet[EffortEntry]:
    """Every entry with its activity and its people, the latest day first."""
    return EffortEntry.objects.filter(programme=programme).select_related("activity", "person", "made_by")


def entries_on(activity: Activity) -> list[EffortEntry]:
    """The entries of one activity, the latest day first. One query."""
    return list(EffortEntry.objects.filter(activity=activity).select_related("person", "made_by"))


def days_in(entries: Iterable[EffortEntry]) -> Days:
    """The days of entries in hand."""
    return _total(Days(external=one.days, entries=1) if one.external else Days(one.days, entries=1) for one in entries)


def get_effort(programme: Programme, code: str) -> EffortEntry:
    """One entry by its code. Raises `Hidden` where there is none."""
    found = entries_of(programme).select_related("programme__organisation").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def fields_of(entry: EffortEntry) -> dict[str, object]:
    """An entry as files and the API hold it."""
    return {
        "code": entry.code,
        "activity": entry.activity.key,
        "worked_on": entry.worked_on,
        "days": entry.days,
        "external": entry.external,
        "person": entry.person.email if entry.person else "",
        "role": entry.role,
        "note": entry.note,
    }


def logged_by_activity(programme: Programme) -> dict[object, Days]:
    """The days logged on each activity, by its key in the database. One query."""
    found: dict[object, Days] = defaultdict(Days)
    for (activity, _role), days in _logged(programme).items():
        found[activity] += days
    return dict(found)


def effort_of(programme: Programme) -> Effort:
    """The whole log, summed. Three queries."""
    logged = _logged(programme)
    activities = list(Activity.objects.filter(programme=programme))
    phases = list(programme.phases.all())
    by_activity: dict[object, Days] = defaultdict(Days)
    by_role: dict[str, Days] = defaultdict(Days)
    for (activity, role), days in logged.items():
        by_activity[activity] += days
        by_role[role] += days
    lines = tuple(ActivityEffort(row, by_activity.get(row.pk, Days())) for row in activities)
    return Effort(
        tuple(_phase(phase, lines) for phase in phases),
        tuple(_roles(activities, by_role)),
        lines,
        _total(by_activity.values()),
    )


def _logged(programme: Programme) -> dict[tuple[object, str], Days]:
    """By activity and role. One query, as many rows as pairs there are."""
    rows = (
        EffortEntry.objects.filter(programme=programme)
        .order_by()
        .values_list("activity_id", "role", "external")
        .annotate(days=Sum("days"), entries=Count("pk"))
    )
    found: dict[tuple[object, str], Days] = defaultdict(Days)
    for activity, role, external, days, entries in rows:
        one = Days(external=days, entries=entries) if external else Days(internal=days, entries=entries)
        found[activity, role] += one
    return found


def _phase(phase: Phase, lines: Iterable[ActivityEffort]) -> PhaseEffort:
    own = [line for line in lines if line.activity.phase == phase.key]
    return PhaseEffort(phase, sum(line.activity.days for line in own), _total(line.logged for line in own))


def _roles(activities: Iterable[Activity], by_role: dict[str, Days]) -> Iterable[RoleEffort]:
    planned: dict[str, int] = defaultdict(int)
    for row in activities:
        planned[row.role] += row.days
    for role in sorted({*planned, *by_role}, key=lambda each: (-planned.get(each, 0), each)):
        yield RoleEffort(role, planned.get(role, 0), by_role.get(role, Days()))


def _total(some: Iterable[Days]) -> Days:
    return sum(some, Days())
