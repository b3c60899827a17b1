"""Erasing a person from the product, without breaking what others rely on.

The account loses name, address and every way in; what entries about the person say in detail goes, and their name in
entries. Rows that point at them stay and lead to an account without a name; signatures stay as they were signed, for a
signed decision is evidence (`catalogue/privacy.toml` says so to the person). Records have an erasure of their own
(`milepost records erase`), by the name that the tool uses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.erasing import erase_details_about, erase_names
from milepost.platform.ledger.models import Entry, Payload
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.limits import ACCOUNT, CODE, forget_failures
from milepost.platform.organisations.models import (
    Grant,
    Invitation,
    KeptAnswer,
    Member,
    Organisation,
    Person,
    Session,
    Token,
)
from milepost.platform.organisations.policies import MANAGE_MEMBERS, Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.privacy.exporting import invited_as, organisations_of, provided_as, subjects_about
from milepost.platform.privacy.models import ErasureRequest, Outcome
from milepost.platform.provisioning.models import ScimMembership, ScimUser
from milepost.platform.signatures.models import Signature
from milepost.platform.signin.models import AuthenticatorApp, Identity, Passkey, RecoveryCode
from milepost.platform.walls.visible import as_installation

LONGEST_REASON = 300
ERASED = "@erased.invalid"  # a domain that can never be anybody's (RFC 2606)


@dataclass(frozen=True, slots=True)
class Erasing:
    """What an erasure removes and what it leaves: kind → how many; `label` is what the person is called from now on."""

    label: str
    organisations: tuple[str, ...]
    goes: Mapping[str, int]
    stays: Mapping[str, int]


def is_erased(person: Person) -> bool:
    """Whether a person was erased."""
    return person.email.endswith(ERASED)


def label_of(person: Person) -> str:
    """What an erased person is called. The last digits of a key are random; the first say when it was made."""
    return f"Erased person {person.pk.hex[-8:]}"


@transaction.atomic
def erase_person(*, author: Author, person: Person, reason: str, dry_run: bool = False) -> Erasing:
    """Erase somebody who works nowhere here any more; with `dry_run` only say what it would do. Raises `Refused`.

    The right to do so is the command line's own, because a person may have belonged to several organisations.
    """
    why = checked_reason(reason)
    with as_installation("an erasure reaches every organisation that somebody ever belonged to"):
        locked = Person.objects.select_for_update().get(pk=person.pk)
        _refuse(locked)
        places = organisations_of(locked)
        plan = _plan(locked, places)
        if not dry_run:
            for place in sorted(places, key=lambda found: found.pk):  # a stable order, so that no streams deadlock
                _erase_in(author, place, locked, why)
            _erase_account(locked)
    return plan


def erase_former_member(*, actor: Actor, person: Person, reason: str, dry_run: bool = False) -> Erasing:
    """Erase somebody who was a member of organisations that the actor administers, and of no other.

    Raises `Hidden` where they were in none of those, `Refused` where they were elsewhere too.
    """
    with as_installation("whose a former member was is looked up before anything is seen of them"):
        places = organisations_of(person)
    own = [place for place in places if allows(actor, MANAGE_MEMBERS, organisation_id=place.pk)]
    if not own:
        raise Hidden
    if len(own) < len(places):
        raise Refused(
            _("This cannot be done from within one organisation."),
            hint=_("Whoever runs the installation does it: milepost person erase, without --as."),
        )
    return erase_person(author=actor, person=person, reason=reason, dry_run=dry_run)


def checked_reason(reason: str) -> str:
    """A reason as it is kept. Raises `Refused` for none and for one that is too long."""
    why = " ".join(reason.split())
    if not 0 < len(why) <= LONGEST_REASON:
        raise Refused(
            _("A reason has 1 to {limit} characters; it is kept, so name nobody in it.").format(limit=LONGEST_REASON),
            field="reason",
        )
    return why


def _refuse(person: Person) -> None:
    if is_erased(person):
        raise Refused(_("{name} is erased already.").format(name=person))
    present = list(Member.objects.filter(person=person, removed_at=None).select_related("organisation"))
    if not present:
        return
    places = ", ".join(sorted(member.organisation.code for member in present))
    hint = _("End it first: milepost member remove {organisation} {email}.").format(
        organisation=present[0].organisation.code, email=person.email
    )
    if alone := [member.organisation.code for member in present if _is_last_administrator(member)]:
        hint = _("They are the last administrator of {places}: name another one first.").format(
            places=", ".join(sorted(alone))
        )
    raise Refused(_("{name} is a member of {places}.").format(name=person, places=places), field="email", hint=hint)


def _is_last_administrator(member: Member) -> bool:
    present = Grant.objects.filter(
        organisation_id=member.organisation_id, role=Role.ADMINISTRATOR, member__removed_at=None
    )
    holders = set(present.values_list("member_id", flat=True))
    return holders == {member.pk}


def _plan(person: Person, places: Sequence[Organisation]) -> Erasing:
    about = [key for place in places for key in subjects_about(person, place.pk)]
    here = Q(organisation__in=places)
    factors = (AuthenticatorApp, Passkey, RecoveryCode)
    goes = {
        "sessions": Session.objects.filter(person=person).count(),
        "factors": sum(model.objects.filter(person=person).count() for model in factors),
        "identities": Identity.objects.filter(here, person=person).count(),
        "users at identity providers": ScimUser.objects.filter(here, provided_as(person)).count(),
        "tokens": Token.objects.filter(person=person).count(),
        "invitations": Invitation.objects.filter(here, invited_as(person)).count(),
        "details": Payload.objects.filter(entry__subject_id__in=about).count(),
        "names": Entry.objects.filter(actor_id=person.pk).exclude(actor_salt=None).count(),
    }
    stays = {
        "signatures": Signature.objects.filter(person=person).count(),
        "memberships": Member.objects.filter(person=person).count(),
        "entries": Entry.objects.filter(actor_id=person.pk).count(),
        "names in entries of before": Entry.objects.filter(actor_id=person.pk, actor_salt=None).count(),
    }
    return Erasing(label_of(person), tuple(place.code for place in places), goes, stays)


def _erase_in(author: Author, organisation: Organisation, person: Person, reason: str) -> None:
    """The details first: what they knew of rows is said again, before some of these rows go."""
    about, label = subjects_about(person, organisation.pk), label_of(person)
    erase_details_about(author=author, organisation_id=organisation.pk, keys=list(about), reason=reason)
    tokens = list(Token.objects.filter(organisation=organisation, person=person))
    invitations = list(Invitation.objects.filter(invited_as(person), organisation=organisation))
    identities = list(Identity.objects.filter(organisation=organisation, person=person))
    users = list(ScimUser.objects.filter(provided_as(person), organisation=organisation))
    inside = list(ScimMembership.objects.filter(user__in=users))
    entries.append(
        actor=author,
        organisation_id=organisation.pk,
        kind="person.erased",
        subject=entries.Subject("organisations.person", person.pk, label),
        change={"reason": reason, "tokens": len(tokens), "invitations": len(invitations)},
        touched=_closed_requests(organisation, person),
        removed=[*tokens, *invitations, *identities, *users, *inside],
    )
    Token.objects.filter(pk__in=[token.pk for token in tokens]).delete()
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).delete()
    Identity.objects.filter(pk__in=[identity.pk for identity in identities]).delete()
    ScimUser.objects.filter(pk__in=[user.pk for user in users]).delete()
    # A token's label is its prefix, which names nobody.
    named: list[UUID] = [key for key, kind in about.items() if kind != "organisations.token"]
    erase_names(author=author, organisation_id=organisation.pk, keys=named, label=label, reason=reason)


def _closed_requests(organisation: Organisation, person: Person) -> list[ErasureRequest]:
    requests = list(ErasureRequest.objects.filter(organisation=organisation, person=person, outcome=Outcome.OPEN))
    for request in requests:
        request.outcome, request.answered_at = Outcome.ERASED, now()
        request.save(update_fields=["outcome", "answered_at"])
    return requests


def _erase_account(person: Person) -> None:
    for model in (Session, AuthenticatorApp, Passkey, RecoveryCode):
        model.objects.filter(person=person).delete()
    KeptAnswer.objects.filter(caller__in=[f"person:{person.pk}", f"cli:{person.email}"]).delete()
    forget_failures(ACCOUNT, person.email)
    forget_failures(CODE, str(person.pk))
    person.name, person.email = label_of(person), f"erased-{person.pk.hex}{ERASED}"
    person.is_active, person.last_login, person.second_factor_since = False, None, None
    person.set_unusable_password()
    person.save()
