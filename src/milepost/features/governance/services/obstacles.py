"""Obstacles: raised by whoever works on the programme, decided by the steering committee."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.actions.services import find_owner
from milepost.features.governance.models import Meeting, Obstacle
from milepost.features.governance.policies import KEEP_MEETINGS, RAISE_OBSTACLES
from milepost.features.governance.services.putting import (
    Put,
    allow,
    assign,
    check_past,
    check_text,
    keep,
    lock,
    next_code,
    present,
    write_entry,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused

COLUMNS = ("title", "note", "raised_on", "decision", "decided_on")
DECIDING = {"decision", "decided_on", "decided_in"}


@transaction.atomic
def put_obstacle(
    *, actor: Actor, programme: Programme, fields: Mapping[str, Any], seen: int | None = None
) -> Put[Obstacle]:
    """Raise an obstacle, change it, or record what the committee decided, by its number. Fields left out stay."""
    allow(actor, RAISE_OBSTACLES, programme)
    lock(programme)
    row = present(Obstacle, programme, fields.get("code"), seen)
    is_new = row is None
    day = today(programme.organisation.timezone)
    row = row or Obstacle(
        organisation=programme.organisation,
        programme=programme,
        code=fields.get("code") or next_code(Obstacle, programme, "OB-"),
        raised_on=day,
    )
    given = _columns(programme, fields)
    if given.get("decided_in") and not given.get("decided_on") and not row.decided_on:
        given["decided_on"] = given["decided_in"].held_on
    change = assign(row, given)
    if DECIDING & set(change):
        allow(actor, KEEP_MEETINGS, programme)
    _check(row)
    for name in ("raised_on", "decided_on"):
        check_past(name, getattr(row, name), day)
    if not is_new and not change:
        return Put("unchanged", row)
    keep(row, is_new=is_new)
    write_entry(actor, programme, row, _kind(change, is_new=is_new), change)
    return Put("created" if is_new else "updated", row)


def _columns(programme: Programme, fields: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: fields[name] for name in COLUMNS if name in fields}
    if given.get("raised_on", "") is None:
        del given["raised_on"]
    if "owner" in fields:
        words = (fields["owner"] or "").strip()
        is_address = "@" in words
        given["owner"] = find_owner(programme, words) if is_address else None
        given["owner_name"] = "" if is_address else words[:200]
    if "meeting" in fields:
        given["decided_in"] = _meeting(programme, fields["meeting"])
    return given


def _meeting(programme: Programme, code: str | None) -> Meeting | None:
    if not code:
        return None
    meeting = Meeting.objects.filter(programme=programme, code=code).first()
    if meeting is None:
        raise Refused(_("There is no meeting {code}.").format(code=code), field="meeting")
    if meeting.held_on is None:
        raise Refused(
            _("Meeting {code} was not held yet.").format(code=code),
            field="meeting",
            hint=_("Record the day it was held first."),
        )
    return meeting


def _check(row: Obstacle) -> None:
    row.title = row.title.strip()
    if not row.title:
        raise Refused(_("Say what stands in the way."), field="title")
    check_text("title", row.title, most=300)
    for name in ("note", "decision"):
        check_text(name, getattr(row, name))
    if row.decided_on and row.decided_on < row.raised_on:
        raise Refused(_("It was decided before it was raised."), field="decided_on")
    if bool(row.decided_on) != bool(row.decision.strip()):
        missing = "decision" if row.decided_on else "decided_on"
        raise Refused(_("A decision has words and a day."), field=missing)


def _kind(change: Mapping[str, object], *, is_new: bool) -> str:
    if is_new:
        return "governance.obstacle-raised"
    return "governance.obstacle-decided" if "decided_on" in change else "governance.obstacle-changed"
