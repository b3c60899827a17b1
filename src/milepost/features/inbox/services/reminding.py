"""Reminding people of what they owe, and telling coordinator and sponsor of what is late: each of it once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from milepost.engines.rules.dues.due import AHEAD
from milepost.engines.rules.dues.reminding import Stage, escalations, late_since, owners_stage
from milepost.features.actions.models import Action
from milepost.features.actions.querysets import open_actions
from milepost.features.documents.querysets import coordinator_of, first_with
from milepost.features.governance.services.putting import lock
from milepost.features.inbox.models import Reminder
from milepost.features.inbox.people import people_in
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.roles import Role

type Said = tuple[UUID, UUID, str, date]  # action, person, stage, and the day by which it was due then


@dataclass(frozen=True, slots=True)
class Told:
    """What was said already: each reminder, and since when somebody knows of an action or hears of it as late."""

    said: set[Said] = field(default_factory=set)
    first: dict[tuple[UUID, UUID | None], date] = field(default_factory=dict)
    passed_on: dict[tuple[UUID, date], date] = field(default_factory=dict)

    @classmethod
    def of(cls, reminders: Iterable[Reminder]) -> "Told":
        """Of reminders, the first said first."""
        told = cls()
        for one in reminders:
            told.said.add(_key(one))
            told.first.setdefault((one.action_id, one.person_id), one.said_on)
            if one.stage == Stage.COORDINATOR:
                told.passed_on.setdefault((one.action_id, one.due_on), one.said_on)
        return told


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
    told = Told.of(Reminder.objects.filter(action__in=actions).order_by("said_on", "pk"))
    fresh = [reminder for reminder in _due_today(programme, actions, told, day) if _key(reminder) not in told.said]
    if fresh:
        Reminder.objects.bulk_create(fresh)
        _note(programme, fresh)
    return len(fresh)


def _due_today(programme: Programme, actions: list[Action], told: Told, day: date) -> Iterator[Reminder]:
    here = people_in(programme)
    coordinator, sponsor = coordinator_of(programme), first_with(programme, Role.SPONSOR)
    above = {"coordinator": str(coordinator.pk) if coordinator else "", "sponsor": str(sponsor.pk) if sponsor else ""}
    for action in actions:
        due_on, owner = action.due_on or date.max, str(action.owner_id or "")
        stage = owners_stage(due_on, day)
        if stage is not None and owner in here:
            yield _reminder(action, here[owner].pk, stage, day)
        knows_since = told.first.get((action.pk, action.owner_id), day) if owner in here else None
        since = late_since(due_on, listed_on=action.made_on, owner_told_on=knows_since)
        heard = told.passed_on.get((action.pk, due_on))
        for passed_on, person in escalations(since, day, owner=owner, coordinator_told_on=heard, **above):
            yield _reminder(action, UUID(person), passed_on, day)


def _reminder(action: Action, person: UUID, stage: Stage, day: date) -> Reminder:
    return Reminder(
        organisation_id=action.organisation_id, action=action, person_id=person, stage=stage.value,
        due_on=action.due_on or day, said_on=day,
    )  # fmt: skip


def _key(reminder: Reminder) -> Said:
    return reminder.action_id, reminder.person_id, reminder.stage, reminder.due_on


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
