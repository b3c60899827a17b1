"""Users, as the identity provider makes, changes and removes them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.tables import EditableRow, Superseded, save_revised
from milepost.platform.provisioning.models import ScimUser
from milepost.platform.provisioning.reading import UserWords, key_of
from milepost.platform.provisioning.refusals import Caller, missing, taken
from milepost.platform.provisioning.services.joining import come_in, follow_name, go, refuse_second, tell_of_user
from milepost.platform.provisioning.services.roles import settle, take_turns

WORDS = ("user_name", "external_id", "email", "display_name", "given_name", "family_name", "is_active")


@transaction.atomic
def add_user(*, caller: Caller, words: UserWords) -> ScimUser:
    """Take a user in, who becomes a member at once where nothing stands against it. Raises `ScimRefused`, `Refused`."""
    take_turns(caller.organisation)
    user = ScimUser(organisation=caller.organisation, made_at=now(), changed_at=now())
    _write(user, words)
    if words.is_active:
        come_in(caller, user, words)
    else:
        go(caller, user)
    refuse_second(user)
    user.save()
    change = {"email": user.email, "active": user.is_active}
    tell_of_user(caller.author, user, "scim.user-added", change, touched=[user])
    return user


@transaction.atomic
def change_user(
    *, caller: Caller, key: UUID | None, words_from: Callable[[ScimUser], UserWords], seen: int | None = None
) -> ScimUser:
    """Change a user: no longer active ends the membership, active again brings the user back. Nothing new, no entry."""
    take_turns(caller.organisation)
    user = _get(caller, key)
    refuse_superseded(user, seen)
    before, person, was_active = _facts(user), user.person_id, user.is_active
    called_before = _words_of(user).called
    words = words_from(user)
    _write(user, words)
    if words.is_active:
        come_in(caller, user, words)
    elif was_active:
        go(caller, user)
    refuse_second(user)
    change = entries.difference(before, _facts(user))
    is_changed = bool(change) or user.person_id != person
    if is_changed:
        user.changed_at = now()
        save_revised(user)
    if words.called != called_before:
        follow_name(caller, user, words.called)
    if user.person is not None:
        settle(caller.author, caller.organisation, person=user.person)
    if is_changed:
        tell_of_user(caller.author, user, "scim.user-changed", change, touched=[user])
    return user


@transaction.atomic
def remove_user(*, caller: Caller, key: UUID | None, seen: int | None = None) -> None:
    """Forget a user, and end the membership that the provider wanted. The person's account stays."""
    take_turns(caller.organisation)
    user = _get(caller, key)
    refuse_superseded(user, seen)
    if user.is_active:
        go(caller, user)
    memberships = list(user.memberships.all())
    change = {"email": user.email}
    tell_of_user(caller.author, user, "scim.user-removed", change, removed=[user, *memberships])
    user.delete()
    if user.person is not None:
        settle(caller.author, caller.organisation, person=user.person)


def refuse_superseded(row: EditableRow, seen: int | None) -> None:
    """Raise `Superseded` where the caller read an earlier revision than the row's; None asks for no check."""
    if seen is not None and seen != row.revision:
        raise Superseded(row)


def _get(caller: Caller, key: UUID | None) -> ScimUser:
    if key is None:
        raise missing()
    found = (
        ScimUser.objects.select_related("organisation", "person")
        .filter(organisation=caller.organisation, pk=key)
        .first()
    )
    if found is None:
        raise missing()
    return found


def _write(user: ScimUser, words: UserWords) -> None:
    for name in WORDS:
        setattr(user, name, getattr(words, name))
    user.user_key = key_of(words.user_name)
    others = ScimUser.objects.filter(organisation=user.organisation).exclude(pk=user.pk)
    if others.filter(user_key=user.user_key).exists():
        raise taken("There is a user of this userName already.")
    if others.filter(email=user.email).exists():
        raise taken("There is a user with this address of e-mail already.")


def _words_of(user: ScimUser) -> UserWords:
    return UserWords(**{name: getattr(user, name) for name in WORDS})


def _facts(user: ScimUser) -> dict[str, Any]:
    return {name: getattr(user, name) for name in WORDS}
