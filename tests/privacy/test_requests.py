"""Asking to be erased on one's own page, and an administrator's answer."""

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.services import remove_member
from milepost.platform.privacy.erasing import is_erased
from milepost.platform.privacy.models import ErasureRequest
from tests.people import actor_of, client_of

PAGE = "/o/cakrawala/people/erasures"


@pytest.fixture
def asked(ada: Person) -> ErasureRequest:
    assert client_of(ada).post("/account/my-data/ask").url == "/account/my-data"
    return ErasureRequest.objects.get(person=ada)


def test_a_request_is_heard_once_in_each_organisation(karl: Person) -> None:
    client = client_of(karl)
    for _time in range(2):
        client.post("/account/my-data/ask")
    codes = ErasureRequest.objects.filter(person=karl).values_list("organisation__code", flat=True)
    assert sorted(codes) == ["bukit", "cakrawala"]
    assert Entry.objects.filter(kind="person.erasure-asked").count() == 2
    assert "Bukit Data: open" in client.get("/account/my-data").content.decode()


def test_nobody_is_erased_while_they_are_a_member(asked: ErasureRequest, adi: Person) -> None:
    answer = client_of(adi).post(f"{PAGE}/{asked.pk}/carry-out", {"reason": "They asked."})
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert (asked.outcome, is_erased(asked.person)) == ("open", False)
    assert "Still a member" in client_of(adi).get(PAGE).content.decode()


def test_an_administrator_carries_a_request_out(asked: ErasureRequest, adi: Person) -> None:
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=asked.person))
    assert client_of(adi).post(f"{PAGE}/{asked.pk}/carry-out", {"reason": "They asked."}).url == PAGE
    asked.refresh_from_db()
    assert (asked.outcome, is_erased(asked.person)) == ("erased", True)
    page = client_of(adi).get(PAGE).content.decode()
    assert "Erased person" in page
    assert "Ada" not in page
    assert verify_ledger().breaches == []


def test_a_declined_request_says_why_to_whoever_asked(asked: ErasureRequest, adi: Person, ada: Person) -> None:
    assert client_of(adi).post(f"{PAGE}/{asked.pk}/decline", {"reason": " "}).status_code == 422
    client_of(adi).post(f"{PAGE}/{asked.pk}/decline", {"reason": "<b>The audit</b> is running."})
    page = client_of(ada).get("/account/my-data").content.decode()
    assert "&lt;b&gt;The audit&lt;/b&gt; is running." in page
    assert client_of(adi).post(f"{PAGE}/{asked.pk}/decline", {"reason": "Again."}).status_code == 404
    assert verify_ledger().breaches == []


def test_another_organisations_administrator_finds_no_request(
    asked: ErasureRequest, zoe: Person, bukit: Organisation, programme: Programme
) -> None:
    client = client_of(zoe)
    assert client.get(PAGE).status_code == 404
    for way in ("carry-out", "decline"):
        assert client.post(f"/o/bukit/people/erasures/{asked.pk}/{way}", {"reason": "r"}).status_code == 404
