"""Who owns a practice: the twenty of a programme, owner and deputy, and their word that they take it on."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practices as known_practices
from milepost.features.practices.models import Practice
from milepost.features.practices.policies import ASSIGN_PRACTICES, OWN_PRACTICES
from milepost.features.practices.selectors import get_practice
from milepost.features.practices.services.noting import allow, note
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised


@transaction.atomic
def add_practices(*, actor: Actor, programme: Programme) -> list[Practice]:
    """Give a programme the practices of the catalogue that it lacks: all twenty when it is new."""
    allow(actor, ASSIGN_PRACTICES, programme)
    present = set(Practice.objects.filter(programme=programme).values_list("key", flat=True))
    made = Practice.objects.bulk_create(
        Practice(organisation=programme.organisation, programme=programme, key=known.key)
        for known in known_practices()
        if known.key not in present
    )
    if made:
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="practices.added",
            subject=programme,
            change={"practices": [practice.key for practice in made]},
            touched=made,
        )
    return made


def settle_practice(*, actor: Actor, programme: Programme, key: str, field: str = "practice") -> Practice:
    """A practice by its key; a programme that lacks some gets them first, if the actor may."""
    if key not in {known.key for known in known_practices()}:
        raise Refused(
            _("There is no practice {key}.").format(key=key),
            field=field,
            hint=_("One of {keys}.").format(keys=", ".join(known.key for known in known_practices())),
        )
    try:
        return get_practice(programme, key)
    except Hidden:
        if not allows(actor, ASSIGN_PRACTICES, organisation_id=programme.organisation_id, programme_id=programme.pk):
            raise Refused(
                _("The practices of this programme are not set up yet."),
                field=field,
                hint=_("The coordinator sets them up: `milepost apply` with the kind practices."),
            ) from None
        add_practices(actor=actor, programme=programme)
        return get_practice(programme, key)


@transaction.atomic
def assign_practice(
    *,
    actor: Actor,
    practice: Practice,
    owner: Person,
    deputy: Person | None,
    hours_per_week: Decimal | None,
    seen: int | None = None,
) -> Practice:
    """Name owner, deputy and weekly hours. A new owner has yet to accept."""
    programme = practice.programme
    allow(actor, ASSIGN_PRACTICES, programme)
    for person in (owner, deputy):
        if person is not None and not _is_member(programme, person):
            raise Refused(
                _("{name} is no member of this organisation.").format(name=person),
                field="owner",
                hint=_("Add them first, or choose somebody else."),
            )
    if deputy is not None and deputy.pk == owner.pk:
        raise Refused(_("Owner and deputy are two people."), field="deputy")
    if hours_per_week is not None and not _fits(hours_per_week):
        raise Refused(
            _("Hours a week are a number above 0, at most 60, with at most one decimal."), field="hours_per_week"
        )
    before = {
        "owner": practice.owner and practice.owner.email,
        "deputy": practice.deputy and practice.deputy.email,
        "hours": practice.hours_per_week,
    }
    if practice.owner_id != owner.pk:
        practice.accepted_on = None
    practice.owner, practice.deputy, practice.hours_per_week = owner, deputy, hours_per_week
    save_revised(practice, seen=seen)
    after = {"owner": owner.email, "deputy": deputy and deputy.email, "hours": hours_per_week}
    note(actor, practice, "practices.assigned", entries.difference(before, after), [practice])
    return practice


@transaction.atomic
def accept_practice(*, actor: Actor, practice: Practice) -> Practice:
    """The named owner takes the practice on."""
    allow(actor, OWN_PRACTICES, practice.programme)
    if practice.owner_id is None:
        raise Refused(_("Nobody is named as the owner yet."), hint=_("Name one first: `milepost practice own`."))
    if practice.owner_id != actor.person_id:
        raise Refused(_("Only {name}, who is named as the owner, can accept.").format(name=practice.owner))
    practice.accepted_on = practice.accepted_on or today(practice.organisation.timezone)
    save_revised(practice)
    note(actor, practice, "practices.accepted", {"owner": actor.email}, [practice])
    return practice


def _is_member(programme: Programme, person: Person) -> bool:
    return Member.objects.filter(organisation_id=programme.organisation_id, person=person, removed_at=None).exists()


def _fits(hours: Decimal) -> bool:
    """More decimals than the column has would be rounded there, and the ledger would remember another number."""
    return hours.is_finite() and 0 < hours <= 60 and not hours * 10 % 1
