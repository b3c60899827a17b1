"""Handing a version out to be read and understood, and saying that one has."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.features.actions.services import settle
from milepost.features.documents.models import Acknowledgement, Campaign, Document
from milepost.features.documents.policies import TAKE_PART, require_control
from milepost.features.documents.querysets import in_force_of, taking_part
from milepost.features.documents.services.keeping import (
    allow,
    ask_people,
    check_takes_part,
    in_language_of,
    keep,
    lock,
    note,
    say_day,
    today_of,
)
from milepost.features.documents.services.reminding import answered
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused

LEAST = 50  # percent of the audience at which something may be called communicated


@transaction.atomic
def hand_out(
    *,
    actor: Actor,
    document: Document,
    due_on: date,
    roles: Sequence[str] = (),
    people: Sequence[Person] = (),
    percent: int = 100,
) -> Campaign:
    """Hand the version in force to everybody in some roles and to people by name; each is asked on their list."""
    require_control(actor, document)
    row = lock(document)
    day = today_of(row)
    version = in_force_of(row, day)
    if version is None:
        raise Refused(
            _("No version of {number} is in force.").format(number=row.number), hint=_("Have one approved first.")
        )
    _check(row, due_on=due_on, roles=roles, people=people, percent=percent)
    audience = _audience(row.programme, roles, people)
    if not audience:
        raise Refused(
            _("Nobody would be asked."), field="roles", hint=_("Choose roles that somebody holds, or people.")
        )
    number = Campaign.objects.filter(version=version).aggregate(latest=Max("number"))["latest"] or 0
    campaign = Campaign.objects.create(
        organisation_id=row.organisation_id,
        version=version,
        number=number + 1,
        roles=sorted(set(roles)),
        percent=percent,
        started_on=day,
        due_on=due_on,
    )
    with in_language_of(row):
        title = _("Read {version}: {title}").format(version=version.identification, title=row.title)
    actions = ask_people(row, [(title, person, due_on) for person in audience])
    asked = Acknowledgement.objects.bulk_create(
        Acknowledgement(organisation_id=row.organisation_id, campaign=campaign, person=person, action=action)
        for person, action in zip(audience, actions, strict=True)
    )
    change = {
        "version": version.identification,
        "roles": ", ".join(campaign.roles),
        "asked": len(asked),
        "communicated_from": percent,
        "due_on": say_day(due_on),
    }
    note(actor, row, "documents.handed-out", change, [campaign, *asked, *actions])
    return campaign


def _check(document: Document, *, due_on: date, roles: Sequence[str], people: Sequence[Person], percent: int) -> None:
    if due_on < today_of(document):
        raise Refused(_("The day lies in the past."), field="due_on")
    if not LEAST <= percent <= 100:
        raise Refused(_("A share is a whole number from 50 to 100."), field="percent")
    if unknown := set(roles) - {role.value for role in TAKE_PART.roles}:
        raise Refused(
            _("There is no role {role} that reads and acknowledges.").format(role=min(unknown)), field="roles"
        )
    for person in people:
        check_takes_part(document.programme, person, "people")


def _audience(programme: Programme, roles: Sequence[str], people: Sequence[Person]) -> list[Person]:
    """Everybody once, by name: who holds one of the roles here or in the whole organisation, and who is named."""
    grants = taking_part(programme).filter(role__in=list(roles)).select_related("member__person")
    holding = [grant.member.person for grant in grants]
    return sorted({person.pk: person for person in (*holding, *people)}.values(), key=lambda one: (one.name, one.pk))


@transaction.atomic
def acknowledge(*, actor: Actor, document: Document, understood: bool = True) -> list[Acknowledgement]:
    """Say that one has read and understood what one was asked to read of a document."""
    allow(actor, TAKE_PART, document.programme)
    row = lock(document)
    mine = list(
        Acknowledgement.objects.filter(
            campaign__version__document=row, campaign__version__ended_on=None, person=actor.known_person
        ).select_related("campaign__version__document", "campaign__reminder", "action")
    )
    if not mine:
        raise Refused(_("You are not asked to read {number}.").format(number=row.number))
    waiting = [one for one in mine if one.read_on is None]
    if not waiting:
        raise Refused(_("You have acknowledged {number}.").format(number=row.number))
    if not understood:
        raise Refused(_("Say that you have read and understood it."), field="understood")
    for one in waiting:
        one.read_on = today_of(row)
        keep(one, is_new=False)
    mine_done = [one.action for one in waiting]
    settled = settle([*mine_done, *answered(one.campaign for one in waiting)], row.programme)
    change = {"version": waiting[0].campaign.version.identification}
    note(actor, row, "documents.acknowledged", change, [*waiting, *settled])
    return waiting
