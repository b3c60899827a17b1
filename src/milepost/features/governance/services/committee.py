"""The steering committee's rhythm and its meetings."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.governance.facts import beats_of
from milepost.features.governance.models import Attendance, Meeting, Presence, Rhythm, RoleHolder
from milepost.features.governance.policies import KEEP_MEETINGS
from milepost.features.governance.querysets import holders_of, meetings_of
from milepost.features.governance.rhythm import due_days, nearest, uncovered
from milepost.features.governance.services.putting import (
    HandedIn,
    Put,
    allow,
    assign,
    check_past,
    check_text,
    file_columns,
    keep,
    keep_handed_in,
    lock,
    next_code,
    present,
    write_entry,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

OLDEST_YEARS = 15  # how far back a rhythm may have started
COLUMNS = ("held_on", "agenda", "minutes", "decisions")


@transaction.atomic
def set_rhythm(*, actor: Actor, programme: Programme, starts_on: date, every_days: int) -> Put[Rhythm]:
    """From a day on, a meeting is due on it and every so many days. Due days before it stay as they were."""
    allow(actor, KEEP_MEETINGS, programme)
    lock(programme)
    day = today(programme.organisation.timezone)
    if not 1 <= every_days <= 366:
        raise Refused(_("A rhythm is of 1 to 366 days."), field="every_days")
    if not abs((starts_on - day).days) <= OLDEST_YEARS * 366:
        raise Refused(_("A rhythm starts within {count} years of today.").format(count=OLDEST_YEARS), field="starts_on")
    row = Rhythm.objects.filter(programme=programme, starts_on=starts_on).first()
    is_new = row is None
    row = row or Rhythm(organisation=programme.organisation, programme=programme, starts_on=starts_on, set_on=day)
    change = assign(row, {"every_days": every_days})
    if not is_new and not change:
        return Put("unchanged", row)
    keep(row, is_new=is_new)
    write_entry(actor, programme, row, "governance.rhythm-set", {"starts_on": starts_on, **change})
    return Put("created" if is_new else "updated", row)


@transaction.atomic
def remove_rhythm(*, actor: Actor, rhythm: Rhythm, reason: str) -> None:
    """Take back a rhythm that was entered by mistake; the ledger keeps it with the reason."""
    programme = rhythm.programme
    allow(actor, KEEP_MEETINGS, programme)
    if not reason.strip():
        raise Refused(_("Say why it is taken back."), field="reason")
    check_text("reason", reason, most=2_000)
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="governance.rhythm-removed",
        subject=rhythm,
        change={"starts_on": rhythm.starts_on, "every_days": rhythm.every_days, "reason": reason},
        removed=[rhythm],
    )
    rhythm.delete()


@transaction.atomic
def put_meeting(
    *, actor: Actor, programme: Programme, fields: Mapping[str, Any], seen: int | None = None
) -> Put[Meeting]:
    """Plan, record or change a meeting by its number. Fields left out stay; attendance is replaced as a whole.

    Where no due day is given, it is the nearest one of the rhythm that no meeting covers yet. Moving a due day takes a
    reason, which the ledger keeps. Raises `Refused`, and `Superseded` when it moved on since `seen`.
    """
    allow(actor, KEEP_MEETINGS, programme)
    lock(programme)
    row = present(Meeting, programme, fields.get("code"), seen)
    is_new = row is None
    row = row or Meeting(organisation=programme.organisation, programme=programme)
    given = {name: fields[name] for name in COLUMNS if name in fields}
    if "decisions" in given:
        given["decisions"] = _sentences(given["decisions"])
    given["due_on"] = _due_on(programme, row, fields, is_new=is_new)
    if is_new:
        row.stands_for = given["due_on"]
        row.code = fields.get("code") or next_code(Meeting, programme, f"SC-{given['due_on'].year}-")
    _check(programme, row, given, fields, is_new=is_new)
    change = assign(row, given)
    if is_new or change:
        keep(row, is_new=is_new)
    listed, taken = _list_attendance(programme, row, fields)
    if not (is_new or change or listed or taken):
        return Put("unchanged", row)
    if not (is_new or change):
        keep(row, is_new=False)  # who was there is part of the meeting: its revision moves with it
    if listed or taken:
        change["attendance"] = [[str(one) for one in taken], [str(one) for one in listed]]
    if reason := fields.get("reason", "").strip():
        change["reason"] = [None, reason]
    kind = "governance.meeting-added" if is_new else "governance.meeting-changed"
    write_entry(actor, programme, row, kind, change, touched=listed, removed=taken)
    Attendance.objects.filter(pk__in=[one.pk for one in taken]).delete()
    return Put("created" if is_new else "updated", row)


def _sentences(given: str | Sequence[str]) -> list[str]:
    lines = given.splitlines() if isinstance(given, str) else given
    return [line.strip() for line in lines if line.strip()]


def _due_on(programme: Programme, row: Meeting, fields: Mapping[str, Any], *, is_new: bool) -> date:
    given: date | None = fields.get("due_on")
    if given is not None:
        return given
    if not is_new:
        return row.due_on
    held: date | None = fields.get("held_on")
    return suggested_day(programme, near=held) or held or _no_day()


def _no_day() -> date:
    raise Refused(_("Say for which day the meeting is."), field="due_on")


def suggested_day(programme: Programme, *, near: date | None = None) -> date | None:
    """The due day of the rhythm that the next meeting is for: the nearest to a day, else the first uncovered one."""
    day = today(programme.organisation.timezone)
    days = due_days(beats_of(programme, day), max(day, near or day))
    left = uncovered(days, [row.days for row in meetings_of(programme)])
    if near is not None:
        found = nearest(left, near)
        return found.on if found else None
    return left[0].on if left else None


def _check(
    programme: Programme, row: Meeting, given: Mapping[str, Any], fields: Mapping[str, Any], *, is_new: bool
) -> None:
    check_past("held_on", given.get("held_on"), today(programme.organisation.timezone))
    for name in ("agenda", "minutes"):
        check_text(name, given.get(name, ""))
    check_text("reason", fields.get("reason", ""), most=2_000)
    if not is_new and given["due_on"] != row.due_on and not fields.get("reason", "").strip():
        raise Refused(
            _("Say why the meeting of {day} is moved.").format(day=row.due_on),
            field="reason",
            hint=_("Name the decision that moved it."),
        )


def _list_attendance(
    programme: Programme, row: Meeting, fields: Mapping[str, Any]
) -> tuple[list[Attendance], list[Attendance]]:
    """Make the list what was given; answers with what was added and what is to go."""
    if not any(presence.value in fields for presence in Presence):
        return [], []
    there = {_key(one): one for one in row.attendance.select_related("holder__person")}
    wanted = _named(programme, row, fields)
    listed = [
        Attendance.objects.create(organisation_id=row.organisation_id, meeting=row, holder=holder, name=name,
                                  presence=presence)
        for key, (holder, name, presence) in wanted.items()
        if key not in there
    ]  # fmt: skip
    return listed, [one for key, one in there.items() if key not in wanted]


type Who = tuple[RoleHolder | None, str, str]


def _key(one: Attendance) -> tuple[str, str]:
    return (str(one.holder_id or one.name), one.presence)


def _named(programme: Programme, row: Meeting, fields: Mapping[str, Any]) -> dict[tuple[str, str], Who]:
    holders = list(holders_of(programme))
    on = row.held_on or row.due_on
    listed: dict[str, Who] = {}
    for presence in Presence:
        for words in filter(None, map(str.strip, fields.get(presence.value, ()))):
            holder = _holder_called(holders, words, on)
            key = str(holder.pk if holder else words)
            if ";" in words:  # files part names by it
                raise Refused(_("A name holds no semicolon."), field=presence.value)
            if key in listed:
                raise Refused(_("{name} is on the list twice.").format(name=words), field=presence.value)
            listed[key] = (holder, holder.called if holder else words, presence)
    for one in row.attendance.select_related("holder__person"):
        if one.presence not in fields:
            listed.setdefault(str(one.holder_id or one.name), (one.holder, one.name, one.presence))
    return {(key, who[2]): who for key, who in listed.items()}


def _holder_called(holders: Sequence[RoleHolder], words: str, on: date) -> RoleHolder | None:
    """Somebody by the code of their role, else by address or name: the role they hold that day, sponsor first."""
    order = ["sponsor", "coordinator", "steering-member", "implementation-team"]
    fitting = [one for one in holders if one.code == words] or [
        one for one in holders if words.casefold() in {one.called.casefold(), one.person.email if one.person else ""}
    ]
    return min(fitting, key=lambda one: (not one.in_office(on), order.index(one.role)), default=None)


def attach_minutes(*, actor: Actor, meeting: Meeting, file: HandedIn, seen: int | None = None) -> Meeting:
    """Keep the minutes of a meeting as a file, beside or instead of typed ones."""
    programme = meeting.programme
    allow(actor, KEEP_MEETINGS, programme)
    if seen is not None and meeting.revision != seen:
        raise Superseded(meeting)
    stored = keep_handed_in(actor, programme, file)
    with transaction.atomic():
        change = assign(meeting, file_columns(stored))
        keep(meeting, is_new=False, seen=seen)
        write_entry(actor, programme, meeting, "governance.minutes-attached", change)
    return meeting


def days_late(meeting: Meeting) -> int:
    """How many days after its due day a meeting was held; 0 when it was not late."""
    return max(0, (meeting.held_on - meeting.due_on) // timedelta(days=1)) if meeting.held_on else 0
