"""Asking to be erased, and answering it."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.policies import MANAGE_MEMBERS, Hidden, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.privacy.erasing import checked_reason, erase_former_member
from milepost.platform.privacy.exporting import Reach, organisations_of
from milepost.platform.privacy.models import ErasureRequest, Outcome
from milepost.platform.walls.visible import as_installation, seeing


@transaction.atomic
def ask_for_erasure(*, actor: Actor) -> int:
    """Ask every organisation that one is or was a member of; returns how many hear of it for the first time."""
    person = actor.known_person
    with as_installation("a request goes to every organisation that somebody ever belonged to"):
        Person.objects.select_for_update().get(pk=person.pk)  # two clicks take turns
        waiting = set(open_requests_of(person).values_list("organisation_id", flat=True))
        places = sorted((place for place in organisations_of(person) if place.pk not in waiting), key=lambda it: it.pk)
        for place in places:
            request = ErasureRequest.objects.create(organisation=place, person=person, asked_at=now())
            entries.append(
                actor=actor,
                organisation_id=place.pk,
                kind="person.erasure-asked",
                subject=request,
                touched=[request],
            )
    if not places:
        raise Refused(_("You have asked already."))
    return len(places)


def open_requests_of(person: Person) -> QuerySet[ErasureRequest]:
    """What a person asked for and nobody answered yet."""
    return ErasureRequest.objects.filter(person=person, outcome=Outcome.OPEN)


def own_requests(actor: Actor, reach: Reach) -> list[ErasureRequest]:
    """What whoever asks asked for, within their reach, the newest first."""
    with seeing(reach.keys):
        own = ErasureRequest.objects.filter(person=actor.known_person, organisation__in=reach.keys)
        return list(own.select_related("organisation").order_by("-pk"))


def requests_to(organisation: Organisation) -> QuerySet[ErasureRequest]:
    """Every request to an organisation, the newest first."""
    return ErasureRequest.objects.filter(organisation=organisation).select_related("person").order_by("-pk")


def get_open_request(organisation: Organisation, key: UUID) -> ErasureRequest:
    """One request that waits. Raises `Hidden` where there is none."""
    found = requests_to(organisation).filter(pk=key, outcome=Outcome.OPEN).first()
    if found is None:
        raise Hidden
    return found


def is_member(request: ErasureRequest) -> bool:
    """Whether whoever asked still is a member there: the membership ends first."""
    return Member.objects.filter(
        organisation_id=request.organisation_id, person_id=request.person_id, removed_at=None
    ).exists()


@transaction.atomic
def carry_out(*, actor: Actor, request: ErasureRequest, reason: str) -> None:
    """Erase whoever asked. Raises `Refused` while they are a member anywhere, or were elsewhere too."""
    require(actor, MANAGE_MEMBERS, organisation_id=request.organisation_id)
    erase_former_member(actor=actor, person=request.person, reason=reason)


@transaction.atomic
def decline(*, actor: Actor, request: ErasureRequest, reason: str) -> None:
    """Say why somebody is not erased; they read it on their page."""
    require(actor, MANAGE_MEMBERS, organisation_id=request.organisation_id)
    request.outcome, request.note, request.answered_at = Outcome.DECLINED, checked_reason(reason), now()
    request.save(update_fields=["outcome", "note", "answered_at"])
    entries.append(
        actor=actor,
        organisation_id=request.organisation_id,
        kind="person.erasure-declined",
        subject=request,
        change={"reason": request.note},
        touched=[request],
    )
