"""An organisation that opens with a second factor only."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person, SignInRules
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import change_sign_in_rules, make_token
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.signin.factors import at_step, code_at, shown_codes, with_app

PROGRAMME = "/o/cakrawala/p/sms-1/"
SECURITY = "/account/security"
HERE = "/api/v1/organisations/cakrawala"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def want_a_factor(adi: Person, organisation: Organisation, wanted: bool = True) -> None:
    change_sign_in_rules(actor=actor_of(adi, Channel.CLI), organisation=organisation, second_factor=wanted)


def token(adi: Person, person: Person, organisation: Organisation) -> str:
    _, secret = make_token(
        actor=actor_of(adi, Channel.CLI), organisation=organisation, person=person, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return secret


def ask(secret: str, method: str = "get", **more: Any) -> Any:
    return getattr(Client(), method)(f"{HERE}/access", headers={"Authorization": f"Bearer {secret}"}, **more)


def test_who_has_none_is_led_to_set_one_up_and_then_to_where_they_went(
    adi: Person, ada: Person, cakrawala: Organisation
) -> None:
    client = client_of(ada)
    assert client.get(PROGRAMME).status_code == 200
    want_a_factor(adi, cakrawala)
    led = client.get(f"{PROGRAMME}plan", follow=True)
    assert led.redirect_chain == [(SECURITY, 302)]
    assert "opens with a second factor only" in led.content.decode()
    client.post(f"{SECURITY}/app/start", {"password": PASSWORD})
    with at_step(0):
        shown = client.post(f"{SECURITY}/app", {"code": code_at(ada, 0)})
    assert len(shown_codes(shown)) == 10
    assert f'href="{PROGRAMME}plan"' in shown.content.decode()
    assert client.get(PROGRAMME).status_code == 200


@pytest.mark.parametrize("path", ["/o/cakrawala/", f"{PROGRAMME}", f"{PROGRAMME}gates/", "/o/cakrawala/people"])
def test_nothing_of_the_organisation_opens_before(path: str, adi: Person, ada: Person, cakrawala: Organisation) -> None:
    want_a_factor(adi, cakrawala)
    client = client_of(ada)
    assert client.get(path).url == SECURITY
    assert client.post("/o/cakrawala/people/invite", {"email": "x@x.example"}).url == SECURITY


def test_home_names_the_organisation_and_shows_nothing_of_it(adi: Person, ada: Person, cakrawala: Organisation) -> None:
    want_a_factor(adi, cakrawala)
    page = client_of(ada).get("/").content.decode()
    assert "Cakrawala Layanan Digital opens with a second factor only" in page
    assert "SMS-1" not in page


def test_a_session_from_before_the_factor_stays_shut_until_it_is_proven(
    adi: Person, ada: Person, cakrawala: Organisation
) -> None:
    want_a_factor(adi, cakrawala)
    with_app(ada)
    assert client_of(ada).get(PROGRAMME).url == SECURITY
    client = Client()
    client.post("/sign-in", {"username": ada.email, "password": PASSWORD})
    with at_step(1):
        client.post("/sign-in/second-step", {"code": code_at(ada, 1)})
    assert client.get(PROGRAMME).status_code == 200


def test_another_organisation_of_the_same_person_stays_open(adi: Person, karl: Person, cakrawala: Organisation) -> None:
    want_a_factor(adi, cakrawala)
    client = client_of(karl)
    assert client.get("/o/bukit/").status_code == 200
    assert client.get("/o/cakrawala/").url == SECURITY


def test_a_stranger_is_not_told_that_the_organisation_wants_anything(
    adi: Person, zoe: Person, cakrawala: Organisation, bukit: Organisation
) -> None:
    want_a_factor(adi, cakrawala)
    assert client_of(zoe).get("/o/cakrawala/").status_code == 404


def test_tokens_go_on_and_new_ones_are_for_those_with_a_factor(
    adi: Person, ada: Person, cakrawala: Organisation
) -> None:
    earlier = token(adi, ada, cakrawala)
    want_a_factor(adi, cakrawala)
    assert ask(earlier).json() == {"second_factor": True, "revision": 2, "identity_provider": None}
    with pytest.raises(Refused, match="wants a second factor, and Ada Wibowo has none"):
        token(adi, ada, cakrawala)
    with_app(ada)
    assert ask(token(adi, ada, cakrawala)).status_code == 200


def test_the_rule_is_an_administrators_to_change(adi: Person, ada: Person, cakrawala: Organisation) -> None:
    with pytest.raises(NotAllowed):
        want_a_factor(ada, cakrawala)
    assert client_of(ada).get("/o/cakrawala/sign-in").status_code == 403


def test_an_administrator_without_a_factor_does_not_lock_themselves_out(adi: Person, cakrawala: Organisation) -> None:
    client = client_of(adi)
    refused = client.post("/o/cakrawala/sign-in", {"revision": "0", "second_factor": "on"})
    assert refused.status_code == 422
    assert "second factor of your own first" in refused.content.decode()
    assert SignInRules.objects.count() == 0


def test_the_page_says_who_has_none_and_two_savers_lose_nothing(adi: Person, ada: Person) -> None:
    with_app(adi)
    client = client_of(adi)
    assert "Ada Wibowo" in client.get("/o/cakrawala/sign-in").content.decode()
    assert client.post("/o/cakrawala/sign-in", {"revision": "0"}).status_code == 302
    assert client.post("/o/cakrawala/sign-in", {"revision": "0", "second_factor": "on"}).status_code == 409
    assert client.post("/o/cakrawala/sign-in", {"revision": "2", "second_factor": "on"}).status_code == 302
    assert client.get("/o/cakrawala/").url == SECURITY  # this session was opened by the password alone


def test_api_and_command_line_say_and_change_the_rule(adi: Person, ada: Person, cakrawala: Organisation) -> None:
    secret = token(adi, adi, cakrawala)
    refused = ask(secret, "put", data={"second_factor": True}, content_type="application/json")
    assert refused.status_code == 422
    assert "My account, Security" in refused.json()["detail"]
    with_app(adi)
    answer = ask(secret, "put", data={"second_factor": True}, content_type="application/json")
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    ran = cli("organisation", "sign-in", "cakrawala", "--as", adi.email, "--json")
    assert ran.json == {
        "schema": "milepost/sign-in-rules/1", "organisation": "cakrawala", "second_factor": "required",
    }  # fmt: skip
    assert cli("organisation", "sign-in", "cakrawala", "--second-factor", "optional", "--as", adi.email).exit_code == 0
    assert client_of(ada).get(PROGRAMME).status_code == 200
    assert Entry.objects.filter(kind="organisation.sign-in-changed").count() == 2
