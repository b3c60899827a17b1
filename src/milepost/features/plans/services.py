"""Changing the plan: put activities by their key, say that one is done, or that it is not after all."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.plans.dependencies import Mistake, find_mistakes
from milepost.features.plans.forecasting.reading import works_of
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN, FINISH_ACTIVITIES
from milepost.features.plans.schedule import PlannedActivity
from milepost.features.plans.stating import check_activity, check_code, with_dependencies, with_progress
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did, Fields, one_by_one
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised
from milepost.platform.ui.texts import speak

COLUMNS = (
    "phase", "name", "role", "planned_from", "planned_to", "days_low", "days", "days_high", "percent_complete",
    "not_before", "deadline", "after", "done_on",
)  # fmt: skip
STRUCTURE = frozenset({"phase", "after"})
"""What the dependencies of a plan hang on, beside which activities there are."""

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
    _lock(programme)
    did = _put(actor, programme, fields, seen)
    if did == "created" or (did == "updated" and fields.keys() & STRUCTURE):
        for mistake in find_mistakes(works_of(programme)):
            if fields["code"] in mistake.about:
                raise _refusal(mistake, fields)
    return did


@transaction.atomic
def put_activities(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterator[Did | Refused]:
    """The same for many rows at once: a row may wait for one that comes later. One answer per row, in their order."""
    _lock(programme)
    answers = list(one_by_one(_put)(actor, programme, rows))
    place = {fields["code"]: number for number, fields in enumerate(rows)}
    for mistake in find_mistakes(works_of(programme)):
        number = next((place[key] for key in mistake.about if key in place), None)
        if number is not None and not isinstance(answers[number], Refused):
            answers[number] = _refusal(mistake, rows[number])
    return iter(answers)


def _lock(programme: Programme) -> None:
    """Two planners who each add half of a circle come one after the other."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _refusal(mistake: Mistake, fields: Fields) -> Refused:
    moved = mistake.about[0] != fields["code"] or "after" not in fields
    field = "phase" if moved and "phase" in fields else "after"
    return Refused(speak(mistake.reason), field=field, hint=speak(mistake.fix))


def _put(actor: Actor, programme: Programme, fields: Fields, seen: int | None = None) -> Did:
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    row = Activity.objects.select_for_update().filter(programme=programme, key=fields["code"]).first()
    given = {name: fields[name] for name in COLUMNS if name in fields}
    if row is None:
        for name in WANTED:
            if not given.get(name):
                raise Refused(_("A new activity has a {field}.").format(field=name), field=name)
        row = Activity(organisation_id=programme.organisation_id, programme=programme, key=fields["code"], revision=0)
    given = with_dependencies(with_progress(row, given))
    before = {name: getattr(row, name) for name in given} if row.revision else {}
    change = entries.difference(before, given)
    for name, value in given.items():
        setattr(row, name, value)
    check_activity(row)
    if not row.revision:
        check_code(row)
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


@transaction.atomic
def state_progress(*, actor: Actor, activity: Activity, percent: int, seen: int | None = None) -> Activity:
    """Say how much of an activity is complete, in per cent. Raises `Refused` or `Superseded`."""
    programme = activity.programme
    require(actor, FINISH_ACTIVITIES, organisation_id=programme.organisation_id, programme_id=programme.pk)
    before = activity.percent_complete
    for name, value in with_progress(activity, {"percent_complete": percent}).items():
        setattr(activity, name, value)
    if activity.percent_complete != before:
        save_revised(activity, seen=seen)
        change = {"percent_complete": [before, activity.percent_complete]}
        entries.append_row(actor, activity, "plan.activity-progressed", change)
    return activity
