"""Members and invitations as the commands print them."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from milepost.doors.cli.output import show_once
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Organisation
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite


def invitation_path(secret: str) -> str:
    """The address of an invitation, without host: who serves it knows its own name."""
    return reverse("organisations:invitation", kwargs={"secret": secret})


def invitation_for(
    actor: Actor, organisation: Organisation, member: Member, role: Role, programme_id: UUID | None
) -> str | None:
    """A link by which a new member chooses a password; None for one who has their account already."""
    if member.person.is_taken:
        return None
    _, secret = invite(
        actor=actor,
        organisation=organisation,
        email=member.person.email,
        name=member.person.name,
        role=role,
        programme_id=programme_id,
        until=member.grants.get(role=role, programme_id=programme_id, given_by=None).until,
    )
    return invitation_path(show_once(secret))


def member_facts(member: Member, codes: dict[Any, str]) -> dict[str, Any]:
    """One member with their roles; `codes` names programmes by key."""
    return {
        "email": member.person.email,
        "name": member.person.name,
        "roles": [
            {"role": grant.role, "programme": codes.get(grant.programme_id), "until": grant.until}
            for grant in member.grants.all()
        ],
    }


def programme_codes(organisation: Organisation) -> dict[Any, str]:
    """The codes of an organisation's programmes, by key."""
    return dict(Programme.objects.filter(organisation=organisation).values_list("pk", "code"))
