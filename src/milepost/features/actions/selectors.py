"""Reading actions."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.querysets import OPEN, actions_of, overdue_actions
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Hidden

REFERENCE = re.compile(r"A-([1-9]\d{3})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions a list shows: `state` is one of the states, `owed` (open or in progress) or `all`."""

    state: str = "owed"
    owner: UUID | None = None
    unowned: bool = False
    overdue: bool = False
    words: str = ""


def actions_wanted(programme: Programme, wanted: Wanted, *, on: date) -> QuerySet[Action]:
    """The actions that a list shows, the soonest due first."""
    found = overdue_actions(programme, on=on) if wanted.overdue else actions_of(programme)
    if wanted.state == "owed":
        found = found.filter(state__in=OPEN)
    elif wanted.state in ActionState.values:
        found = found.filter(state=wanted.state)
    if wanted.owner is not None:
        found = found.filter(owner_id=wanted.owner)
    if wanted.unowned:
        found = found.filter(owner=None)
    if wanted.words:
        found = found.filter(Q(title__icontains=wanted.words) | Q(note__icontains=wanted.words))
    return found


def find_action(programme: Programme, reference: str) -> Action | None:
    """The action with this number, if there is one."""
    match = REFERENCE.fullmatch(reference.strip())
    if match is None:
        return None
    year, number = int(match[1]), int(match[2])
    return actions_of(programme).filter(number=number, made_on__year=year).first()


def get_action(programme: Programme, reference: str) -> Action:
    """One action by its number (`A-2026-014`). Raises `Hidden` where there is none."""
    action = find_action(programme, reference)
    if action is None:
        raise Hidden
    return action


def actions_from(programme: Programme, kind: str, key: str) -> QuerySet[Action]:
    """The actions that came of one thing."""
    return actions_of(programme).filter(source_kind=kind, source_key=key)


def people_here(programme: Programme) -> list[Person]:
    """The members of the programme's organisation, who can be given an action."""
    members = Member.objects.filter(organisation_id=programme.organisation_id, removed_at=None)
    return [member.person for member in members.select_related("person").order_by("person__name", "pk")]


def fields_of(action: Action) -> dict[str, Any]:
    """An action as files hold it and take it in again."""
    return {
        "code": action.reference,
        "title": action.title,
        "note": action.note,
        "owner": action.owner.email if action.owner else None,
        "due_on": action.due_on,
        "days": action.days,
        "state": action.state,
    }
