"""Reading the plan."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from milepost.catalogue import programme as catalogue
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Phase, Programme
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase with its activities as they stand at a day."""

    phase: Phase
    activities: tuple[Activity, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(activity.done_on is not None for activity in self.activities)


def plan_of(programme: Programme) -> tuple[PhasePlan, ...]:
    """The phases in order, each with its activities. Two queries."""
    activities = list(Activity.objects.filter(programme=programme))
    return tuple(
        PhasePlan(phase, tuple(activity for activity in activities if activity.phase == phase.key))
        for phase in programme.phases.all()
    )


def get_activity(programme: Programme, key: str) -> Activity:
    """One activity by its key. Raises `Hidden` where there is none."""
    activity = Activity.objects.select_related("programme__organisation").filter(programme=programme, key=key).first()
    if activity is None:
        raise Hidden
    return activity


def has_activity(programme: Programme, key: str) -> bool:
    """Whether the plan has an activity of this key."""
    return Activity.objects.filter(programme=programme, key=key).exists()


def state_of_plan(activities: Iterable[Activity]) -> str:
    """A short word for the activities as they stand: another one after any change."""
    written = "\n".join(sorted(f"{row.key} {row.revision}" for row in activities))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def state_of(activity: Activity, *, on: date) -> str:
    """`done`, `overdue`, `in_progress` or `planned` at a day."""
    if activity.done_on is not None and activity.done_on <= on:
        return "done"
    if activity.planned_to < on:
        return "overdue"
    return "in_progress" if activity.planned_from <= on else "planned"


def name_in(activity: Activity, language: str) -> str:
    """A standard activity in the reader's language, as long as nobody renamed it."""
    return standard_name(activity.key, activity.name, language)


def standard_name(key: str, name: str, language: str) -> str:
    """The name of an activity in a language, if it is one that the catalogue gives to its key; else as it is."""
    standard = catalogue.activities_by_key().get(key)
    if standard is None or name not in standard.names:
        return name
    former = standard.former
    called = former if former and name in {former.en, former.id} else standard.name
    return called.in_language(language)


def fields_of(activity: Activity) -> dict[str, object]:
    """An activity as files and the API hold it."""
    return {
        "code": activity.key,
        "phase": activity.phase,
        "name": activity.name,
        "role": activity.role,
        "planned_from": activity.planned_from,
        "planned_to": activity.planned_to,
        "days_low": activity.days_low,
        "days": activity.days,
        "days_high": activity.days_high,
        "percent_complete": activity.progress,
        "not_before": activity.not_before,
        "deadline": activity.deadline,
        "after": activity.after or "",
        "done_on": activity.done_on,
        "days_first": activity.days_first,
        "days_low_first": activity.days_low_first,
        "days_high_first": activity.days_high_first,
    }
