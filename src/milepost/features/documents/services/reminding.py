"""Reminding who was asked to read a version and has not said yet that they did, and who answers for the document."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.features.actions.models import Action
from milepost.features.documents.models import Acknowledgement, Campaign, Document
from milepost.features.documents.querysets import taking_part
from milepost.features.documents.services.keeping import (
    answering_for,
    ask_people,
    in_language_of,
    keep,
    lock,
    note,
    say_day,
)
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Organisation

SOON = timedelta(days=3)  # how long before the day until which they are asked readers are reminded


def remind_of_readings(organisation: Organisation) -> int:
    """Remind each reader once before the day and once after it, and then who answers for the document. A daily duty.

    Answers with how many readers were reminded. Whoever was asked on the same day is not reminded yet.
    """
    day = today(organisation.timezone)
    due = (
        Campaign.objects.filter(
            asked__in=_unread(day).filter(organisation=organisation),
            version__ended_on=None,
            version__document__withdrawn_on=None,
        )
        .select_related("version__document")
        .distinct()
        .order_by("pk")
    )
    return sum(_remind(campaign, day) for campaign in due)


def _unread(day: date) -> QuerySet[Acknowledgement]:
    """Who is to be reminded at a day of what they did not read."""
    late = Q(campaign__due_on__lt=day, reminded_late_on=None)
    soon = Q(campaign__due_on__range=(day, day + SOON), campaign__started_on__lt=day, reminded_on=None)
    return Acknowledgement.objects.filter(late | soon, read_on=None)


@transaction.atomic
def _remind(campaign: Campaign, day: date) -> int:
    document = lock(campaign.version.document)
    fresh = Campaign.objects.select_related("version", "reminder").get(pk=campaign.pk)
    fresh.version.document = document
    if fresh.version.ended_on is not None or document.withdrawn_on is not None:
        return 0
    here = taking_part(document.programme).values("member__person_id")
    unread = _unread(day).filter(campaign=fresh, person__in=here).select_related("person", "action")
    readers = list(unread.order_by("pk"))
    if not readers:
        return 0
    is_late = fresh.due_on < day
    actions = _ask_again(document, fresh, readers, is_late=is_late)
    for reader in readers:
        setattr(reader, "reminded_late_on" if is_late else "reminded_on", day)
        keep(reader, is_new=False)
    owner = _tell_owner(document, fresh, readers) if is_late else []
    change = {
        "version": fresh.version.identification,
        "due_on": say_day(fresh.due_on),
        "reminded": ", ".join(reader.person.name for reader in readers),
    }
    note(system(Channel.JOB), document, "documents.reading-reminded", change, [*readers, *actions, *owner])
    return len(readers)


def _ask_again(
    document: Document, campaign: Campaign, readers: Sequence[Acknowledgement], *, is_late: bool
) -> list[Action]:
    """Say it in what stands on their lists; who took that off without reading is asked anew."""
    said = {"version": campaign.version.identification, "title": document.title, "day": campaign.due_on.isoformat()}
    with in_language_of(document):
        title = (
            _("Overdue since {day}: read {version}: {title}") if is_late else _("Read by {day}: {version}: {title}")
        ).format(**said)
    there = [reader.action for reader in readers if reader.action and reader.action.is_open]
    for action in there:
        action.title = title[:300]
        keep(action, is_new=False)
    without = [reader for reader in readers if reader.action is None or not reader.action.is_open]
    anew = ask_people(document, [(title, reader.person, campaign.due_on) for reader in without])
    for reader, action in zip(without, anew, strict=True):
        reader.action = action
    return [*there, *anew]


def _tell_owner(document: Document, campaign: Campaign, readers: Iterable[Acknowledgement]) -> list[Any]:
    """Put it on the list of who answers for the document, once for what was handed out."""
    owner = answering_for(document)
    if owner is None or campaign.reminder_id is not None:
        return []
    names = [reader.person.name for reader in readers]
    with in_language_of(document):
        title = ngettext(
            "{count} person has not read {version}: {names}",
            "{count} people have not read {version}: {names}",
            len(names),
        ).format(count=len(names), version=campaign.version.identification, names=", ".join(names))
    [campaign.reminder] = ask_people(document, [(title, owner, campaign.due_on)])
    keep(campaign, is_new=False)
    return [campaign.reminder, campaign]


def answered(campaigns: Iterable[Campaign]) -> list[Action | None]:
    """What stands on lists because of readers, where none of them is waited for any more."""
    some = {campaign.pk: campaign for campaign in campaigns if campaign.reminder_id is not None}
    waiting = set(Acknowledgement.objects.filter(campaign__in=some, read_on=None).values_list("campaign_id", flat=True))
    return [campaign.reminder for key, campaign in some.items() if key not in waiting]
