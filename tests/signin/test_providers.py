"""Signing in through an organisation's identity provider: whom it lets in, how far, and what it is not believed."""

from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person, Session
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import change_sign_in_rules, invite, remove_member
from milepost.platform.signin.fetching import is_allowed
from milepost.platform.signin.models import Identity, IdentityProvider
from milepost.platform.signin.services import variable_of
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.signin.provider import (
    CLIENT,
    SECRET,
    VARIABLE,
    WITH,
    LocalProvider,
    come_back,
    is_in,
    local_provider,
    set_up,
)

PROGRAMME = "/o/cakrawala/p/sms-1/"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


# -- whom it lets in --------------------------------------------------------------------------------------------------


def test_an_invited_member_with_a_verified_address_gets_in(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    client = Client()
    assert come_back(there, client, PROGRAMME).url == PROGRAMME
    assert client.get(PROGRAMME).status_code == 200
    assert Identity.objects.get().person == ada
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True))[-2:] == [
        "person.identity-linked",
        "person.signed-in",
    ]


def test_afterwards_the_subject_counts_and_not_the_address(
    there: LocalProvider, provider: IdentityProvider, ada: Person, ben: Person
) -> None:
    come_back(there, Client())
    there.claims |= {"email": ben.email, "email_verified": False}
    client = Client()
    come_back(there, client)
    assert Session.objects.get(session_key=client.session.session_key).person == ada


def test_an_administrator_cannot_take_the_account_of_somebody_who_signs_in_there(
    there: LocalProvider, provider: IdentityProvider, cakrawala: Organisation, adi: Person
) -> None:
    there.claims |= {"sub": "u-99", "email": "sari@cakrawala.example", "name": "Sari Dewi"}
    actor = actor_of(adi)
    invite(actor=actor, organisation=cakrawala, email="sari@cakrawala.example", name="Sari", role=Role.SPONSOR)
    come_back(there, Client())
    _again, secret = invite(
        actor=actor, organisation=cakrawala, email="sari@cakrawala.example", name="Sari", role=Role.ADMINISTRATOR
    )
    link, adis = f"/invitation/{secret}", Client()
    assert adis.get(link).url == f"/sign-in?next={link}"
    assert adis.post(link, {"name": "Mallory", "password": PASSWORD}).url == f"/sign-in?next={link}"
    assert not is_in(adis)
    sari = Person.objects.get(email="sari@cakrawala.example")
    assert (sari.name, sari.has_usable_password()) == ("Sari Dewi", False)


def test_whoever_signs_in_there_accepts_a_further_invitation_signed_in(
    there: LocalProvider, provider: IdentityProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    client = Client()
    come_back(there, client)
    _again, secret = invite(
        actor=actor_of(adi), organisation=cakrawala, email=ada.email, name="Ada", role=Role.INTERNAL_AUDITOR
    )
    assert client.post(f"/invitation/{secret}").status_code == 302
    assert ada.memberships.get().grants.filter(role=Role.INTERNAL_AUDITOR).exists()


def test_a_second_subject_with_the_same_address_is_refused(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    come_back(there, Client())
    there.claims["sub"] = "u-18"
    client = Client()
    come_back(there, client)
    assert not is_in(client)


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 1, []])
def test_an_address_that_is_not_verified_links_nobody(
    verified: Any, there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    there.claims["email_verified"] = verified
    client = Client()
    page = come_back(there, client)
    assert "not say that your address is verified" in client.get(page.url).content.decode()
    assert Identity.objects.count() == 0


def test_an_open_invitation_is_accepted_by_signing_in(
    there: LocalProvider, provider: IdentityProvider, adi: Person, cakrawala: Organisation
) -> None:
    invite(actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia", role=Role.CONTRIBUTOR)
    there.claims = {"sub": "u-9", "email": "nia@x.example", "email_verified": True}
    client = Client()
    come_back(there, client)
    assert is_in(client)
    member = Member.objects.get(person__email="nia@x.example")
    assert [grant.role for grant in member.grants.all()] == [Role.CONTRIBUTOR]
    assert Invitation.objects.get().used_by == member.person
    assert not member.person.has_usable_password()


def test_nobody_becomes_a_member_silently(there: LocalProvider, provider: IdentityProvider, zoe: Person) -> None:
    for email in ("nobody@x.example", zoe.email):
        there.claims = {"sub": email, "email": email, "email_verified": True}
        client = Client()
        page = come_back(there, client)
        assert "Nobody invited" in client.get(page.url).content.decode()
    assert not Person.objects.filter(email="nobody@x.example").exists()
    assert Identity.objects.count() == 0


def test_an_organisation_can_let_everybody_in_as_a_reader(
    there: LocalProvider, cakrawala: Organisation, adi: Person
) -> None:
    set_up(there, cakrawala, adi, makes_accounts=True)
    there.claims = {"sub": "u-9", "email": "nia@x.example", "email_verified": True, "name": "Nia Putri"}
    come_back(there, Client())
    member = Member.objects.get(person__email="nia@x.example")
    assert (member.person.name, [grant.role for grant in member.grants.all()]) == ("Nia Putri", [Role.READER])


def test_letting_everybody_in_does_not_bring_a_removed_member_back(
    there: LocalProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    set_up(there, cakrawala, adi, makes_accounts=True)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    client = Client()
    come_back(there, client)
    assert not is_in(client)


def test_a_removed_or_deactivated_member_is_not_let_in_again(
    there: LocalProvider, provider: IdentityProvider, adi: Person, ada: Person, ben: Person
) -> None:
    client = Client()
    come_back(there, client)
    remove_member(actor=actor_of(adi), member=ada.memberships.get())
    assert not is_in(client)
    come_back(there, client)
    assert not is_in(client)
    there.claims = {"sub": "u-2", "email": ben.email, "email_verified": True}
    Person.objects.filter(pk=ben.pk).update(is_active=False)
    come_back(there, client)
    assert not is_in(client)


# -- how far ----------------------------------------------------------------------------------------------------------


def test_its_session_opens_its_organisation_and_no_other(
    there: LocalProvider, provider: IdentityProvider, karl: Person
) -> None:
    there.claims = {"sub": "u-3", "email": karl.email, "email_verified": True}
    client = Client()
    come_back(there, client)
    assert client.get(PROGRAMME).status_code == 200
    assert client.get("/o/bukit/").status_code == 404
    assert "Bukit Data" not in client.get("/").content.decode()
    assert Entry.objects.filter(kind="person.signed-in").count() == 1


def test_its_session_cannot_change_the_account(there: LocalProvider, provider: IdentityProvider, karl: Person) -> None:
    there.claims = {"sub": "u-3", "email": karl.email, "email_verified": True}
    elsewhere = client_of(karl)
    client = Client()
    come_back(there, client)
    assert client.post("/account", {"name": "Mallory", "language": "en"}).status_code == 422
    assert client.post("/account/password", {"password": PASSWORD, "new": "eleven-quiet-herons"}).status_code == 422
    assert "cannot change" not in client.get("/account/security").content.decode()
    assert "Set up an authenticator app" not in client.get("/account/security").content.decode()
    client.post("/account/security/sessions/end")
    assert is_in(elsewhere)


def test_a_wanted_second_factor_is_the_providers_to_ask(
    there: LocalProvider, provider: IdentityProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    change_sign_in_rules(actor=actor_of(adi, Channel.CLI), organisation=cakrawala, second_factor=True)
    client = Client()
    come_back(there, client)
    assert client.get(PROGRAMME).url == "/account/security"
    there.claims["amr"] = ["pwd", "otp", "mfa"]
    client = Client()
    come_back(there, client)
    assert client.get(PROGRAMME).status_code == 200
    del there.claims["amr"]
    set_up(there, cakrawala, adi, asks_second_factor=True)
    client = Client()
    come_back(there, client)
    assert client.get(PROGRAMME).status_code == 200


# -- what is not believed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["another-client", CLIENT]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
        {"nbf": 32503680000},
    ],
    ids=str,
)
def test_a_token_that_is_not_quite_ours_lets_nobody_in(
    claims: dict[str, Any], there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    there.claims |= claims
    client = Client()
    page = come_back(there, client)
    assert page.url == "/sign-in"
    assert not is_in(client)
    assert "did not vouch for you" in client.get(page.url).content.decode()


def test_a_token_signed_by_another_key_lets_nobody_in(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    client = Client()
    there.signs_with = type(there.key).generate_key(2048, {"kid": "one"})
    come_back(there, client)
    assert not is_in(client)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_with_what_everybody_knows_lets_nobody_in(
    algorithm: str, there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    client = Client()
    there.algorithm = algorithm
    come_back(there, client)
    assert not is_in(client)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"state": "another"},
        {"code": "another"},
        {"code": ""},
        {"error": "access_denied"},
        {"iss": "https://evil.example"},
    ],
    ids=str,
)
def test_an_answer_to_another_question_lets_nobody_in(
    spoilt: dict[str, str], there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    client = Client()
    come_back(there, client, **spoilt)
    assert not is_in(client)


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    asker, thief = Client(), Client()
    query = there.agree(asker.get(WITH).url)
    thief.get(f"{WITH}/answer", query)
    assert not is_in(thief)
    asker.get(f"{WITH}/answer", query)
    assert is_in(asker)
    asker.post("/sign-out")
    asker.get(f"{WITH}/answer", query)
    assert not is_in(asker)


def test_a_code_from_another_browsers_flow_fails_at_the_verifier(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    mine, victims = Client(), Client()
    stolen = there.agree(victims.get(WITH).url)["code"]
    query = there.agree(mine.get(WITH).url)
    mine.get(f"{WITH}/answer", {**query, "code": stolen})
    assert not is_in(mine)


def test_an_organisation_without_a_provider_is_not_told_from_none(cakrawala: Organisation) -> None:
    there, nowhere = Client().get(WITH), Client().get("/sign-in/with/nix")
    assert (there.status_code, there.url) == (nowhere.status_code, nowhere.url) == (302, "/sign-in")


def test_the_way_away_is_a_link_because_no_form_may_end_elsewhere(
    there: LocalProvider, provider: IdentityProvider
) -> None:
    page = Client().post("/sign-in/with", {"organisation": "cakrawala", "next": PROGRAMME}).content.decode()
    assert f'href="{WITH}?next={PROGRAMME}"' in page


# -- setting it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("issuer", "http://login.example", "begins with https"),
        ("issuer", "https://user:pw@login.example", "begins with https"),
        ("issuer", "file:///etc/passwd", "begins with https"),
        ("issuer", "http://127.0.0.1.evil.example", "begins with https"),
        ("secret_variable", "DATABASE_URL", "is called MILEPOST_OIDC_CAKRAWALA"),
        ("secret_variable", "MILEPOST_OIDC_CAKRAWALAX", "is called MILEPOST_OIDC_CAKRAWALA"),
        ("secret_variable", "MILEPOST_OIDC_CAKRAWALA__OTHER", "environment has no"),
        ("client_id", " ", "what the provider knows"),
    ],
)
def test_a_wrong_setting_says_what_is_wrong(
    field: str, value: str, said: str, there: LocalProvider, cakrawala: Organisation, adi: Person
) -> None:
    with pytest.raises(Refused, match=said):
        set_up(there, cakrawala, adi, **{field: value})


def test_a_provider_that_describes_another_or_leads_elsewhere_is_refused(
    there: LocalProvider, cakrawala: Organisation, adi: Person
) -> None:
    with pytest.raises(Refused, match="No identity provider"):
        set_up(there, cakrawala, adi, issuer=f"{there.issuer}/elsewhere")
    for about in ({"issuer": "https://other.example"}, {"token_endpoint": "http://10.0.0.1/token"}, {"jwks_uri": None}):
        there.about = about
        with pytest.raises(Refused, match="No identity provider"):
            set_up(there, cakrawala, adi)


@pytest.mark.parametrize(
    ("address", "plain", "allowed"),
    [
        ("https://login.example/realms/x", False, True),
        ("http://127.0.0.1:9000", False, False),
        ("http://127.0.0.1:9000", True, True),
        ("http://169.254.169.254/latest", True, False),
        ("https://login.example/#x", False, False),
        ("https://", False, False),
        ("https://login.example:port", False, False),
        ("ftp://login.example", False, False),
    ],
)
def test_only_https_is_asked(address: str, plain: bool, allowed: bool, settings: Any) -> None:
    settings.OIDC_PLAIN_HTTP = plain
    assert is_allowed(address) is allowed


def test_one_organisation_cannot_name_anothers_variable(cakrawala: Organisation) -> None:
    other = Organisation(code="cakrawala-x", name="X")
    mine = variable_of(cakrawala)
    assert not variable_of(other).startswith(f"{mine}__")


def test_another_issuer_forgets_who_was_linked_at_the_earlier_one(
    there: LocalProvider, provider: IdentityProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    come_back(there, Client())
    with local_provider() as other:
        set_up(other, cakrawala, adi)
    assert Identity.objects.count() == 0


def test_setting_it_is_an_administrators(there: LocalProvider, cakrawala: Organisation, ada: Person) -> None:
    with pytest.raises(NotAllowed):
        set_up(there, cakrawala, ada)


def test_page_and_command_line_set_show_and_remove_it(
    there: LocalProvider, cakrawala: Organisation, adi: Person
) -> None:
    client = client_of(adi)
    typed = {"revision": "0", "issuer": there.issuer, "client_id": CLIENT, "secret_variable": VARIABLE}
    assert client.post("/o/cakrawala/sign-in/provider", {**typed, "issuer": "http://x"}).status_code == 422
    assert client.post("/o/cakrawala/sign-in/provider", typed).status_code == 302
    page = client.get("/o/cakrawala/sign-in").content.decode()
    assert f"http://testserver{WITH}/answer" in page
    assert SECRET not in page
    shown = cli("organisation", "identity-provider", "cakrawala", "--json").json
    assert shown["provider"]["issuer"] == there.issuer
    assert client.post("/o/cakrawala/sign-in/provider", typed).status_code == 409
    assert cli("organisation", "identity-provider", "cakrawala", "--remove", "--json").json["provider"] is None
    again = ("--issuer", there.issuer, "--client-id", CLIENT, "--secret-variable", VARIABLE)
    assert cli("organisation", "identity-provider", "cakrawala", *again).exit_code == 0
    assert client.post("/o/cakrawala/sign-in/provider/remove").status_code == 302
    assert IdentityProvider.objects.count() == 0
