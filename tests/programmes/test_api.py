"""Programmes, their scope and their plan in the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme, ScopeElement
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of
from tests.programmes.test_scope import PORTFOLIO, SCOPE, SENTENCE

ONE = "/api/v1/organisations/cakrawala/programmes/sms-1"


@pytest.fixture
def api(cakrawala: Organisation, programme: Programme, adi: Person, ada: Person) -> Client:
    apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})
    _, secret = make_token(
        actor=actor_of(ada), organisation=cakrawala, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(method: Any, path: str, body: Any, **headers: str) -> Any:
    return method(f"{ONE}{path}", body, content_type="application/json", headers=headers)


def test_programmes_are_listed_and_read(api: Client) -> None:
    listed = api.get("/api/v1/organisations/cakrawala/programmes").json()
    assert [item["code"] for item in listed["items"]] == ["sms-1"]
    one = api.get(ONE)
    assert (one.json()["name"], len(one.json()["phases"]), one["ETag"]) == ("SMS-1", 4, '"1"')


def test_a_programme_is_changed_with_a_reason(api: Client) -> None:
    assert send(api.patch, "", {"numbers": {"cmdb_accuracy": 97}}).status_code == 422
    answer = send(api.patch, "", {"numbers": {"cmdb_accuracy": 97}, "reason": "Agreed"}, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["numbers"]) == (200, {"cmdb_accuracy": 97})
    assert send(api.patch, "", {"name": "Late"}, **{"If-Match": '"1"'}).status_code == 412
    assert send(api.patch, "", {"nme": "x"}).status_code == 422
    assert send(api.patch, "", {"starts_on": None, "reason": "x"}).status_code == 422


def test_phases_and_answers_are_changed(api: Client) -> None:
    phases = [{"phase": "design", "planned_to": "2026-07-24", "external_days": 0}]
    body = {"phases": phases, "people": 61, "other_certificates": ["ISO 9001"], "reason": "Agreed"}
    answer = send(api.patch, "", body).json()
    assert (answer["people"], answer["other_certificates"]) == (61, ["ISO 9001"])
    assert (answer["phases"][1]["planned_to"], answer["phases"][1]["external_days"]) == ("2026-07-24", 0)
    assert send(api.patch, "", {"phases": [{"phase": "desing"}]}).status_code == 422


def test_the_scope_is_read_and_decided(api: Client) -> None:
    scope = api.get(f"{ONE}/scope").json()
    assert (scope["sentence"]["en"], scope["version"], scope["passed"]) == (SENTENCE, None, False)
    assert [result["id"] for result in scope["results"]] == ["G1-SCOPE.not-approved"]
    put = send(api.put, "/scope/service/fax", {"state": "in"})
    assert (put.status_code, put.json()["justification"]) == (200, "Ends this year.")
    assert ScopeElement.objects.get(code="fax").state == "in"
    assert send(api.put, "/scope/service/fax", {"state": "out"}, **{"If-Match": '"1"'}).status_code == 412
    assert send(api.put, "/scope/clause/8.5", {"state": "out"}).status_code == 422
    assert send(api.put, "/scope/service/none", {"state": "out"}).status_code == 422


def test_the_sentence_is_worded(api: Client) -> None:
    answer = send(api.put, "/scope-wording/services", {"en": "messaging"})
    assert "the delivery of messaging to" in answer.json()["sentence"]["en"]
    assert api.get(f"{ONE}/scope-versions").json() == {"items": [], "next": None}


def test_an_activity_is_put_by_its_key(api: Client) -> None:
    row = {"phase": "design", "name": "Own", "planned_from": "2026-05-01", "planned_to": "2026-05-31"}
    assert send(api.put, "/activities/own", {"name": "Own"}).status_code == 422
    assert send(api.put, "/activities/own", row).status_code == 201
    assert send(api.put, "/activities/own", {"days": 3}).json()["days"] == 3
    assert [item["code"] for item in api.get(f"{ONE}/activities").json()["items"]] == ["own"]


def test_a_stranger_finds_nothing(api: Client, bukit: Organisation, zoe: Person) -> None:
    _, secret = make_token(
        actor=actor_of(zoe), organisation=bukit, person=zoe, scope="write", expires_on=date(2099, 1, 1)
    )
    stranger = Client(headers={"Authorization": f"Bearer {secret}"})
    assert stranger.get(ONE).status_code == 404
    assert stranger.get(f"{ONE}/scope").status_code == 404
    assert send(stranger.put, "/scope/service/fax", {"state": "in"}).status_code == 404


def test_the_programme_itself_is_changed_from_a_file(programme: Programme, ada: Person) -> None:
    row = {"name": "SMS one", "numbers": {"cmdb_accuracy": 97}, "reason": "Agreed"}
    assert apply_rows(actor_of(ada), programme, {"programme": [row]})["updated"] == 1
    programme.refresh_from_db()
    assert apply_rows(actor_of(ada), programme, {"programme": [row]})["unchanged"] == 1
    assert programme.numbers == {"cmdb_accuracy": 97}
