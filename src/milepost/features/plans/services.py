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
from milepost.features.plans.stating import (
    check_activity,
    check_code,
    with_dependencies,
    with_first_estimate,
    with_progress,
)
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did, Fields, one_by_one
from milepost.platform.ledger import entries
from milepost.platform.ledger.states import DayOutOfRange, refuse_days_out_of_range
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised
from milepost.platform.ui.texts import speak

COLUMNS = (
    "phase", "name", "role", "planned_from", "planned_to", "days_low", "days", "days_high", "percent_complete",
    "not_before", "deadline", "after", "done_on", "days_first", "days_low_first",
    "days_high_first",
)  # fmt: skip
BY_FACTOR = "by_factor"
"""Set in fields by recalibration alone: what finished work moves is no new estimate."""

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
    return iter(_judged(programme, rows, list(one_by_one(_put)(actor, programme, rows))))


@transaction.atomic
def bring_in_activities(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterator[Did | Refused]:
    """The same for a whole plan from elsewhere: new activities come in together, in one entry of the ledger.

    A row may say by its `revision` which state of an activity it rests on; a newer one refuses it.
    """
    require(actor, EDIT_PLAN, organisation_id=programme.organisation_id, programme_id=programme.pk)
    _lock(programme)
    present = {row.key: row for row in Activity.objects.select_for_update().filter(programme=programme)}
    answers, made = list[Did | Refused](), list[Activity]()
    for fields in rows:
        row = present.get(fields["code"])
        try:
            answers.append(_put_over(actor, row, fields) if row else _new(programme, fields, made))
        except Refused as refused:
            answers.append(refused)
        except DayOutOfRange as outside:
            answers.append(Refused(_("A day lies between 1970 and 2100."), field=outside.field))
    _add(actor, programme, made)
    return iter(_judged(programme, rows, answers))


def _put_over(actor: Actor, row: Activity, fields: Fields) -> Did:
    revision = fields.get("revision")
    with transaction.atomic():
        did = _write(actor, row, fields, None)
        if did != "unchanged" and revision is not None and revision != row.revision - 1:
            raise Refused(
                _("{code} was changed since the file was written: revision {now}, in the file {then}.").format(
                    code=row.key, now=row.revision - 1, then=revision
                ),
                field="revision",
                hint=_("Export the plan again and make the change there, or take the revision out to write over it."),
            )
    return did


def _new(programme: Programme, fields: Fields, made: list[Activity]) -> Did:
    row = _blank(programme, fields)
    _fill(row, fields)
    refuse_days_out_of_range(row)
    row.revision = 1
    made.append(row)
    return "created"


def _add(actor: Actor, programme: Programme, made: list[Activity]) -> None:
    """New activities, in one entry unless it is one."""
    if len(made) == 1:
        made[0].save(force_insert=True)
        change = entries.difference({}, {name: getattr(made[0], name) for name in COLUMNS})
        entries.append_row(actor, made[0], "plan.activity-added", change)
    elif made:
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="plan.activities-added",
            subject=programme,
            change={"activities": len(made), "days": sum(row.days for row in made)},
            touched=Activity.objects.bulk_create(made),
        )


def _judged(programme: Programme, rows: Sequence[Fields], answers: list[Did | Refused]) -> list[Did | Refused]:
    """The answers, with what the plan as a whole refuses at the row that can put it right."""
    place = {fields["code"]: number for number, fields in enumerate(rows)}
    for mistake in find_mistakes(works_of(programme)):
        number = next((place[key] for key in mistake.about if key in place), None)
        if number is not None and not isinstance(answers[number], Refused):
            answers[number] = _refusal(mistake, rows[number])
    return answers


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
    return _write(actor, row or _blank(programme, fields), fields, seen)


def _blank(programme: Programme, fields: Fields) -> Activity:
    """A new activity, of which everything that it has to have was given."""
    for name in WANTED:
        if not fields.get(name):
            raise Refused(_("A new activity has a {field}.").format(field=name), field=name)
    return Activity(organisation_id=programme.organisation_id, programme=programme, key=fields["code"], revision=0)


def _write(actor: Actor, row: Activity, fields: Fields, seen: int | None) -> Did:
    change = _fill(row, fields)
    if not change:
        return "unchanged"
    did: Did = _save(row, seen)
    entries.append_row(actor, row, "plan.activity-added" if did == "created" else "plan.activity-changed", change)
    return did


def _fill(row: Activity, fields: Fields) -> dict[str, list[object]]:
    """Write the fields into a row in hand, and say what that changes. Raises `Refused`."""
    given = {name: fields[name] for name in COLUMNS if name in fields}
    given = with_dependencies(with_progress(row, given))
    if not fields.get(BY_FACTOR):
        given = with_first_estimate(row, given)
    before = {name: getattr(row, name) for name in given} if row.revision else {}
    for name, value in given.items():
        setattr(row, name, value)
    check_activity(row)
    if not row.revision:
        check_code(row)
    return entries.difference(before, given)


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
