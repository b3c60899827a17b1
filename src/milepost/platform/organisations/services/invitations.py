"""Invitations: links that make their bearer a member, once; no mail server is needed to hand them over."""

import secrets
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person
from milepost.platform.organisations.policies import MANAGE_MEMBERS, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services.members import check_end, check_role, join
from milepost.platform.organisations.services.people import check_address, make_person, set_password
from milepost.platform.organisations.services.secrets import digest
from milepost.platform.walls.visible import as_installation, seeing

INVITATION_DAYS = 14


class InvitationState(StrEnum):
    """Whether a link can still be used, else why not."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state_of_invitation(invitation: Invitation) -> InvitationState:
    """Whether the link can still be used."""
    if invitation.used_at is not None:
        return InvitationState.USED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if invitation.expires_at > now() else InvitationState.EXPIRED


@transaction.atomic
def invite(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    role: Role,
    programme_id: UUID | None = None,
    until: date | None = None,
) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, which is shown once."""
    require(actor, MANAGE_MEMBERS, organisation_id=organisation.pk)
    check_role(role, programme_id)
    check_end(until, organisation)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=check_address(email),
        name=name.strip(),
        role=role,
        programme_id=programme_id,
        until=until,
        digest=digest(secret),
        made_by=actor.known_person,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="member.invited",
        subject=invitation,
        change={"email": invitation.email, "role": role, "programme": programme_id, "until": until},
        touched=[invitation],
    )
    return invitation, secret


def open_invitation(secret: str) -> Invitation | None:
    """The invitation behind a link, usable or not; None for a link that never was."""
    with as_installation("whoever holds a link belongs to no organisation yet"):
        return Invitation.objects.select_related("organisation", "made_by").filter(digest=digest(secret)).first()


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, person: Person | None = None, name: str = "", password: str | None = None
) -> Member:
    """Use an invitation up: as a person who is signed in, or as a new one who chooses a name and a password.

    Two people with one link: the second is refused. Somebody who has their account already must sign in first, by
    whatever they have, else the bearer of a link, who may be the one that made it, could choose their password.
    """
    with seeing([invitation.organisation_id]):  # whoever accepts is not a member yet
        return _accept(invitation, person or _newcomer(invitation, name, password))


def _accept(invitation: Invitation, person: Person) -> Member:
    if person.email != invitation.email:
        raise Refused(
            _("This invitation is for {invited}; you are signed in as {present}.").format(
                invited=invitation.email, present=person.email
            )
        )
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now()).update(
        used_at=now(), used_by=person
    )
    if not used:
        raise Refused(_("This invitation cannot be used any more. Ask for another one."))
    author = Author(person_id=person.pk, name=person.name, email=person.email, channel=Channel.WEB)
    role = Role(invitation.role)
    return join(author, invitation.organisation, person, role, invitation.programme_id, invitation.until)


def _newcomer(invitation: Invitation, name: str, password: str | None) -> Person:
    made = make_person(email=invitation.email, name=name, language=invitation.organisation.language)
    person = Person.objects.select_for_update().get(pk=made.pk)  # two links for one address take turns
    if person.is_taken or not person.is_active:
        raise Refused(
            _("You have an account here already. Sign in, then open the link again."),
            hint=_("Without a password, sign in by passkey or through your organisation’s identity provider."),
        )
    if _belongs_elsewhere(person, invitation):
        # The link is first in the inviter's hands: with it they could become this person in the other organisation.
        raise Refused(
            _("This address belongs to a member of another organisation who has no password yet."),
            hint=_("Ask there for an invitation first; then sign in and open this link again."),
        )
    if not password:
        raise Refused(_("Choose a password."), field="password")
    person.name = " ".join(name.split()) or person.name
    set_password(person, password)
    person.save(update_fields=["name", "password"])
    return person


def _belongs_elsewhere(person: Person, invitation: Invitation) -> bool:
    with as_installation("a link of one organisation must not open another's door"):
        elsewhere = Member.objects.filter(person=person, removed_at=None)
        return elsewhere.exclude(organisation=invitation.organisation_id).exists()


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Make an open invitation's link useless."""
    require(actor, MANAGE_MEMBERS, organisation_id=invitation.organisation_id)
    if state_of_invitation(invitation) != InvitationState.OPEN:
        raise Refused(_("This invitation is not open any more."))
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at"])
    entries.append(
        actor=actor,
        organisation_id=invitation.organisation_id,
        kind="member.invitation-withdrawn",
        subject=invitation,
        touched=[invitation],
    )
