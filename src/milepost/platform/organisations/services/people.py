"""People: who can sign in, under which name, in which language."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Organisation, Person, Session, Token
from milepost.platform.organisations.refusals import Refused
from milepost.platform.walls.visible import as_installation

LANGUAGES = ("en", "id")
NAME_LENGTH = 200


def check_address(email: str) -> str:
    """The address as it is kept: without spaces, in lower case."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("{email} is not an e-mail address.").format(email=email), field="email") from None
    return address


def check_language(language: str) -> None:
    """Refuse a language that no text here is written in."""
    if language not in LANGUAGES:
        raise Refused(
            _("{language} is no language of Milepost; use en or id.").format(language=language), field="language"
        )


@transaction.atomic
def make_person(*, email: str, name: str, password: str | None = None, language: str = "en") -> Person:
    """A person who can sign in (with a password) or be invited to (without). Returns who is there already."""
    address = check_address(email)
    if present := Person.objects.filter(email=address).first():
        return present
    person = Person(email=address, name=_checked_name(name or address), language=language, joined_at=now())
    set_password(person, password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else made them between the two statements
        return Person.objects.get(email=address)
    return person


def _checked_name(name: str) -> str:
    short = " ".join(name.split())
    if not short:
        raise Refused(_("Say what you are called."), field="name")
    if len(short) > NAME_LENGTH:
        raise Refused(_("A name has at most {limit} characters.").format(limit=NAME_LENGTH), field="name")
    return short


def set_password(person: Person, password: str | None) -> None:
    """Put a password on a person in hand; None leaves them unable to sign in by password."""
    if password is None:
        person.set_unusable_password()
        return
    check_new_password(person, password)
    person.set_password(password)


def check_new_password(person: Person, password: str, *, field: str = "password") -> None:
    """Refuse a password that is too short, too common, or too much like what the person is called."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=field) from None


@transaction.atomic
def change_account(*, actor: Actor, name: str, language: str) -> Person:
    """Change one's own name and language. Every organisation's history says so, because it shows names."""
    check_language(language)
    _refuse_bound(actor)
    person = actor.known_person
    before = {"name": person.name, "language": person.language}
    person.name, person.language = _checked_name(name), language
    person.save(update_fields=["name", "language"])
    if person.name != before["name"]:
        change = entries.difference(before, {"name": person.name, "language": language})
        tell_organisations(actor, person, "person.changed", change)
    return person


def _refuse_bound(actor: Actor) -> None:
    """An organisation's identity provider vouches for somebody there; their account is theirs in all organisations."""
    if actor.bound_to is not None:
        raise Refused(
            _("You signed in through an organisation's identity provider, which cannot change your account."),
            hint=_("Sign in with your password first."),
        )


@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> None:
    """Read everything in another language from now on. A matter of taste, so no history."""
    check_language(language)
    person = actor.known_person
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def choose_digest_by_mail(*, actor: Actor, by_mail: bool) -> None:
    """Have one's weekly digests by mail, or read them here alone. A matter of taste, so no history."""
    person = actor.known_person
    person.digest_by_mail = by_mail
    person.save(update_fields=["digest_by_mail"])


@transaction.atomic
def change_password(*, actor: Actor, new: str, keep_session: str = "") -> Person:
    """Change one's own password; every session apart from `keep_session` ends.

    The caller has asked again who it is, by the present password and whoever has one by the second factor.
    """
    _refuse_bound(actor)
    person = actor.known_person
    set_password(person, new)
    person.save(update_fields=["password"])
    end_sessions(person, keep=keep_session)
    tell_organisations(actor, person, "person.password-changed", {})
    return person


@transaction.atomic
def set_lost_password(*, author: Author, person: Person, password: str) -> None:
    """A new password for somebody who lost theirs; they are signed out everywhere.

    The right to do so is the command line's own: an administrator of one organisation must not become a consultant in
    all of theirs.
    """
    set_password(person, password)
    person.save(update_fields=["password"])
    end_sessions(person)
    tell_organisations(author, person, "person.password-set", {})


@transaction.atomic
def deactivate_person(*, author: Author, person: Person) -> None:
    """Close somebody's account: sessions end, tokens are revoked, nothing of theirs opens anything from now on.

    The right to do so is the command line's own, because a person may belong to several organisations.
    """
    if not person.is_active:
        raise Refused(_("{name} is deactivated already.").format(name=person))
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    with as_installation("an account closes in every organisation its owner belongs to"):
        for member in _memberships(person):
            ended = end_tokens(person, member.organisation)
            entries.append(
                actor=author, organisation_id=member.organisation_id, kind="person.deactivated", subject=member,
                touched=ended,
            )  # fmt: skip


@transaction.atomic
def reactivate_person(*, author: Author, person: Person) -> None:
    """Open somebody's account again; their tokens stay revoked."""
    if person.is_active:
        raise Refused(_("{name} is active.").format(name=person))
    person.is_active = True
    person.save(update_fields=["is_active"])
    tell_organisations(author, person, "person.reactivated", {})


def end_sessions(person: Person, *, keep: str = "", within: UUID | None = None) -> int:
    """Sign somebody out everywhere, apart from the session `keep`. Returns how many sessions ended.

    `within` is the organisation whose provider opened the only ones to end.
    """
    rows = Session.objects.filter(person=person).exclude(session_key=keep)
    return (rows if within is None else rows.filter(bound_to=within)).delete()[0]


def end_tokens(person: Person, organisation: Organisation) -> list[Token]:
    """Revoke somebody's tokens in an organisation, within the caller's transaction, whose entry names them."""
    tokens = list(Token.objects.filter(organisation=organisation, person=person, revoked_at=None))
    for token in tokens:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
    return tokens


def tell_organisations(
    author: Author, person: Person, kind: str, change: Mapping[str, object], *, within: UUID | None = None
) -> None:
    """One entry in each organisation that the person belongs to, or in the one named.

    Streams come in a stable order, so that none deadlock.
    """
    rows = _memberships(person)
    with as_installation("what a person does with their account stands in every organisation they belong to"):
        for member in rows if within is None else rows.filter(organisation_id=within):
            entries.append(
                actor=author, organisation_id=member.organisation_id, kind=kind, subject=member, change=change
            )


def _memberships(person: Person) -> QuerySet[Member]:
    rows = Member.objects.filter(person=person, removed_at=None).select_related("organisation", "person")
    return rows.order_by("organisation_id")
