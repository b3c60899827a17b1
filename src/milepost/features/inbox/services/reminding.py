"""Reminding people of what they owe, and telling coordinator and sponsor of what is late: each of it once."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from milepost.engines.rules.dues.due import AHEAD
from milepost.engines.rules.dues.reminding import Stage, escalations, owners_stage
from milepost.features.actions.models import Action
from milepost.features.actions.querysets import open_actions
from milepost.features.documents.querysets import coordinator_of, first_with
from milepost.features.governance.services.putting import lock
from milepost.features.inbox.models import Reminder
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Member, Organisation
from milepost.platform.organisations.roles import Role

type Said = tuple[str, str, str, date]  # action, person, stage, and the day by which it was due then


def remind(organisation: Organisation) -> int:
    """Remind in an organisation's programmes; answers with how many reminders were said. A daily duty."""
    programmes = Programme.objects.select_related("organisation").filter(organisation=organisation).order_by("pk")
    return sum(remind_in(programme) for programme in programmes)


@transaction.atomic
def remind_in(programme: Programme) -> int:
    """Say what has to be said today in one programme; doing it again on the same day says nothing."""
    lock(programme)
    day = today(programme.organisation.timezone)
    actions = list(open_actions(programme).filter(due_on__lte=day + AHEAD))
    said = {
        (str(action), str(person), stage, due_on)
        for action, person, stage, due_on in Reminder.objects.filter(action__in=actions).values_list(
            "action_id", "person_id", "stage", "due_on"
        )
    }
    fresh = [reminder for reminder in _due_today(programme, actions, day) if _key(reminder) not in said]
    if fresh:
        Reminder.objects.bulk_create(fresh)
        _note(programme, fresh)
    return len(fresh)


def _due_today(programme: Programme, actions: list[Action], day: date) -> Iterator[Reminder]:
    members = Member.objects.filter(organisation_id=programme.organisation_id, removed_at=None)
    here = {str(key) for key in members.values_list("person_id", flat=True)}
    coordinator, sponsor = coordinator_of(programme), first_with(programme, Role.SPONSOR)
    above = {"coordinator": str(coordinator.pk) if coordinator else "", "sponsor": str(sponsor.pk) if sponsor else ""}
    for action in actions:
        due_on, owner = action.due_on or date.max, str(action.owner_id or "")
        stage = owners_stage(due_on, day)
        if stage is not None and owner in here:
            yield _reminder(action, owner, stage, day)
        for passed_on, person in escalations(due_on, day, owner=owner, **above):
            yield _reminder(action, person, passed_on, day)


def _reminder(action: Action, person: str, stage: Stage, day: date) -> Reminder:
    return Reminder(
        organisation_id=action.organisation_id, action=action, person_id=person, stage=stage.value,
        due_on=action.due_on or day, said_on=day,
    )  # fmt: skip


def _key(reminder: Reminder) -> Said:
    return str(reminder.action_id), str(reminder.person_id), reminder.stage, reminder.due_on


def _note(programme: Programme, fresh: list[Reminder]) -> None:
    passed_on = sum(Stage(reminder.stage).is_escalation for reminder in fresh)
    entries.append(
        actor=system(Channel.JOB),
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="actions.reminded",
        subject=programme,
        change={"reminders": len(fresh) - passed_on, "passed_on": passed_on},
    )
