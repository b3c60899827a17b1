"""Making a scenario the plan: what the plan can hold is written, the rest becomes actions; the reason is kept.

One transaction, each change through its own service, held to the plan that was looked at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.actions.models import Action
from milepost.features.actions.services import NOWHERE, Owed, owe
from milepost.features.plans.forecasting.given import Work
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.selectors import state_of_plan
from milepost.features.plans.services import put_activities
from milepost.features.plans.stating import check_reason
from milepost.features.plans.whatif.changes import Booked, Change, Helper, Services, Share
from milepost.features.plans.whatif.comparing import Comparison, compare
from milepost.features.plans.whatif.stating import Said
from milepost.features.plans.whatif.wording import change_in_words
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

DUE = timedelta(days=14)
FIELDS = {"days": "days", "low": "days_low", "high": "days_high", "not_before": "not_before", "deadline": "deadline"}
"""What a change may set of an activity, as the plan's own service calls it."""

TITLE = 200


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting a scenario came to: which activities changed, and what somebody has to do elsewhere."""

    comparison: Comparison
    activities: tuple[str, ...]
    actions: tuple[Action, ...]


@transaction.atomic
def adopt_scenario(
    *, actor: Actor, programme: Programme, said: Said, reason: str, seen: str = "", on: date | None = None
) -> Adopted:
    """Make a scenario the plan. `seen` is the state of the plan that somebody decided on. Raises `Refused`."""
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    check_reason(reason)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if seen and seen != state_of_plan(Activity.objects.filter(programme=programme)):
        raise Refused(
            _("Somebody changed the plan since the scenarios were compared."),
            field="reason",
            hint=_("Look at the comparison again, then decide."),
        )
    found = compare(programme, said, on=on)
    if not found.whole.changes:
        raise Refused(
            _("Nothing is changed, so there is nothing to adopt."),
            field="slip",
            hint=_("Say what changes: a slip, a role, a consultant, services, or a day for Stage 2."),
        )
    activities = tuple(_write(actor, programme, found))
    actions = _ask(actor, programme, found)
    before, after = found.present.answer.certificate.p80, found.whole.answer.certificate.p80
    words = Words(found.whole.asked)
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="plan.scenario-adopted",
        subject=programme,
        change={
            "reason": reason.strip(),
            "scenario": [change_in_words(change, words) for change in found.whole.changes],
            "p80": [before, after],
            "activities": len(activities),
        },
        touched=actions,
    )
    return Adopted(found, activities, actions)


def _write(actor: Actor, programme: Programme, found: Comparison) -> Iterator[str]:
    """The activities that the scenario changes, by the plan's own service."""
    before = {work.key: work for work in found.present.asked.given.works}
    rows = [row for work in found.whole.asked.given.works if (row := _row(before[work.key], work)) and len(row) > 1]
    for row, did in zip(rows, put_activities(actor, programme, rows), strict=True):
        if isinstance(did, Refused):
            raise Refused(f"{row['code']}: {did.reason}", field=did.field, hint=did.hint)
        yield str(row["code"])


def _row(before: Work, after: Work) -> dict[str, Any]:
    changed = {
        name: getattr(after, field) for field, name in FIELDS.items() if getattr(after, field) != getattr(before, field)
    }
    return {"code": after.key, **changed}


def _ask(actor: Actor, programme: Programme, found: Comparison) -> tuple[Action, ...]:
    """What has to be settled in other registers, as actions of whoever adopts."""
    owner = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    if owner is None:
        return ()
    words, due_on = Words(found.whole.asked), found.present.answer.on + DUE
    owed = [
        Owed(f"{change_in_words(change, words)[:TITLE]}: {_where(change)}", owner, due_on)
        for change in _elsewhere(found.whole.changes)
    ]
    return tuple(owe(programme, owed, NOWHERE))


def _elsewhere(changes: Iterable[Change]) -> Iterator[Change]:
    return (change for change in changes if isinstance(change, Share | Helper | Services | Booked))


def _where(change: Change) -> str:
    match change:
        case Share() | Helper():
            return _("enter it in the register of roles (Governance)")
        case Services():
            return _("decide the scope")
    return _("book it with the certification body")
