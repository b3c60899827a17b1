"""Logging days of work, correcting an entry, and taking it back. Each is one door: policy, rules, transaction, ledger.

What an entry said before stands in the ledger, in the entry of the activity.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.actions.services import find_owner
from milepost.features.governance.services.putting import Put, allow, assign, keep, lock, next_code, present
from milepost.features.plans.effort.checks import MOST_OF_A_PERSON, check_entry, check_role, check_that_day_s_roles
from milepost.features.plans.models import Activity, EffortEntry
from milepost.features.plans.policies import EDIT_PLAN, LOG_EFFORT
from milepost.features.plans.stating import check_new_code
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Fields
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

COLUMNS = ("role", "worked_on", "days", "external", "note")
PREFIX = "E-"


@transaction.atomic
def put_effort(
    *, actor: Actor, programme: Programme, fields: Fields, seen: int | None = None, is_own: bool = True
) -> Put[EffortEntry]:
    """Log days of work, or correct an entry by its `code`; what is left out stays.

    A new entry that names neither person nor role is the work of whoever logs it; where not `is_own`, as in a file, of
    the role that leads the activity. Raises `Refused` or `Superseded`.
    """
    allow(actor, LOG_EFFORT, programme)
    lock(programme)
    row = present(EffortEntry, programme, fields.get("code"), seen)
    is_new = row is None
    row = row or _new(actor, programme, fields, is_own=is_own)
    may_plan = _may_plan(actor, programme)
    if not (is_new or may_plan):
        _refuse_others(actor, row)
    left = row.activity
    change = assign(row, _given(programme, row, fields))
    if is_new:
        change = {name: [None, value] for name, (_before, value) in change.items()}
        change |= {"person": [None, row.person and row.person.email], "role": [None, row.role]}
    elif not change:
        return Put("unchanged", row)
    if "role" in change:
        check_role(row)
    if not may_plan:
        check_that_day_s_roles(row)
        _refuse_others(actor, row)
    check_entry(row)
    keep(row, is_new=is_new)
    kind = "plan.effort-logged" if is_new else "plan.effort-corrected"
    if left.pk != row.activity_id:
        _write(actor, row, kind, change, subject=left)
    _write(actor, row, kind, change, touched=[row])
    return Put("created" if is_new else "updated", row)


@transaction.atomic
def take_back_effort(*, actor: Actor, entry: EffortEntry, seen: int | None = None) -> None:
    """Take an entry out of the log; the ledger goes on knowing what it said. Raises `Refused` or `Superseded`."""
    programme = entry.programme
    allow(actor, LOG_EFFORT, programme)
    lock(programme)
    row = EffortEntry.objects.select_related("activity", "person", "programme").get(pk=entry.pk)
    if seen is not None and seen != row.revision:
        raise Superseded(row)
    if not _may_plan(actor, programme):
        _refuse_others(actor, row)
    change = {name: [getattr(row, name), None] for name in COLUMNS if getattr(row, name) not in {"", False}}
    change["person"] = [row.person and row.person.email, None]
    _write(actor, row, "plan.effort-taken-back", change, removed=[row])
    row.delete()


def _new(actor: Actor, programme: Programme, fields: Fields, *, is_own: bool) -> EffortEntry:
    for name in ("activity", "worked_on", "days"):
        if fields.get(name) is None:
            raise Refused(_("An entry of the log has a {field}.").format(field=name), field=name)
    if fields.get("code"):
        check_new_code(fields["code"])
    maker = actor.person
    nobody_named = "person" not in fields and not fields.get("role")
    row = EffortEntry(
        organisation=programme.organisation,
        programme=programme,
        code=fields.get("code") or next_code(EffortEntry, programme, PREFIX, digits=1),
        activity=_activity(programme, fields["activity"]),
        person=maker if is_own and nobody_named else None,
        made_by=maker,
        days=Decimal(0),
    )
    row.role = row.activity.role
    return row


def _given(programme: Programme, row: EffortEntry, fields: Fields) -> dict[str, Any]:
    """The columns that the fields set; an empty role is that of the activity."""
    given = {name: fields[name] for name in COLUMNS if name in fields and fields[name] is not None}
    if "note" in given:
        given["note"] = given["note"].strip()
    if "person" in fields and not _is_said(row, fields["person"]):
        given["person"] = _member(programme, fields["person"])
    if fields.get("activity") and fields["activity"] != row.activity.key:
        given["activity"] = _activity(programme, fields["activity"])
    if not given.get("role", "-").strip():
        given["role"] = given.get("activity", row.activity).role
    return given


def _is_said(row: EffortEntry, email: str | None) -> bool:
    """Whether the entry names this person already, member or not: who left did the work all the same."""
    return bool(email and row.person and email.strip().lower() == row.person.email)


def _activity(programme: Programme, key: str) -> Activity:
    found = Activity.objects.filter(programme=programme, key=key).first()
    if found is None:
        raise Refused(
            _("The plan has no activity {code}.").format(code=key[:60]),
            field="activity",
            hint=_("The plan lists their codes."),
        )
    return found


def _member(programme: Programme, email: str | None) -> Person | None:
    try:
        return find_owner(programme, email)
    except Refused as refused:
        hint = _("Log it for the role, without a person, if somebody did it who never signs in.")
        raise Refused(refused.reason, field="person", hint=hint) from None


def _may_plan(actor: Actor, programme: Programme) -> bool:
    """Whoever may change the plan may log for others, and correct what others logged."""
    return allows(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)


def _refuse_others(actor: Actor, row: EffortEntry) -> None:
    """One's own is one's work, and of a role's what one entered and could enter oneself."""
    whose = row.person_id or (row.made_by_id if row.days <= MOST_OF_A_PERSON else None)
    if whose is None or actor.person_id != whose:
        raise Refused(
            _("You log your own work, and correct what you logged."),
            field="person",
            hint=_("The coordinator logs and corrects the work of others."),
        )


def _write(
    actor: Actor,
    row: EffortEntry,
    kind: str,
    change: dict[str, list[object]],
    subject: Activity | None = None,
    **rows: list[Any],
) -> None:
    entries.append(
        actor=actor,
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        kind=kind,
        subject=subject or row.activity,
        change={"entry": row.code, **change},
        **rows,
    )
