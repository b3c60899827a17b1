"""Members and the roles they hold."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Invitation, Member, Organisation, Person
from milepost.platform.organisations.policies import MANAGE_MEMBERS, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services.people import end_sessions, end_tokens, make_person

AUDITOR_DAYS = 90  # an external auditor's access ends by itself, even where nobody said when


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    role: Role | None = None,
    programme_id: UUID | None = None,
    password: str | None = None,
    until: date | None = None,
) -> Member:
    """Make somebody a member with a role, in one programme or in all. Adding them again adds the role."""
    require(actor, MANAGE_MEMBERS, organisation_id=organisation.pk)
    person = make_person(email=email, name=name, password=password, language=organisation.language)
    return join(actor, organisation, person, role or Role.READER, programme_id, until)


def join(
    author: Author,
    organisation: Organisation,
    person: Person,
    role: Role,
    programme_id: UUID | None,
    until: date | None,
) -> Member:
    """Give a person a place and a role, within the caller's transaction; the caller has asked who may."""
    check_role(role, programme_id)
    day = today(organisation.timezone)
    if until is None and role == Role.EXTERNAL_AUDITOR:
        until = day + timedelta(days=AUDITOR_DAYS)
    check_end(until, organisation)
    member, joined = _member(organisation, person)
    grant, granted = Grant.objects.update_or_create(
        member=member,
        role=role,
        programme_id=programme_id,
        given_by=None,
        defaults={"organisation": organisation, "until": until},
    )
    entries.append(
        actor=author,
        organisation_id=organisation.pk,
        kind="member.joined" if joined else "member.granted",
        subject=member,
        change={"email": person.email, "role": role, "programme": programme_id, "until": until, "new": granted},
        touched=[member, grant],
    )
    return member


def enter(author: Author, organisation: Organisation, person: Person) -> Member:
    """Give a person a place without a role, within the caller's transaction; the caller has asked who may."""
    member, joined = _member(organisation, person)
    if joined:
        entries.append(
            actor=author,
            organisation_id=organisation.pk,
            kind="member.joined",
            subject=member,
            change={"email": person.email},
            touched=[member],
        )
    return member


def _member(organisation: Organisation, person: Person) -> tuple[Member, bool]:
    return Member.objects.get_or_create(
        organisation=organisation, person=person, removed_at=None, defaults={"joined_at": now()}
    )


def check_end(until: date | None, organisation: Organisation) -> None:
    """Refuse a role that would be over before it begins."""
    if until is not None and until < today(organisation.timezone):
        raise Refused(_("A role ends today or later."), field="until")


def check_role(role: Role, programme_id: UUID | None) -> None:
    """Refuse a role that cannot be held so."""
    if role == Role.ADMINISTRATOR and programme_id is not None:
        raise Refused(_("An administrator is one for the whole organisation, not for one programme."), field="role")


@transaction.atomic
def take_role(*, actor: Actor, grant: Grant) -> None:
    """Take a role away. The last administrator keeps theirs."""
    require(actor, MANAGE_MEMBERS, organisation_id=grant.organisation_id)
    if grant.given_by is not None:
        raise Refused(
            _("This role comes from a group of the identity provider."),
            hint=_("Take the person out of the group there, or say on the page Signing in that it gives none."),
        )
    if grant.role == Role.ADMINISTRATOR:
        _keep_an_administrator(grant.organisation_id, without=grant.member)
    entries.append(
        actor=actor,
        organisation_id=grant.organisation_id,
        kind="member.role-taken",
        subject=grant.member,
        change={"email": grant.member.person.email, "role": grant.role, "programme": grant.programme_id},
        removed=[grant],
    )
    grant.delete()


@transaction.atomic
def remove_member(*, actor: Actor, member: Member) -> None:
    """End a membership: its roles, sessions, tokens and open invitations end with it."""
    require(actor, MANAGE_MEMBERS, organisation_id=member.organisation_id)
    if member.removed_at is not None:
        raise Refused(_("{name} is not a member any more.").format(name=member))
    leave(actor, member)


def leave(author: Author, member: Member) -> None:
    """End a present membership within the caller's transaction; the caller has asked who may."""
    _keep_an_administrator(member.organisation_id, without=member)
    grants = list(member.grants.all())
    ended = [*end_tokens(member.person, member.organisation), *_end_invitations(member)]
    member.removed_at = now()
    member.save(update_fields=["removed_at"])
    entries.append(
        actor=author,
        organisation_id=member.organisation_id,
        kind="member.removed",
        subject=member,
        change={"email": member.person.email, "roles": [grant.role for grant in grants]},
        touched=[member, *ended],
        removed=grants,
    )
    Grant.objects.filter(pk__in=[grant.pk for grant in grants]).delete()
    end_sessions(member.person)


def _end_invitations(member: Member) -> list[Invitation]:
    """Without this, an invitation still lying in a mailbox would let the removed person in again."""
    invitations = list(
        Invitation.objects.filter(
            organisation_id=member.organisation_id, email=member.person.email, used_at=None, withdrawn_at=None
        )
    )
    for invitation in invitations:
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])
    return invitations


def _keep_an_administrator(organisation_id: UUID, *, without: Member) -> None:
    # The lock makes two administrators who remove each other take turns; the second is refused.
    Organisation.objects.select_for_update().get(pk=organisation_id)
    others = _administrators(organisation_id).exclude(member=without)
    if not others.exists() and without.grants.filter(role=Role.ADMINISTRATOR, programme_id=None).exists():
        raise _NoAdministratorLeft


def refuse_without_administrator(organisation_id: UUID) -> None:
    """Refuse, after roles were taken within the caller's transaction, to leave an organisation without one."""
    Organisation.objects.select_for_update().get(pk=organisation_id)
    if not _administrators(organisation_id).exists():
        raise _NoAdministratorLeft


def _administrators(organisation_id: UUID) -> QuerySet[Grant]:
    return Grant.objects.filter(
        organisation_id=organisation_id, role=Role.ADMINISTRATOR, programme_id=None, member__removed_at=None
    )


class _NoAdministratorLeft(Refused):
    """The last administrator was about to go."""

    def __init__(self) -> None:
        super().__init__(_("An organisation keeps at least one administrator. Name another one first."))
