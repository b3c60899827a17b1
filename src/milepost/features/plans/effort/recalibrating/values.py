"""What finished work says, as plain values: what the command line prints and the API answers."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from milepost.features.plans.effort.recalibrating.reading import LEAST, Group, Moved, Recalibration
from milepost.features.plans.effort.recalibrating.wording import group_called, said_of
from milepost.features.plans.selectors import name_in
from milepost.features.programmes.models import Programme


def recalibration_values(programme: Programme, found: Recalibration) -> dict[str, Any]:
    """Every group with what it says and what it would change, texts in the active language."""
    return {
        "programme": programme.code,
        "least": LEAST,
        "seen": found.state,
        "groups": [_group(group) for group in found.groups],
    }


def moved_values(moved: Iterable[Moved]) -> list[dict[str, Any]]:
    """Activities with their days before and after."""
    language = get_language() or "en"
    return [
        {
            "activity": one.activity.key,
            "name": name_in(one.activity, language),
            "estimated": one.activity.estimated,
            "before": one.activity.days,
            "after": one.days,
        }
        for one in moved
    ]


def _group(group: Group) -> dict[str, Any]:
    observed = group.observed
    return {
        "group": group.key,
        "name": group_called(group.key),
        "says": said_of(observed),
        "observations": observed.observations,
        "estimated": observed.estimated,
        "actual": observed.actual,
        "factor": observed.factor,
        "ahead": len(group.ahead),
        "changes": moved_values(group.moved),
    }
