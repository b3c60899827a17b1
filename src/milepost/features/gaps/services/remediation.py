"""From a gap to an action: what is to be done goes on the one list of things somebody owes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.actions.services import Source, add_action
from milepost.features.gaps.models import ACTION_SOURCE, Rating
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

TITLE = 300


def plan_remediation(*, actor: Actor, rating: Rating) -> Action:
    """Put the remediation of one gap on the list of actions. Refused without one, and while one is open."""
    programme = rating.assessment.programme
    require(actor, EDIT_ACTIONS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    if not rating.is_gap:
        raise Refused(_("{statement} is no gap.").format(statement=rating.statement), field="statement")
    if not rating.remediation:
        raise Refused(
            _("{statement} has no remediation yet.").format(statement=rating.statement),
            field="remediation",
            hint=_("Say what will be done."),
        )
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        if rating.statement in planned_statements(programme, [rating.statement]):
            raise Refused(
                _("{statement} has an action that is not finished.").format(statement=rating.statement),
                hint=_("Change that one, or finish it first."),
            )
        return _add(actor, programme, rating)


def plan_remediations(*, actor: Actor, programme: Programme, ratings: Iterable[Rating]) -> list[Action]:
    """Put every gap that says what will be done, and has no open action yet, on the list of actions."""
    require(actor, EDIT_ACTIONS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        gaps = [rating for rating in ratings if rating.is_gap and rating.remediation]
        planned = planned_statements(programme)
        return [_add(actor, programme, rating) for rating in gaps if rating.statement not in planned]


def planned_statements(programme: Programme, statements: Iterable[str] | None = None) -> set[str]:
    """The statements for which somebody owes an action."""
    owed = Action.objects.filter(
        programme=programme, source_kind=ACTION_SOURCE, state__in=(ActionState.OPEN, ActionState.IN_PROGRESS)
    )
    if statements is not None:
        owed = owed.filter(source_key__in=list(statements))
    return set(owed.values_list("source_key", flat=True))


def _add(actor: Actor, programme: Programme, rating: Rating) -> Action:
    first_line = rating.remediation.partition("\n")[0]
    whole = f"{rating.statement}: {first_line}"
    return add_action(
        actor=actor,
        programme=programme,
        title=whole if len(whole) <= TITLE else f"{whole[: TITLE - 1]}…",
        note=rating.remediation if whole != f"{rating.statement}: {rating.remediation}" or len(whole) > TITLE else "",
        owner=rating.owner,
        due_on=rating.due_on,
        days=rating.days,
        source=Source(ACTION_SOURCE, rating.statement, f"{rating.statement}, {rating.assessment.reference}"),
    )
