"""Which actions there are."""

from datetime import date

from django.db.models import F, QuerySet

from milepost.features.actions.models import Action, ActionState
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person

OPEN = (ActionState.OPEN, ActionState.IN_PROGRESS)


def actions_of(programme: Programme) -> QuerySet[Action]:
    """Every action of a programme, the soonest due first, those without a day last."""
    return (
        Action.objects.filter(programme=programme)
        .select_related("owner")
        .order_by(F("due_on").asc(nulls_last=True), "number")
    )


def open_actions(programme: Programme, *, owner: Person | None = None) -> QuerySet[Action]:
    """What is still owed, by everybody or by one person."""
    found = actions_of(programme).filter(state__in=OPEN)
    return found.filter(owner=owner) if owner else found


def overdue_actions(programme: Programme, *, on: date) -> QuerySet[Action]:
    """What is owed and past its day."""
    return open_actions(programme).filter(due_on__lt=on)
