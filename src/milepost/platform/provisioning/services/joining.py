"""Who a user of the provider is here, and when they become a member.

An address that is nobody's gets an account and a place. A member with that address is the user. Somebody who has an
account here and never was a member of this organisation is not made one over their head: they become one when they sign
in through this organisation's provider, which proves the address, or accept an invitation. Whom the provider took out
it may bring back; whom an administrator removed, it may not.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Model

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.states import kind_of
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.services import make_person
from milepost.platform.organisations.services.members import enter, leave
from milepost.platform.organisations.tables import save_revised
from milepost.platform.provisioning.models import ScimUser
from milepost.platform.provisioning.reading import UserWords
from milepost.platform.provisioning.refusals import Caller, taken
from milepost.platform.provisioning.services.roles import settle
from milepost.platform.walls.visible import as_installation


def member_behind(user: ScimUser) -> Member | None:
    """The present membership of the person that a user is."""
    if user.person_id is None:
        return None
    return Member.objects.filter(organisation=user.organisation_id, person=user.person_id, removed_at=None).first()


def come_in(caller: Caller, user: ScimUser, words: UserWords) -> None:
    """Make a user a member where the rules above allow it; else they wait. The caller saves the user."""
    here = caller.organisation
    if user.person is None:
        user.person = _person_for(here, user.email, words)
    if user.person is None or member_behind(user) is not None:
        return
    last = Member.objects.filter(organisation=here, person=user.person).order_by("-removed_at").first()
    if last is None or _was_ended_by_a_provider(last):
        enter(caller.author, here, user.person)


def go(caller: Caller, user: ScimUser) -> None:
    """End a user's membership, as every member's ends. Raises `Refused` for the last administrator."""
    user.person = user.person or _known_here(caller.organisation, user.email)
    member = member_behind(user)
    if member is not None:
        leave(caller.author, member)


def follow_name(caller: Caller, user: ScimUser, called: str) -> None:
    """Call a person what the provider calls them, if they belong to nobody else and never did."""
    member = member_behind(user)
    if member is None or user.person is None or user.person.name == called or _belongs_elsewhere(user.person, member):
        return
    before, user.person.name = user.person.name, called
    user.person.save(update_fields=["name"])
    entries.append(
        actor=caller.author,
        organisation_id=member.organisation_id,
        kind="person.changed",
        subject=member,
        change={"name": [before, called]},
    )


def is_awaited(organisation: Organisation, email: str) -> bool:
    """Whether the provider wants somebody in who must first prove that the address is theirs."""
    return (
        ScimUser.objects.filter(organisation=organisation, email=email, person=None, is_active=True).exists()
        and _known_here(organisation, email) is None
    )


def let_in(organisation: Organisation, *, email: str, name: str) -> Person:
    """Make an awaited person a member, who has just proven the address, within the caller's transaction."""
    person = make_person(email=email, name=name, language=organisation.language)
    enter(_themself(person), organisation, person)
    return person


def settle_signed_in(organisation: Organisation, person: Person) -> None:
    """Know who signed in as the provider's user, and give what their groups give, within the caller's transaction."""
    rows = ScimUser.objects.filter(organisation=organisation, is_active=True)
    user = rows.filter(person=person).first()
    if user is None:
        user = rows.filter(person=None, email=person.email).first()
        if user is None:
            return
        user.person, user.changed_at = person, now()
        save_revised(user)
        change = {"email": user.email, "user_name": user.user_name}
        tell_of_user(_themself(person), user, "scim.user-known", change, touched=[user])
    settle(_themself(person), organisation, person=person)


def tell_of_user(
    author: Author,
    user: ScimUser,
    kind: str,
    change: Mapping[str, object],
    *,
    touched: Iterable[Model] = (),
    removed: Iterable[Model] = (),
) -> None:
    """One entry about a user, within the caller's transaction.

    It is about the membership of the person it is, past or present, because that row stays: an erasure finds by it what
    to erase. Of a user that is nobody here yet, an entry says neither name nor address.
    """
    member = None
    if user.person is not None:
        member = Member.objects.filter(organisation=user.organisation_id, person=user.person).order_by("pk").last()
    entries.append(
        actor=author,
        organisation_id=user.organisation_id,
        kind=kind,
        subject=member or entries.Subject(kind_of(user), user.pk, f"user {user.pk.hex[-8:]}"),
        change=change if member is not None else {"fields": sorted(change)},
        touched=touched,
        removed=removed,
    )


def refuse_second(user: ScimUser) -> None:
    """Refuse a second user for one person."""
    others = ScimUser.objects.filter(organisation=user.organisation_id, person=user.person).exclude(pk=user.pk)
    if user.person is not None and others.exists():
        raise taken("Another user is this person already.")


def _person_for(here: Organisation, email: str, words: UserWords) -> Person | None:
    if Person.objects.filter(email=email).exists():
        return _known_here(here, email)
    return make_person(email=email, name=words.called, language=here.language)


def _known_here(here: Organisation, email: str) -> Person | None:
    """Whoever has this address and is or was a member."""
    member = Member.objects.filter(organisation=here, person__email=email).select_related("person").first()
    return member.person if member is not None else None


def _was_ended_by_a_provider(member: Member) -> bool:
    ended = Entry.objects.filter(organisation_id=member.organisation_id, subject_id=member.pk, kind="member.removed")
    return ended.filter(channel=Channel.SCIM).exists()


def _belongs_elsewhere(person: Person, member: Member) -> bool:
    with as_installation("a name is changed only where no other organisation ever knew the person by it"):
        return Member.objects.filter(person=person).exclude(organisation=member.organisation_id).exists()


def _themself(person: Person) -> Author:
    return Author(person_id=person.pk, name=person.name, email=person.email, channel=Channel.WEB)
