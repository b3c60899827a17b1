"""Saying on which days the organisation works."""

from datetime import date
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.dates import is_within
from milepost.platform.calendars.models import OwnDay
from milepost.platform.calendars.policies import EDIT_CALENDAR
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

NAME = 120


@transaction.atomic
def put_own_day(
    *, actor: Actor, organisation: Organisation, day: date, name: str, works: bool = False
) -> Literal["created", "updated", "unchanged"]:
    """Say that a day is off, or is worked although it is a public holiday."""
    require(actor, EDIT_CALENDAR, organisation_id=organisation.pk)
    if not name.strip() or len(name) > NAME:
        raise Refused(_("Name the day, in at most {count} characters.").format(count=NAME), field="name")
    if not is_within(day):
        raise Refused(_("A day lies between 1970 and 2100."), field="day")
    present = OwnDay.objects.select_for_update().filter(organisation=organisation, day=day).first()
    before = {"name": present.name, "works": present.works} if present else {}
    after = {"name": name.strip(), "works": works}
    if before == after:
        return "unchanged"
    row = present or OwnDay(organisation=organisation, day=day)
    row.name, row.works = name.strip(), works
    if present:
        save_revised(row)
    else:
        row.save(force_insert=True)
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="calendar.day-set",
        subject=row,
        change={"day": day, **entries.difference(before, after)},
        touched=[row],
    )
    return "updated" if present else "created"


@transaction.atomic
def remove_own_day(*, actor: Actor, own_day: OwnDay) -> None:
    """Take a decision back: the day is again what the country's calendar says."""
    require(actor, EDIT_CALENDAR, organisation_id=own_day.organisation_id)
    subject = entries.Subject.of(own_day)
    removed = OwnDay.objects.get(pk=own_day.pk)
    own_day.delete()
    entries.append(
        actor=actor,
        organisation_id=removed.organisation_id,
        kind="calendar.day-removed",
        subject=subject,
        change={"day": removed.day, "name": removed.name, "works": removed.works},
        removed=[removed],
    )
