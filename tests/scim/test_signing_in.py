"""Whom the provider brought by SCIM, when they sign in through it: the proof of the address is their consent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from milepost.platform.organisations.models import Grant, Member, Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite, remove_member
from milepost.platform.provisioning.services import map_group
from milepost.platform.signin.services import remove_provider
from tests.people import actor_of, client_of
from tests.scim.provider import Bearer
from tests.signin.provider import SECRET, VARIABLE, LocalProvider, local_provider
from tests.signin.test_providers import come_back, is_in, set_up


@pytest.fixture
def provider(
    settings: Any, monkeypatch: pytest.MonkeyPatch, cakrawala: Organisation, adi: Person
) -> Iterator[LocalProvider]:
    settings.OIDC_PLAIN_HTTP = True
    settings.PROVIDER_SECRETS = {VARIABLE: SECRET}
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with local_provider() as found:
        set_up(found, cakrawala, adi)
        yield found


def sign_in(provider: LocalProvider, email: str, **more: Any) -> bool:
    provider.claims = {"sub": f"sub-{email}", "email": email, "email_verified": True, **more}
    client = Client()
    come_back(provider, client)
    return is_in(client)


def test_a_new_user_signs_in_and_has_what_their_groups_give(
    provider: LocalProvider, there: Bearer, adi: Person
) -> None:
    user = there.user("nia@cakrawala.example")
    map_group(actor=actor_of(adi), group=there.group("Readers", user), role=Role.READER)
    assert sign_in(provider, user.email)
    assert Grant.objects.get(member__person__email=user.email).role == Role.READER


def test_somebody_of_another_organisation_becomes_a_member_by_signing_in_and_not_before(
    provider: LocalProvider, there: Bearer, adi: Person, zoe: Person, bukit: Organisation, cakrawala: Organisation
) -> None:
    user = there.user(zoe.email, displayName="Not Zoe")
    map_group(actor=actor_of(adi), group=there.group("Readers", user), role=Role.READER)
    assert not Member.objects.filter(person=zoe, organisation=cakrawala).exists()
    assert not sign_in(provider, zoe.email, email_verified=False)
    assert sign_in(provider, zoe.email)
    user.refresh_from_db()
    zoe.refresh_from_db()
    assert (user.person, zoe.name) == (zoe, "Zoe Lestari")
    assert [grant.role for grant in zoe.memberships.get(organisation=cakrawala).grants.all()] == [Role.READER]
    there.ask("DELETE", f"Users/{user.pk}")
    assert Member.objects.get(person=zoe, organisation=bukit).removed_at is None


def test_a_switched_off_or_removed_user_does_not_get_in(
    provider: LocalProvider, there: Bearer, adi: Person, zoe: Person, ada: Person
) -> None:
    waiting = there.user(zoe.email)
    there.patch(f"Users/{waiting.pk}", {"op": "replace", "path": "active", "value": "False"})
    assert not sign_in(provider, zoe.email)
    there.user(ada.email)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    assert not sign_in(provider, ada.email)


def test_roles_come_with_the_next_sign_in_of_whoever_accepted_an_invitation(
    provider: LocalProvider, there: Bearer, adi: Person, zoe: Person, bukit: Organisation, cakrawala: Organisation
) -> None:
    user = there.user(zoe.email)
    map_group(actor=actor_of(adi), group=there.group("Owners", user), role=Role.PRACTICE_OWNER)
    _, secret = invite(actor=actor_of(adi), organisation=cakrawala, email=zoe.email, name="Z", role=Role.READER)
    client_of(zoe).post(f"/invitation/{secret}")
    assert sign_in(provider, zoe.email)
    held = Grant.objects.filter(member__person=zoe, organisation=cakrawala).order_by("role")
    assert [grant.role for grant in held] == [Role.PRACTICE_OWNER, Role.READER]


def test_scim_works_without_a_provider_to_sign_in_with(
    provider: LocalProvider, there: Bearer, adi: Person, cakrawala: Organisation
) -> None:
    remove_provider(actor=actor_of(adi), organisation=cakrawala)
    assert there.user("nia@cakrawala.example").person is not None
