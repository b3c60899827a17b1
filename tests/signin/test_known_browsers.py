"""A browser in which somebody signed in before stays open to them, whatever strangers type; and to nobody else."""

import time
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from milepost.platform.organisations import known_browsers, limits
from milepost.platform.organisations.models import Person
from milepost.platform.signin.models import IdentityProvider
from tests.people import PASSWORD
from tests.signin.provider import LocalProvider, come_back, is_in

COOKIE = "known-browser"
WRONG = "wrong-wrong-wrong"


def sign_in(client: Client, person: Person, password: str = PASSWORD) -> int:
    return client.post("/sign-in", {"username": person.email, "password": password}).status_code


def browser_of(person: Person, address: str = "198.51.100.7") -> Client:
    """A browser in which the person signed in and out again."""
    client = Client(REMOTE_ADDR=address)
    assert sign_in(client, person) == 302
    client.post("/sign-out")
    return client


def close_from_everywhere(person: Person) -> None:
    for number in range(limits.ACCOUNT.most):
        assert sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), person, WRONG) == 422


def test_a_stranger_cannot_keep_somebody_out_of_a_browser_they_signed_in_before(ada: Person) -> None:
    known = browser_of(ada)
    close_from_everywhere(ada)
    assert sign_in(Client(REMOTE_ADDR="198.51.100.99"), ada) == 429
    assert sign_in(known, ada) == 302


def test_nor_does_somebody_in_the_same_office_by_guessing_many_names(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.signin.passwords.ADDRESS", limits.Limit("address", 4, 15))
    known = browser_of(ada)
    for number in range(4):
        Client(REMOTE_ADDR="198.51.100.7").post("/sign-in", {"username": f"n{number}@x.example", "password": WRONG})
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), ada) == 429
    assert sign_in(known, ada) == 302


def test_who_signs_is_not_kept_from_it_by_a_stranger_either(ada: Person) -> None:
    known = browser_of(ada)
    assert sign_in(known, ada) == 302
    close_from_everywhere(ada)
    assert known.post("/account/security/passkeys/start", {"password": PASSWORD}).status_code == 302


def test_wrong_passwords_in_a_known_browser_close_that_browser_alone(ada: Person) -> None:
    known, other = browser_of(ada), browser_of(ada)
    assert {sign_in(known, ada, WRONG) for _try in range(limits.BROWSER.most)} == {422}
    assert sign_in(known, ada) == 429
    assert sign_in(other, ada) == 302
    assert sign_in(Client(), ada) == 302


def test_a_browser_known_to_one_person_is_a_strangers_for_every_other(ada: Person, ben: Person) -> None:
    bens = browser_of(ben)
    assert {sign_in(bens, ada, WRONG) for _try in range(limits.PAIR.most)} == {422}
    assert sign_in(bens, ada) == 429
    close_from_everywhere(ben)
    assert sign_in(bens, ben) == 302


@pytest.mark.parametrize("spoilt", ["", "x", "made:up:cookie", "e30:1abcde:AAAA"])
def test_a_made_up_cookie_helps_nobody(spoilt: str, ada: Person) -> None:
    close_from_everywhere(ada)
    client = Client()
    client.cookies[COOKIE] = spoilt
    assert sign_in(client, ada) == 429


def test_a_cookie_helps_for_its_time_and_not_for_a_closed_account(ada: Person) -> None:
    known = browser_of(ada)
    request = mock.Mock(COOKIES={COOKIE: known.cookies[COOKIE].value})
    assert known_browsers.browser_known_to(request, ada.email.upper())
    later = time.time() + timedelta(days=known_browsers.DAYS, seconds=5).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=later):
        assert not known_browsers.browser_known_to(request, ada.email)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert not known_browsers.browser_known_to(request, ada.email)


def test_a_wrong_password_leaves_no_cookie_and_the_cookie_alone_opens_nothing(ada: Person) -> None:
    client = Client()
    sign_in(client, ada, WRONG)
    assert COOKIE not in client.cookies
    known = browser_of(ada)
    assert known.get("/account").status_code == 302


def test_the_word_of_an_organisations_provider_makes_no_browser_known(
    there: LocalProvider, provider: IdentityProvider, ada: Person
) -> None:
    client = Client()
    come_back(there, client)
    assert is_in(client)
    assert COOKIE not in client.cookies
