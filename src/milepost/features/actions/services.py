"""Adding, changing and finishing actions. Each function is one door: policy, rules, transaction, ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

NOTE = 100_000  # characters
EDITABLE = ("title", "note", "owner", "due_on", "days", "state")


@dataclass(frozen=True, slots=True)
class Source:
    """What an action came of: a kind that screens can link, its key, and the name people know it by."""

    kind: str
    key: str
    label: str


NOWHERE = Source("", "", "")


@dataclass(frozen=True, slots=True)
class Owed:
    """What the product itself asks somebody for: a review, an approval, a reading."""

    title: str
    owner: Person | None
    due_on: date | None = None


@transaction.atomic
def add_action(
    *,
    actor: Actor,
    programme: Programme,
    title: str,
    note: str = "",
    owner: Person | None = None,
    due_on: date | None = None,
    days: Decimal | None = None,
    source: Source = NOWHERE,
) -> Action:
    """Put something on the list."""
    require(actor, EDIT_ACTIONS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    _check(programme, {"title": title, "note": note, "owner": owner, "days": days})
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # numbers have no gap and no twin
    latest = Action.objects.filter(programme=programme).aggregate(latest=Max("number"))["latest"] or 0
    action = Action.objects.create(
        organisation=programme.organisation,
        programme=programme,
        number=latest + 1,
        title=title.strip(),
        note=note,
        owner=owner,
        due_on=due_on,
        days=days,
        made_on=today(programme.organisation.timezone),
        source_kind=source.kind,
        source_key=source.key,
        source_label=source.label[:200],
    )
    entries.append_row(
        actor, action, "actions.added", {"title": action.title, "owner": owner and owner.email, "due_on": due_on}
    )
    return action


@transaction.atomic
def change_action(*, actor: Actor, action: Action, seen: int | None = None, changes: Mapping[str, Any]) -> Action:
    """Change title, note, owner, day, days or state; done and cancelled actions remember their day."""
    programme = action.programme
    require(actor, EDIT_ACTIONS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    if unknown := set(changes) - set(EDITABLE):
        raise Refused(_("An action has no {field}.").format(field=", ".join(sorted(unknown))), field=min(unknown))
    _check(programme, changes)
    changes = {name: value.strip() if name == "title" else value for name, value in changes.items()}
    before = {name: _named(getattr(action, name)) for name in changes}
    for name, value in changes.items():
        setattr(action, name, value)
    if "state" in changes:
        closed = not action.is_open
        action.finished_on = (action.finished_on or today(programme.organisation.timezone)) if closed else None
    save_revised(action, seen=seen)
    after = {name: _named(value) for name, value in changes.items()}
    entries.append_row(actor, action, "actions.changed", entries.difference(before, after))
    return action


def finish_action(*, actor: Actor, action: Action, seen: int | None = None) -> Action:
    """Mark an action done today."""
    return change_action(actor=actor, action=action, seen=seen, changes={"state": ActionState.DONE})


def owe(programme: Programme, owed: Sequence[Owed], source: Source) -> list[Action]:
    """Put what people are asked for on the list, without an entry: the rows belong into that of the caller's change.

    The caller has checked the right to ask, and holds a transaction.
    """
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # numbers have no gap and no twin
    latest = Action.objects.filter(programme=programme).aggregate(latest=Max("number"))["latest"] or 0
    return Action.objects.bulk_create(
        Action(
            organisation_id=programme.organisation_id,
            programme=programme,
            number=latest + place,
            title=one.title[:300],
            owner=one.owner,
            due_on=one.due_on,
            made_on=today(programme.organisation.timezone),
            source_kind=source.kind,
            source_key=source.key,
            source_label=source.label[:200],
        )
        for place, one in enumerate(owed, start=1)
    )


def settle(actions: Iterable[Action | None], programme: Programme, *, cancelled: bool = False) -> list[Action]:
    """Take what was asked for off the list again, as done or as not wanted any more; rows for the caller's entry."""
    settled = [action for action in actions if action is not None and action.is_open]
    for action in settled:
        action.state = ActionState.CANCELLED if cancelled else ActionState.DONE
        action.finished_on = today(programme.organisation.timezone)
        save_revised(action)
    return settled


def find_owner(programme: Programme, email: str | None) -> Person | None:
    """The member with this address; None for none. Raises `Refused` for somebody who is no member."""
    if not email:
        return None
    member = (
        Member.objects.filter(
            organisation_id=programme.organisation_id, person__email=email.strip().lower(), removed_at=None
        )
        .select_related("person")
        .first()
    )
    if member is None:
        raise Refused(
            _("{name} is no member of this organisation.").format(name=email),
            field="owner",
            hint=_("Add them first, or choose somebody else."),
        )
    return member.person


def _check(programme: Programme, fields: Mapping[str, Any]) -> None:
    if "title" in fields and not str(fields["title"]).strip():
        raise Refused(_("Say what is to be done."), field="title")
    if len(str(fields.get("title", ""))) > 300:
        raise Refused(
            _("A title has at most {count} characters; put the rest into the note.").format(count=300), field="title"
        )
    if len(str(fields.get("note", ""))) > NOTE:
        raise Refused(_("A note has at most {count} characters.").format(count=NOTE), field="note")
    if fields.get("state", ActionState.OPEN) not in ActionState.values:
        raise Refused(_("An action is open, in_progress, done or cancelled."), field="state")
    if (days := fields.get("days")) is not None and (not 0 <= days < 10_000 or days * 10 % 1):
        raise Refused(_("Days are a number from 0 to 9,999 with at most one decimal."), field="days")
    owner = fields.get("owner")
    if (
        owner is not None
        and not Member.objects.filter(organisation_id=programme.organisation_id, person=owner, removed_at=None).exists()
    ):
        raise Refused(
            _("{name} is no member of this organisation.").format(name=owner),
            field="owner",
            hint=_("Add them first, or choose somebody else."),
        )


def _named(value: object) -> object:
    return value.email if isinstance(value, Person) else value
