"""Passkeys: what an answer must be to be taken, and what refuses one. `tests/browser` has them in a real browser."""

from typing import Any

import pytest
from django.test import Client

from milepost.platform.ledger.authors import system
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person, Session
from milepost.platform.signin.models import Passkey
from milepost.platform.signin.services import reset_factors
from tests.people import PASSWORD, client_of
from tests.signin.device import ADD, PRESENT, SECURITY, Device, made, options, with_passkey
from tests.signin.factors import with_app


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def at_the_door(device: Device, client: Client | None = None) -> Any:
    client = client or Client()
    return client.post("/sign-in/passkey", {"passkey": device.show(options(client)), "next": "/account"})


# -- made -------------------------------------------------------------------------------------------------------------


def test_the_first_passkey_brings_recovery_codes_and_ends_other_sessions(ada: Person) -> None:
    elsewhere = client_of(ada)
    with_passkey(ada)
    assert elsewhere.get("/").status_code == 302
    assert Entry.objects.filter(kind="person.factor-added").count() == 1


def test_a_second_one_wants_the_second_factor_first(ada: Person) -> None:
    codes = with_app(ada)
    client = client_of(ada)
    assert client.post(f"{SECURITY}/passkeys/start", {"password": PASSWORD}).status_code == 422
    assert made(client, Device(), code=codes[0]).url == SECURITY


def test_without_the_password_there_is_no_challenge(ada: Person) -> None:
    client = client_of(ada)
    assert client.post(f"{ADD}/options").status_code == 409
    assert client.get(ADD).url == f"{SECURITY}/passkeys/start"


@pytest.mark.parametrize(
    "device",
    [Device(origin="http://evil.example"), Device(place="evil.example"), Device(flags=PRESENT)],
    ids=["another origin", "another place", "an owner it did not ask"],
)
def test_a_passkey_for_elsewhere_or_without_its_owner_is_not_kept(device: Device, ada: Person) -> None:
    assert made(client_of(ada), device).status_code == 422
    assert Passkey.objects.count() == 0


@pytest.mark.parametrize("answer", ["", "{}", "[]", "no json", '{"rawId": "x", "response": {}}', "x" * 20_001])
def test_an_odd_answer_makes_and_opens_nothing(answer: str, ada: Person) -> None:
    client = client_of(ada)
    client.post(f"{SECURITY}/passkeys/start", {"password": PASSWORD})
    client.post(f"{ADD}/options")
    assert client.post(ADD, {"name": "laptop", "passkey": answer}).status_code == 422
    visitor = Client()
    options(visitor)
    assert visitor.post("/sign-in/passkey", {"passkey": answer}).status_code == 422


def test_one_key_is_kept_once(ada: Person, ben: Person) -> None:
    device = with_passkey(ada)
    assert made(client_of(ben), device).status_code == 422


# -- at the door ------------------------------------------------------------------------------------------------------


def test_a_passkey_lets_in_without_a_password_and_counts_as_two_factors(ada: Person) -> None:
    device, client = with_passkey(ada), Client()
    assert at_the_door(device, client).url == "/account"
    assert client.get("/").status_code == 200
    assert Session.objects.get(person=ada, signed_in_by="passkey", session_key=client.session.session_key)


def test_an_answer_is_taken_once(ada: Person) -> None:
    device, client = with_passkey(ada), Client()
    answer = device.show(options(client))
    assert client.post("/sign-in/passkey", {"passkey": answer}).status_code == 302
    client.post("/sign-out")
    assert client.post("/sign-in/passkey", {"passkey": answer}).status_code == 422


def test_an_answer_to_somebody_elses_challenge_is_none(ada: Person) -> None:
    device, client = with_passkey(ada), Client()
    answer = device.show(options(Client()))
    options(client)
    assert client.post("/sign-in/passkey", {"passkey": answer}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origin", "http://testserver.evil.example"),
        ("origin", "https://testserver"),
        ("place", "evil.example"),
        ("flags", PRESENT),
        ("credential_id", b"another"),
        ("handle", b"somebody else's"),
    ],
)
def test_an_answer_that_is_not_quite_ours_opens_nothing(field: str, value: Any, ada: Person) -> None:
    device = with_passkey(ada)
    setattr(device, field, value)
    assert at_the_door(device).status_code == 422


def test_a_signature_by_another_key_opens_nothing(ada: Person) -> None:
    device = with_passkey(ada)
    device.key = Device().key
    assert at_the_door(device).status_code == 422


def test_a_count_that_does_not_grow_shows_a_copy(ada: Person) -> None:
    device = with_passkey(ada)
    device.counter = 7
    assert at_the_door(device).status_code == 302
    assert at_the_door(device).status_code == 422
    device.counter = 8
    assert at_the_door(device).status_code == 302


def test_a_deactivated_person_has_no_passkey(ada: Person) -> None:
    device = with_passkey(ada)
    Person.objects.update(is_active=False)
    assert at_the_door(device).status_code == 422


# -- as second step, and where one signs ------------------------------------------------------------------------------


def test_as_second_step_only_ones_own_is_taken(ada: Person, ben: Person) -> None:
    hers, his = with_passkey(ada), with_passkey(ben)
    client = Client()
    client.post("/sign-in", {"username": ada.email, "password": PASSWORD})
    asked = client.post("/sign-in/passkey/options").json()
    assert len(asked["publicKey"]["allowCredentials"]) == 1
    assert client.post("/sign-in/second-step", {"passkey": his.show(asked)}).status_code == 422
    asked = client.post("/sign-in/passkey/options").json()
    assert client.post("/sign-in/second-step", {"passkey": hers.show(asked)}).url == "/"


def test_a_challenge_at_the_door_names_nobodys_passkeys(ada: Person) -> None:
    with_passkey(ada)
    assert "allowCredentials" not in options(Client())["publicKey"]


def test_a_passkey_stands_for_the_code_where_one_proves_oneself(ada: Person) -> None:
    device, client = with_passkey(ada), client_of(ada)
    key = Passkey.objects.get().pk
    asked = client.post("/sign-in/passkey/options").json()
    wrong = {"password": "wrong-wrong-wrong", "passkey": device.show(asked)}
    assert client.post(f"{SECURITY}/passkeys/{key}/remove", wrong).status_code == 422
    asked = client.post("/sign-in/passkey/options").json()
    right = {"password": PASSWORD, "passkey": device.show(asked)}
    assert client.post(f"{SECURITY}/passkeys/{key}/remove", right).url == SECURITY
    ada.refresh_from_db()
    assert ada.second_factor_since is None


# -- whose they are ---------------------------------------------------------------------------------------------------


def test_nobody_renames_or_removes_anothers(ada: Person, ben: Person) -> None:
    with_passkey(ada)
    key = Passkey.objects.get().pk
    client = client_of(ben)
    client.post(f"{SECURITY}/passkeys/{key}/name", {"name": "mine"})
    client.post(f"{SECURITY}/passkeys/{key}/remove", {"password": PASSWORD})
    assert Passkey.objects.get().name == "laptop"


def test_resetting_factors_ends_passkeys_too(ada: Person) -> None:
    device = with_passkey(ada)
    reset_factors(author=system(), person=ada)
    assert at_the_door(device).status_code == 422
