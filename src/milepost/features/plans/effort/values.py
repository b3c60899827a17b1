"""The effort log as plain values: what the command line prints and the API answers."""

from typing import Any

from django.utils.translation import get_language

from milepost.features.plans.effort.reading import Days, Effort, fields_of
from milepost.features.plans.models import EffortEntry
from milepost.features.plans.selectors import name_in
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.naming import phase_name, role_name


def effort_values(programme: Programme, effort: Effort) -> dict[str, Any]:
    """The sums, names in the active language. Days are days of work."""
    language = get_language() or "en"
    return {
        "programme": programme.code,
        "planned": {"internal": effort.planned, "external": effort.planned_external},
        "logged": _days(effort.logged),
        "phases": [
            {
                "phase": each.phase.key,
                "name": phase_name(each.phase.key),
                "planned": {"internal": each.phase.internal_days, "external": each.phase.external_days},
                "in_activities": each.in_activities,
                "logged": _days(each.logged),
            }
            for each in effort.phases
        ],
        "roles": [
            {"role": each.role, "name": role_name(each.role), "planned": each.planned, "logged": _days(each.logged)}
            for each in effort.roles
        ],
        "activities": [
            {
                "activity": each.activity.key,
                "name": name_in(each.activity, language),
                "planned": each.activity.days,
                "estimated": each.activity.estimated,
                "done_on": each.activity.done_on,
                "logged": _days(each.logged),
            }
            for each in effort.activities
        ],
    }


def entry_values(entry: EffortEntry) -> dict[str, Any]:
    """One entry, with its revision."""
    return {**fields_of(entry), "revision": entry.revision}


def _days(days: Days) -> dict[str, Any]:
    return {"internal": days.internal, "external": days.external, "entries": days.entries}
