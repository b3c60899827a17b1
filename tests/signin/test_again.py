"""Signing without a password: the organisation's identity provider vouches again, once, for exactly what is signed."""

import json
import re
import time
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from milepost.features.governance.models import Commitment
from milepost.features.governance.services import write_commitment
from milepost.features.governance.signables import commitment_signable
from milepost.features.practices.models import NilStatement
from milepost.features.practices.selectors import get_practice
from milepost.features.practices.services import add_practices, assign_practice, record_live_before
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person, Token
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signin.models import AuthenticatorApp, IdentityProvider, Passkey
from tests.people import PASSWORD, actor_of, client_of
from tests.signin.device import options, with_passkey
from tests.signin.factors import at_step, code_at, with_app
from tests.signin.provider import WITH, LocalProvider, come_back, local_provider, set_up

PAGE = "/o/cakrawala/p/sms-1/governance/commitment/"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


@pytest.fixture
def commitment(programme: Programme, ada: Person) -> Commitment:
    return write_commitment(
        actor=actor_of(ada), programme=programme, text="We stand by it.", covers=["programme", "resources", "timeline"]
    )


@pytest.fixture
def browser(there: LocalProvider, provider: IdentityProvider, sari: Person) -> Client:
    """Sari, the sponsor, has no password here and has signed in through her organisation."""
    forget_password(sari)
    return signed_in_there(there, sari)


def forget_password(person: Person) -> None:
    person.set_unusable_password()
    person.save(update_fields=["password"])


def signed_in_there(there: LocalProvider, person: Person) -> Client:
    there.claims = {"sub": f"sub-{person.email}", "email": person.email, "email_verified": True}
    client = Client()
    come_back(there, client)
    return client


def way_on(client: Client, page: str = PAGE) -> str:
    """The link to the provider on a page that asks again."""
    found = re.search(r'href="(/sign-in/again\?ask=[^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found.group(1)


def vouch(there: LocalProvider, client: Client, page: str = PAGE, *, link: str = "") -> Any:
    """Sign in again at the provider, and come back."""
    away = client.get(link or way_on(client, page))
    return client.get(f"{WITH}/answer", there.agree(away.url))


def sign(client: Client) -> Any:
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', client.get(PAGE).content.decode())
    return client.post(PAGE, {"digest": digest.group(1) if digest else "0" * 64, "provider": "confirmed"})


# -- the way it goes --------------------------------------------------------------------------------------------------


def test_somebody_without_a_password_signs_by_signing_in_again_at_their_organisation(
    there: LocalProvider, browser: Client, commitment: Commitment, sari: Person, provider: IdentityProvider
) -> None:
    before = browser.get(PAGE).content.decode()
    assert "Sign in again there" in before
    assert "Your password" not in before
    back = vouch(there, browser)
    assert back.url == PAGE
    assert Signature.objects.count() == 0  # coming back signs nothing
    assert "has just vouched for you" in browser.get(PAGE).content.decode()
    assert Signature.objects.count() == 0
    assert sign(browser).status_code == 302
    signature = Signature.objects.get()
    assert (signature.person, signature.method, signature.counts) == (sari, Method.PROVIDER, True)
    told = json.loads(bytes(Entry.objects.get(kind="signature.given").payload.body))["change"]
    assert (told["method"], told["issuer"]) == ("provider", provider.issuer)
    assert "at the organisation’s identity provider" in browser.get(PAGE).content.decode()


def test_the_provider_is_asked_to_sign_in_anew(there: LocalProvider, browser: Client, commitment: Commitment) -> None:
    away = browser.get(way_on(browser)).url
    assert "prompt=login" in away
    assert "max_age=0" in away


def test_until_it_has_vouched_nothing_is_signed(browser: Client, commitment: Commitment) -> None:
    assert '<button class="primary">' not in browser.get(PAGE).content.decode().partition("sign-heading")[2]
    assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_whoever_has_a_password_signs_by_it_and_not_by_the_providers_word(
    there: LocalProvider, provider: IdentityProvider, commitment: Commitment, sari: Person
) -> None:
    client = signed_in_there(there, sari)
    page = client.get(PAGE).content.decode()
    assert "Your password" in page
    assert "Sign in again there" not in page
    assert sign(client).status_code == 422
    assert Signature.objects.count() == 0


# -- what does not count ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"auth_time": None},
        {"auth_time": 1_700_000_000},
        {"auth_time": 32_503_680_000},
        {"auth_time": "now"},
        {"auth_time": True},
        {"sub": "somebody else"},
        {"nonce": "another"},
    ],
    ids=str,
)
def test_another_person_or_an_earlier_sign_in_does_not_count(
    claims: dict[str, Any], there: LocalProvider, browser: Client, commitment: Commitment
) -> None:
    there.claims |= claims
    assert vouch(there, browser).url == PAGE
    assert "did not sign you in anew" in browser.get(PAGE).content.decode()
    assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_it_counts_once(there: LocalProvider, browser: Client, commitment: Commitment) -> None:
    vouch(there, browser)
    kept = browser.session["vouched-again"]
    assert sign(browser).status_code == 302
    assert "vouched-again" not in browser.session
    assert kept["purposes"] == [commitment_signable(commitment).purpose]
    assert sign(browser).status_code == 422


def test_the_way_back_is_gone_once(there: LocalProvider, browser: Client, commitment: Commitment) -> None:
    query = there.agree(browser.get(way_on(browser)).url)
    browser.get(f"{WITH}/answer", query)
    assert sign(browser).status_code == 302
    assert browser.get(f"{WITH}/answer", query).url == "/sign-in"


def test_it_counts_for_five_minutes(there: LocalProvider, browser: Client, commitment: Commitment) -> None:
    vouch(there, browser)
    with mock.patch("milepost.platform.signin.again.time.time", return_value=time.time() + 301):
        assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_it_counts_for_nothing_that_changed_meanwhile(
    there: LocalProvider, browser: Client, commitment: Commitment, ada: Person, programme: Programme
) -> None:
    vouch(there, browser)
    write_commitment(
        actor=actor_of(ada), programme=programme, commitment=commitment, seen=commitment.revision,
        text="Something else.", covers=["programme", "resources", "timeline"],
    )  # fmt: skip
    assert "has just vouched" not in browser.get(PAGE).content.decode()
    assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_it_counts_for_nothing_else(there: LocalProvider, browser: Client, commitment: Commitment) -> None:
    """Whoever was vouched for to make a token has not signed the commitment."""
    vouch(there, browser, "/o/cakrawala/tokens/new")
    assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_it_counts_in_the_session_that_asked_and_no_other(
    there: LocalProvider, browser: Client, commitment: Commitment, sari: Person
) -> None:
    other = signed_in_there(there, sari)
    assert other.get(way_on(browser)).url == "/"  # the link is of the first session
    query = there.agree(browser.get(way_on(browser)).url)
    assert other.get(f"{WITH}/answer", query).url == "/sign-in"
    browser.get(f"{WITH}/answer", query)
    assert sign(other).status_code == 422
    assert sign(browser).status_code == 302


def test_a_link_for_somebody_else_a_forged_one_and_an_old_one_lead_nowhere(
    there: LocalProvider, browser: Client, commitment: Commitment, ada: Person
) -> None:
    link = way_on(browser)
    assert client_of(ada).get(link).url == "/"
    assert browser.get(link[:-3] + "xyz").url == "/"
    with mock.patch("django.core.signing.time.time", return_value=time.time() + 901):
        assert browser.get(link).url == "/"


def test_a_provider_that_is_removed_or_replaced_vouches_no_more(
    there: LocalProvider, browser: Client, commitment: Commitment, cakrawala: Organisation, adi: Person
) -> None:
    vouch(there, browser)
    with local_provider() as other:
        set_up(other, cakrawala, adi)
    assert sign(browser).status_code == 422
    assert Signature.objects.count() == 0


def test_a_provider_that_does_not_answer_says_so_where_one_was(
    there: LocalProvider, browser: Client, commitment: Commitment
) -> None:
    link = way_on(browser)
    there.about = {"issuer": "https://other.example"}
    assert browser.get(link).url == PAGE
    assert "does not answer" in browser.get(PAGE).content.decode()


def test_a_nil_statement_is_signed_as_its_words_were_saved(
    there: LocalProvider, provider: IdentityProvider, programme: Programme, ada: Person, olga: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for module in ("views.pages", "services.nil_statements"):
        monkeypatch.setattr(f"milepost.features.practices.{module}.today", lambda _zone: date(2026, 11, 10))
    add_practices(actor=actor_of(ada), programme=programme)
    practice = get_practice(programme, "problem")
    record_live_before(actor=actor_of(ada), practice=practice, on=date(2026, 6, 1), reason="Minutes")
    assign_practice(actor=actor_of(ada), practice=practice, owner=olga, deputy=None, hours_per_week=None)
    forget_password(olga)
    client, page = signed_in_there(there, olga), "/o/cakrawala/p/sms-1/practices/problem/"
    assert "/sign-in/again" not in client.get(page).content.decode()  # there are no words yet
    assert client.post(page, {"nil-2026-10": "Queue P1"}).status_code == 302
    vouch(there, client, page)
    assert client.post(page, {"nil-2026-10": "Queue P2", "provider": "confirmed"}).status_code == 422
    assert NilStatement.objects.get().signature is None
    vouch(there, client, page)
    assert client.post(page, {"nil-2026-10": "Queue P2", "provider": "confirmed"}).status_code == 302
    statement = NilStatement.objects.select_related("signature").get()
    assert statement.signature is not None
    assert statement.signature.method == Method.PROVIDER


# -- second factors and passkeys --------------------------------------------------------------------------------------


def test_a_second_factor_is_asked_beside_a_provider_that_asks_for_none(
    there: LocalProvider, provider: IdentityProvider, commitment: Commitment, sari: Person
) -> None:
    with_app(sari)
    forget_password(sari)
    client = signed_in_there(there, sari)
    vouch(there, client)
    digest = commitment_signable(commitment).content_hash
    typed = {"digest": digest, "provider": "confirmed"}
    with at_step(1):
        assert client.post(PAGE, typed).status_code == 422
        assert client.post(PAGE, {**typed, "code": "000000"}).status_code == 422
        assert client.post(PAGE, {**typed, "code": code_at(sari, 1)}).status_code == 302
    assert Signature.objects.get().method == Method.PROVIDER


def test_a_provider_that_asked_for_two_is_enough(
    there: LocalProvider, provider: IdentityProvider, commitment: Commitment, sari: Person
) -> None:
    with_app(sari)
    forget_password(sari)
    client = signed_in_there(there, sari)
    there.claims["amr"] = ["pwd", "mfa"]
    vouch(there, client)
    assert sign(client).status_code == 302


def test_a_passkey_alone_is_enough_where_there_is_no_password(
    there: LocalProvider, commitment: Commitment, sari: Person
) -> None:
    device = with_passkey(sari)
    forget_password(sari)
    client = client_of(sari)
    digest = commitment_signable(commitment).content_hash
    assert client.post(PAGE, {"digest": digest, "passkey": "{}"}).status_code == 422
    assert client.post(PAGE, {"digest": digest, "passkey": device.show(options(client))}).status_code == 302
    assert Signature.objects.get().method == Method.PASSKEY


def test_a_code_alone_is_not_enough(commitment: Commitment, sari: Person) -> None:
    with_app(sari)
    forget_password(sari)
    client = client_of(sari)
    digest = commitment_signable(commitment).content_hash
    with at_step(1):
        answer = client.post(PAGE, {"digest": digest, "password": PASSWORD, "code": code_at(sari, 1)})
    assert answer.status_code == 422
    assert "no password here" in answer.content.decode()


# -- tokens and accounts ----------------------------------------------------------------------------------------------


def test_a_token_of_that_organisation_is_made_on_its_word(there: LocalProvider, browser: Client, sari: Person) -> None:
    new = "/o/cakrawala/tokens/new"
    typed = {"provider": "confirmed", "scope": "read", "expires": "2099-01-01"}
    assert browser.post(new, typed).status_code == 422
    vouch(there, browser, new)
    assert browser.post(new, typed).status_code == 200
    assert browser.post(new, typed).status_code == 422
    assert Token.objects.get().person == sari


def test_it_may_vouch_for_an_account_that_belongs_there_alone(
    there: LocalProvider, browser: Client, sari: Person
) -> None:
    start = "/account/security/app/start"
    assert start in browser.get("/account/security").content.decode()
    assert browser.post(start, {"provider": "confirmed"}).status_code == 422
    vouch(there, browser, start)
    assert browser.post(start, {"provider": "confirmed"}).url == "/account/security/app"
    assert AuthenticatorApp.objects.get().person == sari


def test_it_vouches_for_no_account_that_opens_another_organisation_too(
    there: LocalProvider, provider: IdentityProvider, karl: Person
) -> None:
    forget_password(karl)
    client = signed_in_there(there, karl)
    for start in ("/account/security/app/start", "/account/security/passkeys/start"):
        assert start not in client.get("/account/security").content.decode()
        assert "/sign-in/again" not in client.get(start).content.decode()
        assert client.post(start, {"provider": "confirmed"}).status_code == 422


def test_whoever_joined_another_organisation_meanwhile_is_vouched_for_no_more(
    there: LocalProvider, browser: Client, sari: Person, bukit: Organisation, zoe: Person
) -> None:
    start = "/account/security/passkeys/start"
    vouch(there, browser, start)
    add_member(actor=actor_of(zoe), organisation=bukit, email=sari.email, name=sari.name, role=Role.READER)
    assert browser.post(start, {"provider": "confirmed"}).status_code == 422


def test_a_word_for_one_thing_removes_no_other(there: LocalProvider, provider: IdentityProvider, sari: Person) -> None:
    with_passkey(sari)
    forget_password(sari)
    client = signed_in_there(there, sari)
    there.claims["amr"] = ["mfa"]
    vouch(there, client, "/account/security/recovery-codes")
    remove = f"/account/security/passkeys/{Passkey.objects.get().pk}/remove"
    assert client.post(remove, {"provider": "confirmed"}).status_code == 422
    assert Passkey.objects.count() == 1
    vouch(there, client, remove)
    assert client.post(remove, {"provider": "confirmed"}).status_code == 302
    assert Passkey.objects.count() == 0
