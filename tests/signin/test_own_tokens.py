"""Tokens: made by their owner, with the password; seen and revoked from one's own page; by the machine for others."""

import re
from datetime import date

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person, Token
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token, revoke_token
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.signin.factors import with_app

NEW = "/o/cakrawala/tokens/new"
TYPED = {"password": PASSWORD, "scope": "write", "expires": "2099-01-01"}


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def make(actor: object, person: Person, organisation: Organisation) -> Token:
    token, _ = make_token(
        actor=actor,
        organisation=organisation,
        person=person,
        scope="read",
        expires_on=date(2099, 1, 1),  # type: ignore[arg-type]
    )
    return token


def test_a_member_makes_sees_and_revokes_their_own(ada: Person) -> None:
    client = client_of(ada)
    secret = re.search(r'value="(mp_[^"]+)"', client.post(NEW, TYPED).content.decode())
    token = Token.objects.get()
    page = client.get("/account/security").content.decode()
    assert secret is not None
    assert f"mp_{token.prefix}" in page
    assert secret.group(1) not in page
    assert client.post(f"/account/security/tokens/{token.pk}/revoke").url == "/account/security"
    assert "Revoked" in client.get("/account/security").content.decode()
    assert list(Entry.objects.filter(kind__startswith="token.").values_list("kind", "actor_id")) == [
        ("token.made", ada.pk),
        ("token.revoked", ada.pk),
    ]


def test_making_one_takes_the_password_and_the_second_factor(ada: Person) -> None:
    client = client_of(ada)
    assert client.post(NEW, {**TYPED, "password": "wrong-wrong-wrong"}).status_code == 422
    codes = with_app(ada)
    client = client_of(ada)
    assert client.post(NEW, TYPED).status_code == 422
    assert Token.objects.count() == 0
    assert client.post(NEW, {**TYPED, "code": codes[0]}).status_code == 200
    assert Token.objects.count() == 1


def test_an_administrator_makes_none_for_a_colleague_on_screen(
    adi: Person, ada: Person, cakrawala: Organisation
) -> None:
    with pytest.raises(Refused, match="its owner alone makes it"):
        make(actor_of(adi), ada, cakrawala)


def test_a_token_makes_no_other(adi: Person, cakrawala: Organisation) -> None:
    with pytest.raises(Refused, match="makes no other token"):
        make(actor_of(adi, Channel.API), adi, cakrawala)


def test_the_machines_administrator_makes_one_and_the_ledger_says_who(adi: Person, ada: Person) -> None:
    words = ("token", "create", ada.email, "--scope", "read", "--expires", "2099-01-01")
    assert cli(*words, "--as", adi.email).exit_code == 0
    entry = Entry.objects.get(kind="token.made")
    assert (entry.actor_id, entry.channel) == (adi.pk, "cli")
    assert Token.objects.get().person == ada


def test_on_the_command_line_too_it_takes_an_administrator_for_somebody_else(
    ada: Person, ben: Person, cakrawala: Organisation
) -> None:
    with pytest.raises(NotAllowed):
        make(actor_of(ada, Channel.CLI), ben, cakrawala)
    assert make(actor_of(ada, Channel.CLI), ada, cakrawala).person == ada


def test_external_auditors_and_members_without_a_role_make_none(
    programme: Programme, eka: Person, mira: Person, cakrawala: Organisation
) -> None:
    for person in (eka, mira):
        assert client_of(person).get(NEW).status_code == 403
        with pytest.raises(NotAllowed):
            make(actor_of(person), person, cakrawala)


def test_nobody_revokes_anothers_but_an_administrator(
    adi: Person, ada: Person, ben: Person, cakrawala: Organisation
) -> None:
    token = make(actor_of(ada), ada, cakrawala)
    client_of(ben).post(f"/account/security/tokens/{token.pk}/revoke")
    with pytest.raises(NotAllowed):
        revoke_token(actor=actor_of(ben), token=token)
    token.refresh_from_db()
    assert token.revoked_at is None
    revoke_token(actor=actor_of(adi), token=token)


def test_only_prefix_and_digest_are_kept(ada: Person, cakrawala: Organisation) -> None:
    _, secret = make_token(
        actor=actor_of(ada), organisation=cakrawala, person=ada, scope="read", expires_on=date(2099, 1, 1)
    )
    token = Token.objects.get()
    start = f"mp_{token.prefix}_"
    assert secret.startswith(start)
    kept = secret.removeprefix(start)  # which may hold that mark itself
    assert len(kept) >= 32
    assert len(token.digest) == 64
    assert kept not in "".join(str(value) for value in Token.objects.values().get().values())
