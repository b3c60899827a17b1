"""Naming who carries the programme, and the access that goes with it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.actions.services import find_owner
from milepost.features.governance.models import HeldRole, RoleHolder, TeamArea, WeekLog
from milepost.features.governance.models.people import ONE_AT_A_TIME
from milepost.features.governance.policies import EDIT_GOVERNANCE
from milepost.features.governance.querysets import holders_of
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
from milepost.features.portfolio.models import Unit
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant
from milepost.platform.organisations.policies import MANAGE_MEMBERS, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member

OWN = {
    HeldRole.SPONSOR: {"authority"},
    HeldRole.COORDINATOR: {"share_percent", "direct_access"},
    HeldRole.TEAM: {"areas"},
}
COLUMNS = ("name", "office", "since", "until", "authority", "share_percent", "direct_access")


@transaction.atomic
def put_holder(
    *, actor: Actor, programme: Programme, fields: Mapping[str, Any], seen: int | None = None
) -> Put[RoleHolder]:
    """Name somebody in a role, or change their term, by code. Fields left out stay.

    An administrator's naming of a member gives the matching role in the programme too; anybody else's leaves it to be
    asked for. Raises `Refused`, and `Superseded` when it moved on since `seen`.
    """
    allow(actor, EDIT_GOVERNANCE, programme)
    lock(programme)
    row = present(RoleHolder, programme, fields.get("code"), seen)
    is_new = row is None
    row = row or _new_holder(programme, fields)
    if fields.get("role", row.role) != row.role:
        raise Refused(_("{code} is another role.").format(code=row.code), field="role", hint=_("Use another code."))
    given = {name: fields[name] for name in COLUMNS if name in fields}
    if "person" in fields:
        given["person"] = _member(programme, fields["person"])
    change = assign(row, given)
    _check(programme, row, fields)
    if is_new or change:
        keep(row, is_new=is_new)
    added, taken = _cover(row, fields.get("areas"))
    if not (is_new or change or added or taken):
        return Put("unchanged", row)
    if added or taken:
        change["areas"] = [sorted(area.unit.code for area in taken), sorted(area.unit.code for area in added)]
    _give_access(actor, programme, row)
    removed = list(taken)
    write_entry(actor, programme, row, "governance.named" if is_new else "governance.changed", change,
                touched=added, removed=removed)  # fmt: skip
    TeamArea.objects.filter(pk__in=[area.pk for area in removed]).delete()
    return Put("created" if is_new else "updated", row)


def _new_holder(programme: Programme, fields: Mapping[str, Any]) -> RoleHolder:
    if fields.get("role") not in HeldRole.values:
        raise Refused(_("Say which role."), field="role")
    code = fields.get("code") or next_code(RoleHolder, programme, f"{fields['role']}-", digits=1)
    return RoleHolder(organisation=programme.organisation, programme=programme, code=code, role=fields["role"])


def _member(programme: Programme, email: str | None) -> object:
    try:
        return find_owner(programme, email)
    except Refused as refused:
        hint = _("Invite them first, or give name and office of somebody who never signs in.")
        raise Refused(refused.reason, field="person", hint=hint) from None


def _check(programme: Programme, row: RoleHolder, fields: Mapping[str, Any]) -> None:
    if row.person is None and not row.name.strip():
        raise Refused(_("Say who it is."), field="name", hint=_("Choose a member, or enter name and office."))
    for name in ("name", "office"):
        check_text(name, getattr(row, name), most=200)
    if row.since and row.until and row.until < row.since:
        raise Refused(_("The last day lies before the first."), field="until")
    if row.authority is not None and not 0 <= row.authority < 10**16:
        raise Refused(_("An amount is a number from 0 up."), field="authority")
    if row.share_percent is not None and not 0 <= row.share_percent <= 100:
        raise Refused(_("A share is a whole number from 0 to 100."), field="share_percent")
    foreign = {name for role, names in OWN.items() if role != row.role for name in names if fields.get(name)}
    if foreign:
        raise Refused(_("This role has no {field}.").format(field=min(foreign)), field=min(foreign))
    if row.role in ONE_AT_A_TIME:
        _check_alone(programme, row)


def _check_alone(programme: Programme, row: RoleHolder) -> None:
    """One sponsor and one coordinator at a time: two would leave open who decides."""
    for other in holders_of(programme).filter(role=row.role).exclude(pk=row.pk):
        begins_after = other.since and row.until and other.since > row.until
        ended_before = other.until and row.since and other.until < row.since
        if not begins_after and not ended_before:
            last = row.since - timedelta(days=1) if row.since else None
            hint = _("Enter the last day of {name} first.").format(name=other.called)
            if last is not None and (other.since is None or other.since <= last):
                hint = _("Enter {day} as the last day of {name} first.").format(day=last, name=other.called)
            raise Refused(
                _("{name} holds this role at the same time.").format(name=other.called), field="since", hint=hint
            )


def _cover(row: RoleHolder, codes: Sequence[str] | None) -> tuple[list[TeamArea], list[TeamArea]]:
    """Make the areas of a team member those with these codes; answers with what was added and what is to go."""
    if codes is None:
        return [], []
    there = {area.unit.code: area for area in row.areas.select_related("unit")}
    units = {unit.code: unit for unit in Unit.objects.filter(organisation_id=row.organisation_id, code__in=codes)}
    if unknown := sorted(set(codes) - set(units)):
        raise Refused(
            _("There is no unit {code}.").format(code=unknown[0]),
            field="areas",
            hint=_("Enter the unit in the portfolio first."),
        )
    added = [
        TeamArea.objects.create(organisation_id=row.organisation_id, holder=row, unit=units[code])
        for code in sorted(set(codes) - set(there))
    ]
    return added, [area for code, area in sorted(there.items()) if code not in codes]


def _give_access(actor: Actor, programme: Programme, row: RoleHolder) -> None:
    day = today(programme.organisation.timezone)
    if row.person is None or not row.in_office(day) or has_access(programme, row, day):
        return
    if allows(actor, MANAGE_MEMBERS, organisation_id=programme.organisation_id):
        add_member(
            actor=actor,
            organisation=programme.organisation,
            email=row.person.email,
            name=row.person.name,
            role=Role(row.role),
            programme_id=programme.pk,
            until=row.until,
        )


def has_access(programme: Programme, row: RoleHolder, on: date) -> bool:
    """Whether the person holds the matching role in Milepost."""
    grants = Grant.objects.filter(
        organisation_id=programme.organisation_id,
        member__person=row.person,
        member__removed_at=None,
        role=row.role,
    )
    return any(grant.programme_id in {None, programme.pk} and (grant.until is None or grant.until >= on)
               for grant in grants)  # fmt: skip


@transaction.atomic
def log_week(*, actor: Actor, holder: RoleHolder, week_of: date, percent: int) -> Put[WeekLog]:
    """Record how much of a week's working time a coordinator gave to the programme. Any day names its week."""
    programme = holder.programme
    allow(actor, EDIT_GOVERNANCE, programme)
    lock(programme)
    if holder.role != HeldRole.COORDINATOR:
        raise Refused(_("Weeks are logged for a coordinator."), field="code")
    if not 0 <= percent <= 100:
        raise Refused(_("A share is a whole number from 0 to 100."), field="percent")
    monday = week_of - timedelta(days=week_of.weekday())
    check_past("week_of", monday, today(programme.organisation.timezone))
    row = WeekLog.objects.filter(holder=holder, week_of=monday).first()
    is_new = row is None
    row = row or WeekLog(organisation=programme.organisation, holder=holder, week_of=monday)
    change = assign(row, {"percent": percent})
    if not change and not is_new:
        return Put("unchanged", row)
    keep(row, is_new=is_new)
    write_entry(actor, programme, row, "governance.week-logged", {"week_of": monday, **change})
    return Put("created" if is_new else "updated", row)
