"""Somebody's week: what is late, what is due in it and soon after, what others are late with, what was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.engines.rules.dues.due import AHEAD
from milepost.features.actions.models import Action, ActionState
from milepost.features.inbox.facts.gathering import Gathered
from milepost.features.inbox.owed.gathering import inbox_of
from milepost.features.inbox.owed.items import Item
from milepost.features.inbox.selectors import programmes_in
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.selectors import sign_in_rules_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest says at a day. `several`: it is of more than one programme, so that each line names its own."""

    organisation: Organisation
    on: date
    monday: date
    late: tuple[Item, ...]
    this_week: tuple[Item, ...]
    soon: tuple[Item, ...]
    passed_on: tuple[Item, ...]
    done: tuple[Action, ...]
    several: bool

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to do; a digest of nothing is not sent."""
        return bool(self.late or self.this_week or self.soon or self.passed_on)


def week_of(person: Person, organisation: Organisation, *, on: date, gathered: Gathered | None = None) -> Week:
    """The week that a day lies in, of somebody in an organisation."""
    actor = actor_for(person, Channel.JOB, may_sign=False)
    programmes = programmes_in(actor, organisation)
    inbox = inbox_of(person, programmes, on=on, gathered=gathered)
    monday = on - timedelta(days=on.weekday())
    sunday = monday + timedelta(days=6)
    dated = [item for item in inbox.items if item.due_on is not None]
    done = Action.objects.filter(
        programme__in=programmes, owner=person, state=ActionState.DONE, finished_on__range=(monday - 7 * DAY, on)
    )
    return Week(
        organisation=organisation,
        on=on,
        monday=monday,
        late=tuple(item for item in dated if item.is_late(on)),
        this_week=tuple(item for item in dated if on <= (item.due_on or on) <= sunday),
        soon=tuple(item for item in dated if sunday < (item.due_on or on) <= on + AHEAD),
        passed_on=inbox.passed_on,
        done=tuple(done.select_related("programme__organisation").order_by("-finished_on", "number")[:50]),
        several=len(programmes) > 1,
    )


def worded(week: Week) -> tuple[str, str]:
    """Subject and text of its mail, in the active language. Where a second factor is asked for, it names no titles."""
    org, late = week.organisation, len(week.late)
    subject = (
        ngettext("{name}: one thing is overdue", "{name}: {count} things are overdue", late)
        if late
        else _("{name}: what is due this week")
    )
    context = {
        "week": week,
        "brief": sign_in_rules_of(org).second_factor,
        "origin": settings.CSRF_TRUSTED_ORIGINS[0].rstrip("/") if settings.CSRF_TRUSTED_ORIGINS else "",
        "inbox": reverse("inbox:inbox", kwargs={"org": org.code}),
        "switch": reverse("inbox:mail"),
    }
    name = " ".join(org.name.split())
    return subject.format(name=name, count=late), render_to_string("inbox/digest.txt", context)
