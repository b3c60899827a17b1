"""Guessing: by account, by network address, at the API; and what a password must be."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from milepost.platform.ledger.models import Entry
from milepost.platform.organisations import limits
from milepost.platform.organisations.models import Failures, Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite, make_person
from milepost.platform.organisations.services.people import check_new_password
from tests.people import PASSWORD, actor_of, client_of

HERE = "/api/v1/organisations/cakrawala"


def guess(email: str, number: int, password: str = "wrong-wrong-wrong") -> Any:
    return Client(REMOTE_ADDR=f"203.0.113.{number}").post("/sign-in", {"username": email, "password": password})


def test_one_account_guessed_from_many_addresses_closes(ada: Person, ben: Person) -> None:
    answers = [guess(ada.email, number).status_code for number in range(limits.ACCOUNT.most)]
    assert set(answers) == {422}
    closed = guess(ada.email, 99, PASSWORD)
    assert closed.status_code == 429
    assert closed["Retry-After"] == "3600"
    assert "60 minutes" in closed.content.decode()
    assert guess(ben.email, 99, PASSWORD).status_code == 302
    assert Entry.objects.filter(kind="person.locked-out").count() == 1


def test_many_accounts_guessed_from_one_address_close_that_address(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.signin.passwords.ADDRESS", limits.Limit("address", 4, 15))
    answers = [guess(f"somebody{number}@x.example", 1).status_code for number in range(4)]
    assert answers == [422] * 4
    assert guess(ada.email, 1, PASSWORD).status_code == 429
    assert guess(ada.email, 2, PASSWORD).status_code == 302


def test_a_closed_account_opens_again_after_its_window(ada: Person) -> None:
    for number in range(limits.ACCOUNT.most):
        guess(ada.email, number)
    Failures.objects.update(since=timezone.now() - limits.ACCOUNT.window - timedelta(seconds=1))
    assert guess(ada.email, 99, PASSWORD).status_code == 302


def test_the_right_password_forgets_the_wrong_ones_of_the_account(ada: Person) -> None:
    guess(ada.email, 1)
    guess(ada.email, 2, PASSWORD)
    assert not limits.is_closed(limits.ACCOUNT, ada.email)
    assert Failures.objects.filter(limit="account").count() == 0


def test_one_account_guessed_from_one_address_closes_for_that_address(ada: Person, ben: Person) -> None:
    assert {guess(ada.email, 1).status_code for _try in range(limits.PAIR.most)} == {422}
    closed = guess(ada.email, 1, PASSWORD)
    assert (closed.status_code, closed["Retry-After"]) == (429, "900")
    assert guess(ada.email, 2, PASSWORD).status_code == 302
    assert guess(ben.email, 1, PASSWORD).status_code == 302
    assert Entry.objects.filter(kind="person.locked-out").count() == 1


def everything_kept() -> str:
    """All rows of all tables, ours and the framework's, as one text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return repr(rows).lower()


def test_nowhere_is_kept_in_the_clear_who_tried_to_sign_in_from_where_and_by_what(db: None) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Telltale/9"})
    typed = {"username": "nobody@telling.example", "password": "wrong-wrong-wrong"}
    assert [stranger.post("/sign-in", typed).status_code for _try in range(limits.PAIR.most + 1)] == [422] * 6 + [429]
    kept = everything_kept()
    assert "organisations" in kept  # the list of migrations, at least, was read
    assert not [word for word in ("203.0.113.77", "telling.example", "telltale") if word in kept]


def test_a_count_cannot_be_told_from_a_guess_without_the_installations_key(ada: Person, settings: Any) -> None:
    guess(ada.email, 1)
    assert limits.is_closed(limits.Limit("account", 1, 60), ada.email)
    settings.SECRET_KEY = "another-key-altogether"
    assert not limits.is_closed(limits.Limit("account", 1, 60), ada.email)


def test_the_present_password_cannot_be_guessed_on_an_open_screen(ada: Person) -> None:
    client = client_of(ada)
    typed = {"password": "guess-guess-guess", "new": "eleven-quiet-herons"}
    answers = [client.post("/account/password", typed).status_code for _try in range(limits.PAIR.most + 1)]
    assert answers == [422] * limits.PAIR.most + [429]


def test_bad_tokens_from_one_address_are_counted_and_a_good_one_is_not_refused_for_them(
    adi: Person, cakrawala: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.organisations.bearers.BEARER", limits.Limit("bearer", 3, 15))
    bad = {"Authorization": "Bearer mp_12345678_guess"}
    answers = [Client().get(HERE, headers=bad) for _try in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert answers[3]["Retry-After"] == "900"
    with_key = Client().post(HERE, headers={**bad, "Idempotency-Key": "k"})
    assert with_key.status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.7").get(HERE, headers=bad).status_code == 401


# -- what a password must be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-one", "at least 12 characters"),
        ("cosmopolitan", "too common"),
        ("924817350264", "entirely numeric"),
        ("wibowo-adaline", "too similar"),
        ("nia.adaline@x.example", "too similar"),
        ("x" * 257, "at most 256 characters"),
    ],
)
def test_a_weak_or_endless_password_is_refused(password: str, said: str, db: None) -> None:
    with pytest.raises(Refused, match=said):
        make_person(email="nia.adaline@x.example", name="Adaline Wibowo", password=password)


@pytest.mark.parametrize("password", ["cakrawala-2026", "Cakrawala-Cakrawala-1", "milepost-Cakrawala!", "MILEPOST-26!"])
def test_a_password_that_is_little_more_than_the_organisations_name_is_refused(password: str, ada: Person) -> None:
    with pytest.raises(Refused, match="Beside the name of your organisation, a password has at least 8 characters"):
        check_new_password(ada, password)


def test_the_organisations_name_within_a_longer_password_is_no_harm(ada: Person) -> None:
    check_new_password(ada, "cakrawala-embun-pagi")


def test_whoever_is_invited_cannot_take_the_name_of_the_organisation_either(
    cakrawala: Organisation, adi: Person
) -> None:
    _, secret = invite(actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia", role=Role.READER)
    page = Client().post(f"/invitation/{secret}", {"name": "Nia", "password": "cakrawala-2026"})
    assert page.status_code == 422
    assert not Person.objects.filter(email="nia@x.example").exists()


def test_an_endless_password_is_not_even_hashed_at_the_door(ada: Person) -> None:
    page = Client().post("/sign-in", {"username": ada.email, "password": "x" * 5000})
    assert page.status_code == 422
    assert Failures.objects.count() == 0
