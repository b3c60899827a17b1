"""What stands in a feed: what one person owes in every programme they see, or what one programme has coming."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.catalogue.programme import phase as catalogue_phase
from milepost.features.actions.models import Action
from milepost.features.actions.querysets import open_actions
from milepost.features.governance.querysets import meetings_of
from milepost.features.inbox.owed.gathering import owed_by as inbox_items
from milepost.features.inbox.owed.items import Item
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import name_in
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.icalendar import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.ui.texts import speak

type Absolute = Callable[[str], str]


def owed_by(person: Person, programmes: QuerySet[Programme], absolute: Absolute) -> list[Entry]:
    """What somebody owes by a day, the soonest first. `absolute` makes an address of ours one for other programs."""
    return [_entry(item, absolute) for item in inbox_items(person, list(programmes)) if item.due_on is not None]


def _entry(item: Item, absolute: Absolute) -> Entry:
    note = item.action.note if item.action else ""
    return Entry(
        key=item.key,
        day=item.due_on or date.max,
        summary=f"{item.reference} {item.title}",
        words="\n".join(filter(None, (item.programme.name, note))),
        address=absolute(item.address),
        revision=item.action.revision if item.action else 0,
    )


def coming_in(programme: Programme, absolute: Absolute, *, language: str) -> list[Entry]:
    """What has a day in a programme: gates, meetings not yet held, deadlines of the plan, actions, the certificate."""
    found = chain(
        _gates(programme, absolute),
        _meetings(programme, absolute),
        _deadlines(programme, absolute, language),
        _actions(programme, open_actions(programme), absolute),
        _certificate(programme, absolute),
    )
    return sorted(found, key=_by_day)


def _by_day(entry: Entry) -> tuple[date, str]:
    return entry.day, entry.key


def _actions(programme: Programme, actions: QuerySet[Action], absolute: Absolute) -> Iterator[Entry]:
    for action in actions.exclude(due_on=None):
        owner = action.owner.name if action.owner else _("nobody")
        yield Entry(
            key=f"action-{action.pk}",
            day=action.due_on or date.max,
            summary=f"{action.reference} {action.title}",
            words="\n".join(filter(None, (programme.name, _("Owner: {name}").format(name=owner), action.note))),
            address=absolute(_page(programme, "actions:action", reference=action.reference)),
            revision=action.revision,
        )


def _gates(programme: Programme, absolute: Absolute) -> Iterator[Entry]:
    for phase in programme.phases.filter(closed_on=None):
        name = speak(catalogue_phase(phase.key).name)
        yield Entry(
            key=f"gate-{phase.pk}",
            day=phase.planned_to,
            summary=_("Gate of the phase {phase}").format(phase=name),
            words=programme.name,
            address=absolute(_page(programme, "gates:room", gate=phase.key)),
        )


def _meetings(programme: Programme, absolute: Absolute) -> Iterator[Entry]:
    for meeting in meetings_of(programme).filter(held_on=None):
        yield Entry(
            key=f"meeting-{meeting.pk}",
            day=meeting.due_on,
            summary=_("Steering committee {code}").format(code=meeting.code),
            words="\n".join(filter(None, (programme.name, meeting.agenda))),
            address=absolute(_page(programme, "governance:meeting", number=meeting.code)),
            revision=meeting.revision,
        )


def _deadlines(programme: Programme, absolute: Absolute, language: str) -> Iterator[Entry]:
    for activity in Activity.objects.filter(programme=programme, done_on=None).exclude(deadline=None):
        yield Entry(
            key=f"activity-{activity.pk}",
            day=activity.deadline or date.max,
            summary=_("Deadline: {activity}").format(activity=name_in(activity, language)),
            words=programme.name,
            address=absolute(_page(programme, "plans:activity", key=activity.key)),
            revision=activity.revision,
        )


def _certificate(programme: Programme, absolute: Absolute) -> Iterator[Entry]:
    if programme.certificate_wanted_on:
        yield Entry(
            key=f"certificate-{programme.pk}",
            day=programme.certificate_wanted_on,
            summary=_("The certificate is wanted"),
            words=programme.name,
            address=absolute(_page(programme, "plans:forecast")),
        )


def _page(programme: Programme, name: str, **more: Any) -> str:
    return reverse(name, kwargs={"org": programme.organisation.code, "code": programme.code, **more})
