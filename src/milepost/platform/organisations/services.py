"""Changing organisations and their people. Each function is one door: policy, rules, transaction, ledger."""

import hashlib
import secrets
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Invitation, Member, Organisation, Person, Token
from milepost.platform.organisations.policies import EDIT_ORGANISATION, MAKE_TOKENS, MANAGE_MEMBERS, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import save_revised

INVITATION_DAYS = 14
TOKEN_PREFIX = "mp_"  # noqa: S105 - a public prefix, no secret
LANGUAGES = ("en", "id")


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_person(*, email: str, name: str, password: str | None = None, language: str = "en") -> Person:
    """A person who can sign in (with a password) or be invited to (without). Returns who is there already."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("{email} is not an e-mail address.").format(email=email), field="email") from None
    if present := Person.objects.filter(email=address).first():
        return present
    person = Person(email=address, name=name.strip() or address, language=language, joined_at=now())
    set_password(person, password)
    person.save()
    return person


def set_password(person: Person, password: str | None) -> None:
    """Put a password on a person in hand; None leaves them unable to sign in by password."""
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from None
    person.set_password(password)


@transaction.atomic
def make_organisation(
    *, author: Author, code: str, name: str, administrator: Person, timezone: str = "Asia/Jakarta", language: str = "en"
) -> Organisation:
    """An organisation with its first administrator. The right to do so is the command line's own: shell access."""
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("An organisation with the code {code} exists.").format(code=code), field="code")
    _check_zone_and_language(timezone, language)
    organisation = Organisation.objects.create(
        code=code, name=name, timezone=timezone, language=language, made_at=now()
    )
    member = Member.objects.create(organisation=organisation, person=administrator, joined_at=now())
    grant = Grant.objects.create(organisation=organisation, member=member, role=Role.ADMINISTRATOR)
    entries.append(
        actor=author,
        organisation_id=organisation.pk,
        kind="organisation.made",
        subject=organisation,
        change={"code": code, "name": name, "administrator": administrator.email},
        touched=[organisation, member, grant],
    )
    return organisation


def _check_zone_and_language(timezone: str, language: str) -> None:
    if timezone not in available_timezones():
        raise Refused(_("{zone} is no time zone; write it like Asia/Jakarta.").format(zone=timezone), field="timezone")
    if language not in LANGUAGES:
        raise Refused(
            _("{language} is no language of Milepost; use en or id.").format(language=language), field="language"
        )


@transaction.atomic
def change_organisation(*, actor: Actor, organisation: Organisation, seen: int, **fields: str) -> Organisation:
    """Change name, time zone, country or language."""
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    _check_zone_and_language(
        fields.get("timezone", organisation.timezone), fields.get("language", organisation.language)
    )
    before = {name: getattr(organisation, name) for name in fields}
    for name, value in fields.items():
        setattr(organisation, name, value)
    save_revised(organisation, seen=seen)  # type: ignore[arg-type]
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="organisation.changed",
        subject=organisation,
        change=entries.difference(before, fields),
        touched=[organisation],
    )
    return organisation


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
    """Make somebody a member, with a role in one programme or (without one named) in all. Adding twice adds the role."""
    require(actor, MANAGE_MEMBERS, organisation_id=organisation.pk)
    person = make_person(email=email, name=name, password=password, language=organisation.language)
    return _join(actor, organisation, person, role or Role.READER, programme_id, until)


def _join(
    author: Author,
    organisation: Organisation,
    person: Person,
    role: Role,
    programme_id: UUID | None,
    until: date | None,
) -> Member:
    member, joined = Member.objects.get_or_create(
        organisation=organisation, person=person, removed_at=None, defaults={"joined_at": now()}
    )
    grant, granted = Grant.objects.update_or_create(
        member=member, role=role, programme_id=programme_id, defaults={"organisation": organisation, "until": until}
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


@transaction.atomic
def take_role(*, actor: Actor, grant: Grant) -> None:
    """Take a role away. The last administrator keeps theirs."""
    require(actor, MANAGE_MEMBERS, organisation_id=grant.organisation_id)
    _keep_an_administrator(grant.organisation_id, without=grant.member)
    entries.append(
        actor=actor,
        organisation_id=grant.organisation_id,
        kind="member.role-taken",
        subject=grant.member,
        change={"role": grant.role, "programme": grant.programme_id},
        removed=[grant],
    )
    grant.delete()


@transaction.atomic
def remove_member(*, actor: Actor, member: Member) -> None:
    """End a membership: its roles, sessions and tokens end with it."""
    require(actor, MANAGE_MEMBERS, organisation_id=member.organisation_id)
    _keep_an_administrator(member.organisation_id, without=member)
    grants = list(member.grants.all())
    tokens = list(Token.objects.filter(organisation_id=member.organisation_id, person=member.person, revoked_at=None))
    member.removed_at = now()
    member.save(update_fields=["removed_at"])
    for token in tokens:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
    entries.append(
        actor=actor,
        organisation_id=member.organisation_id,
        kind="member.removed",
        subject=member,
        change={"email": member.person.email, "roles": [grant.role for grant in grants]},
        touched=[member, *tokens],
        removed=grants,
    )
    Grant.objects.filter(pk__in=[grant.pk for grant in grants]).delete()
    end_sessions(member.person)


def _keep_an_administrator(organisation_id: UUID, *, without: Member) -> None:
    others = Grant.objects.filter(
        organisation_id=organisation_id, role=Role.ADMINISTRATOR, programme_id=None, member__removed_at=None
    ).exclude(member=without)
    if not others.exists() and without.grants.filter(role=Role.ADMINISTRATOR, programme_id=None).exists():
        raise Refused(_("An organisation keeps at least one administrator. Name another one first."))


def end_sessions(person: Person) -> None:
    """Sign somebody out everywhere."""
    for session in Session.objects.filter(expire_date__gte=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


@transaction.atomic
def invite(
    *, actor: Actor, organisation: Organisation, email: str, name: str, role: Role, programme_id: UUID | None = None
) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, which is shown once; no mail server is needed to hand it over."""
    require(actor, MANAGE_MEMBERS, organisation_id=organisation.pk)
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("{email} is not an e-mail address.").format(email=email), field="email") from None
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.strip().lower(),
        name=name,
        role=role,
        programme_id=programme_id,
        digest=digest(secret),
        made_by=actor.known_person,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="member.invited",
        subject=invitation,
        change={"email": invitation.email, "role": role, "programme": programme_id},
        touched=[invitation],
    )
    return invitation, secret


def open_invitation(secret: str) -> Invitation | None:
    """The invitation behind a link, while it can still be used."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(digest=digest(secret), used_at=None, withdrawn_at=None, expires_at__gt=now())
        .first()
    )


@transaction.atomic
def accept_invitation(*, author: Author, invitation: Invitation, person: Person) -> Member:
    """Use an invitation up. Two people with one link: the second is refused."""
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now(), used_by=person)
    if not used:
        raise Refused(_("This invitation was used already. Ask for another one."))
    return _join(author, invitation.organisation, person, Role(invitation.role), invitation.programme_id, None)


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Make an open invitation's link useless."""
    require(actor, MANAGE_MEMBERS, organisation_id=invitation.organisation_id)
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at"])
    entries.append(
        actor=actor,
        organisation_id=invitation.organisation_id,
        kind="member.invitation-withdrawn",
        subject=invitation,
        touched=[invitation],
    )


@transaction.atomic
def make_token(
    *, actor: Actor, organisation: Organisation, person: Person, scope: str, expires_on: date
) -> tuple[Token, str]:
    """A key for the API and its secret, which is shown once."""
    require(actor, MAKE_TOKENS, organisation_id=organisation.pk)
    if scope not in {"read", "write"}:
        raise Refused(_("A token's scope is read or write."), field="scope")
    if expires_on <= now().date():
        raise Refused(_("A token ends in the future."), field="expires")
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = Token.objects.create(
        organisation=organisation,
        person=person,
        prefix=prefix,
        digest=digest(secret),
        scope=scope,
        expires_on=expires_on,
    )
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="token.made",
        subject=token,
        change={"for": person.email, "scope": scope, "expires": expires_on},
        touched=[token],
    )
    return token, f"{TOKEN_PREFIX}{prefix}_{secret}"
