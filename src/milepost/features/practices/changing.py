"""Saying several things of a practice at once, for files and the API: each goes through its own door."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.practices import services
from milepost.features.practices.models import Practice
from milepost.features.practices.selectors import get_person
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused


def change_practice(*, actor: Actor, practice: Practice, given: Mapping[str, Any], seen: int | None = None) -> bool:
    """Bring a practice to what was given. Returns whether anything changed. The caller's transaction holds it all."""
    steps = (_assign, _accept, _plan, _procedure, _tool, _silence, _live)
    changed = False
    for step in steps:
        if step(actor, practice, given, None if changed else seen):
            changed = True
    return changed


def _assign(actor: Actor, practice: Practice, given: Mapping[str, Any], seen: int | None) -> bool:
    wanted = {
        "owner": _person(practice, given, "owner", practice.owner),
        "deputy": _person(practice, given, "deputy", practice.deputy),
        "hours_per_week": given.get("hours_per_week", practice.hours_per_week),
    }
    if all(getattr(practice, name) == value for name, value in wanted.items()):
        return False
    if wanted["owner"] is None:
        raise Refused(_("A practice with a deputy or hours has an owner."), field="owner")
    services.assign_practice(actor=actor, practice=practice, seen=seen, **wanted)
    return True


def _person(practice: Practice, given: Mapping[str, Any], name: str, present: Person | None) -> Person | None:
    if name not in given:
        return present
    if not given[name]:
        return None
    try:
        return get_person(practice.programme, given[name])
    except Hidden:
        raise Refused(
            _("{email} is no member of this organisation.").format(email=given[name]),
            field=name,
            hint=_("Add them first: `milepost member add`."),
        ) from None


def _accept(actor: Actor, practice: Practice, given: Mapping[str, Any], _seen: int | None) -> bool:
    if not given.get("accepted") or practice.accepted_on is not None:
        return False
    services.accept_practice(actor=actor, practice=practice)
    return True


def _plan(actor: Actor, practice: Practice, given: Mapping[str, Any], seen: int | None) -> bool:
    if given.get("planned_live_on", practice.planned_live_on) == practice.planned_live_on:
        return False
    services.plan_go_live(actor=actor, practice=practice, on=given["planned_live_on"], seen=seen)
    return True


def _procedure(actor: Actor, practice: Practice, given: Mapping[str, Any], _seen: int | None) -> bool:
    title = given.get("procedure", "")
    if not title:
        return False
    approved_on = given.get("procedure_approved_on") or today(practice.organisation.timezone)
    if practice.procedures.filter(title=title, approved_on=approved_on).exists():
        return False
    services.approve_procedure(
        actor=actor,
        practice=practice,
        title=title,
        approved_on=approved_on,
        approved_by=given.get("procedure_approved_by") or actor.name,
        written_by=given.get("procedure_written_by", ""),
        redesign=given.get("redesign", False),
    )
    return True


def _tool(actor: Actor, practice: Practice, given: Mapping[str, Any], _seen: int | None) -> bool:
    source = given.get("tool", "")
    if not source or practice.tools.filter(source=source, until_on=None).exists():
        return False
    from_on = given.get("tool_from") or practice.programme.starts_on
    services.declare_tool(actor=actor, practice=practice, source=source, from_on=from_on)
    return True


def _silence(actor: Actor, practice: Practice, given: Mapping[str, Any], _seen: int | None) -> bool:
    days = given.get("silent_days")
    if days is None or days == practice.silent_days:
        return False
    services.change_silent_days(actor=actor, practice=practice, days=days, reason=given.get("reason", ""))
    return True


def _live(actor: Actor, practice: Practice, given: Mapping[str, Any], _seen: int | None) -> bool:
    on = given.get("live_on")
    if on is None or practice.live_on == on:
        return False
    if not given.get("before"):
        raise Refused(
            _("A go-live is guarded by S-02 and S-03, so a file cannot say it."),
            field="live_on",
            hint=_("Use `milepost practice live`; for one from before Milepost add before and reason."),
        )
    services.record_live_before(actor=actor, practice=practice, on=on, reason=given.get("reason", ""))
    return True
