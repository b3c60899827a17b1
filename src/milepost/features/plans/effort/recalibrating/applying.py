"""The one step that writes what finished work says into the estimates of work ahead: for a reason, as it was seen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.plans.effort.reading import logged_by_activity
from milepost.features.plans.effort.recalibrating.reading import Group, Moved, Recalibration, recalibration_among
from milepost.features.plans.effort.recalibrating.wording import said_of
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.services import BY_FACTOR, put_activities
from milepost.features.plans.stating import MOST_DAYS, check_reason
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused


@dataclass(frozen=True, slots=True)
class Applied:
    """What was looked at, and what of it was written."""

    recalibration: Recalibration
    groups: tuple[Group, ...]

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The activities whose days were changed."""
        return tuple(moved for group in self.groups for moved in group.moved)


@transaction.atomic
def recalibrate(
    *, actor: Actor, programme: Programme, reason: str, group: str = "", seen: str = "", on: date | None = None
) -> Applied:
    """Write the factor of a group, or of every one, into the days of its work ahead. Raises `Refused`.

    `seen` is the state of the preview that somebody decided on.
    """
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    check_reason(reason)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    held = list(Activity.objects.select_for_update().filter(programme=programme))  # nobody finishes one meanwhile
    found = recalibration_among(held, logged_by_activity(programme), on or today(programme.organisation.timezone))
    if seen and seen != found.state:
        raise Refused(
            _("Somebody changed the plan or logged days since this was shown."),
            field="reason",
            hint=_("Look at it again, then decide."),
        )
    applied = Applied(found, _wanted(found, group))
    _write(actor, programme, applied)
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="plan.recalibrated",
        subject=programme,
        change={
            "reason": reason.strip(),
            "observed": [said_of(one.observed) for one in applied.groups],
            "activities": len(applied.moved),
        },
    )
    return applied


def _wanted(found: Recalibration, group: str) -> tuple[Group, ...]:
    """The groups that change something. Raises `Refused` where none does."""
    if group and group not in {one.key for one in found.groups}:
        raise Refused(
            _("Nothing finished was observed of the group {group}.").format(group=group[:60]),
            field="group",
            hint=_("Use one of {known}.").format(known=", ".join(one.key for one in found.groups) or "–"),
        )
    wanted = tuple(one for one in found.groups if one.moved and group in {"", one.key})
    if not wanted:
        raise Refused(
            _("No estimate of work ahead would change."),
            field="group",
            hint=_("A group needs enough finished activities with logged days, and work ahead that it is closest to."),
        )
    return wanted


def _write(actor: Actor, programme: Programme, applied: Applied) -> None:
    """The activities, by the plan's own service."""
    for one in applied.moved:
        if max(one.days, one.days_high or 0) > MOST_DAYS:
            raise Refused(
                _("{code} would take more than {most} days.").format(code=one.activity.key, most=MOST_DAYS),
                field="group",
                hint=_("Look at the days that were logged: one of them may be wrong."),
            )
    rows = [{**row_of(one), BY_FACTOR: True} for one in applied.moved]
    for row, did in zip(rows, put_activities(actor, programme, rows), strict=True):
        if isinstance(did, Refused):
            raise Refused(f"{row['code']}: {did.reason}", field=did.field, hint=did.hint)


def row_of(one: Moved) -> dict[str, Any]:
    """The fields of an activity as recalibration writes them."""
    low, high = one.activity.estimated_around
    return {
        "code": one.activity.key,
        "days": one.days,
        "days_low": one.days_low,
        "days_high": one.days_high,
        "days_first": one.activity.estimated,
        "days_low_first": low,
        "days_high_first": high,
    }
