"""Tokens at the door of the API: whom they let in, how far, and until when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Organisation, Person, Token
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token, remove_member, revoke_token
from milepost.platform.signatures.services import Signing, confirm_identity
from tests.people import PASSWORD, actor_of

HERE = "/api/v1/organisations/cakrawala"
NIA = {"email": "nia@x.example", "name": "Nia"}


def made(actor: Person, person: Person, organisation: Organisation, scope: str = "write") -> tuple[Token, str]:
    return make_token(
        actor=actor_of(actor, Channel.CLI),
        organisation=organisation,
        person=person,
        scope=scope,
        expires_on=date(2099, 1, 1),
    )


def ask(secret: str, path: str = HERE) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"})


def test_a_caller_without_a_token_is_told_to_bring_one(cakrawala: Organisation) -> None:
    answer = Client().get(HERE)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="milepost"'


def test_a_signed_in_browser_is_no_token(adi: Person, cakrawala: Organisation) -> None:
    client = Client()
    client.force_login(adi, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(HERE).status_code == 401


def test_a_token_answers_for_its_member(adi: Person, cakrawala: Organisation) -> None:
    token, secret = made(adi, adi, cakrawala)
    assert ask(secret).json()["code"] == "cakrawala"
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-1] + "x", lambda s: s.removeprefix("mp_"), lambda s: "mp_", lambda s: s + "ä"]
)
def test_a_spoilt_token_opens_nothing(spoil: Any, adi: Person, cakrawala: Organisation) -> None:
    _, secret = made(adi, adi, cakrawala)
    assert ask(spoil(secret)).status_code == 401


def test_a_reading_token_writes_nothing(adi: Person, cakrawala: Organisation) -> None:
    _, secret = made(adi, adi, cakrawala, "read")
    answer = Client().post(
        f"{HERE}/members", NIA, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403
    assert ask(secret).status_code == 200


def test_a_token_ends_on_its_day_and_when_it_is_revoked(adi: Person, cakrawala: Organisation) -> None:
    token, secret = made(adi, adi, cakrawala)
    Token.objects.filter(pk=token.pk).update(expires_on=today("UTC") - timedelta(days=2))
    assert ask(secret).status_code == 401
    Token.objects.filter(pk=token.pk).update(expires_on=date(2099, 1, 1))
    revoke_token(actor=actor_of(adi), token=token)
    assert ask(secret).status_code == 401


def test_a_token_ends_with_the_membership_and_with_the_account(
    adi: Person, ada: Person, ben: Person, cakrawala: Organisation
) -> None:
    _, of_ada = made(adi, ada, cakrawala)
    _, of_ben = made(adi, ben, cakrawala)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    Person.objects.filter(pk=ben.pk).update(is_active=False)
    assert ask(of_ada).status_code == 401
    assert ask(of_ben).status_code == 401


def test_a_token_of_one_organisation_sees_nothing_of_another(
    adi: Person, zoe: Person, karl: Person, cakrawala: Organisation, bukit: Organisation
) -> None:
    _, secret = made(zoe, karl, bukit)
    assert ask(secret).status_code == 404
    assert [found["code"] for found in ask(secret, "/api/v1/organisations").json()] == ["bukit"]


def test_what_a_token_does_is_written_down_as_the_apis(adi: Person, cakrawala: Organisation) -> None:
    _, secret = made(adi, adi, cakrawala)
    Client().post(
        f"{HERE}/members", NIA, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert Entry.objects.get(kind="member.joined").channel == Channel.API


def test_a_token_never_signs(adi: Person) -> None:
    actor = actor_of(adi, Channel.API, may_sign=False)
    with pytest.raises(Refused, match="never sign"):
        confirm_identity(actor, Signing(PASSWORD))
