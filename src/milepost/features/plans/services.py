"""Changing the plan: put activities by their key, say that one is done, or that it is not after all."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN, FINISH_ACTIVITIES
from milepost.features.plans.schedule import PlannedActivity
from milepost.features.plans.stating import check_activity, with_progress
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did, Fields
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

COLUMNS = (
    "phase", "name", "role", "planned_from", "planned_to", "days_low", "days", "days_high", "percent_complete",
    "not_before", "deadline", "done_on",
)  # fmt: skip
WANTED = ("phase", "name", "planned_from", "planned_to")


def lay_out_plan(*, actor: Actor, programme: Programme, planned: Sequence[PlannedActivity], language: str) -> None:
    """The standard activities of a new programme, named in its organisation's language, in one ledger entry."""
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    with transaction.atomic():
        made = Activity.objects.bulk_create(
            [
                Activity(
                    organisation_id=programme.organisation_id,
                    programme=programme,
                    phase=activity.phase,
                    key=activity.standard.key,
                    name=activity.standard.name.in_language(language),
                    role=activity.standard.role,
                    planned_from=activity.planned_from,
                    planned_to=activity.planned_to,
                    days=activity.days,
                )
                for activity in planned
            ]
        )
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="plan.laid-out",
            subject=programme,
            change={"activities": len(made), "days": sum(activity.days for activity in made)},
            touched=made,
        )


@transaction.atomic
def put_activity(*, actor: Actor, programme: Programme, fields: Fields, seen: int | None = None) -> Did:
    """Create or change an activity by its key (`code`); what is left out stays. Raises `Refused` or `Superseded`."""
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    row = Activity.objects.select_for_update().filter(programme=programme, key=fields["code"]).first()
    given = {name: fields[name] for name in COLUMNS if name in fields}
    if row is None:
        for name in WANTED:
            if not given.get(name):
                raise Refused(_("A new activity has a {field}.").format(field=name), field=name)
        row = Activity(organisation_id=programme.organisation_id, programme=programme, key=fields["code"], revision=0)
    given = with_progress(row, given)
    before = {name: getattr(row, name) for name in given} if row.revision else {}
    change = entries.difference(before, given)
    for name, value in given.items():
        setattr(row, name, value)
    check_activity(row)
    if not change:
        return "unchanged"
    did: Did = _save(row, seen)
    entries.append_row(actor, row, "plan.activity-added" if did == "created" else "plan.activity-changed", change)
    return did


def _save(row: Activity, seen: int | None) -> Did:
    if row.revision:
        save_revised(row, seen=seen)
        return "updated"
    row.revision = 1
    row.save(force_insert=True)
    return "created"


@transaction.atomic
def finish_activity(*, actor: Actor, activity: Activity, done_on: date | None, seen: int | None = None) -> Activity:
    """Say on which day an activity was done; None takes that back."""
    programme = activity.programme
    require(actor, FINISH_ACTIVITIES, organisation_id=programme.organisation_id, programme_id=programme.pk)
    before, activity.done_on = activity.done_on, done_on
    check_activity(activity)
    if before != done_on:
        save_revised(activity, seen=seen)
        entries.append_row(actor, activity, "plan.activity-done", {"done_on": [before, done_on]})
    return activity
