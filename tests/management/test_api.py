"""The registers over the API: read, put, revisions, both languages, problems."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.features.management.described import LISTED, REGISTERS, STATED
from milepost.features.management.models import Risk
from milepost.features.management.registers import Register
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.management.conftest import Enter
from tests.management.places import enter as enter_sample
from tests.management.places import sample
from tests.people import actor_of, cli

HERE = "/api/v1/organisations/cakrawala/programmes/sms-1"


@pytest.fixture
def api(programme: Programme, ada: Person) -> Client:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def put(api: Client, path: str, fields: Any, **headers: str) -> Any:
    return api.put(f"{HERE}/{path}", json.dumps(fields), content_type="application/json", headers=headers)


@pytest.mark.parametrize("register", LISTED, ids=lambda register: register.key)
def test_an_entry_is_put_read_listed_and_based_on_its_revision(
    register: Register, api: Client, programme: Programme, ada: Person
) -> None:
    if register.key == "party-requirements":
        enter_sample(actor_of(ada), programme, "parties", code="IP-01")
    at = f"{register.key}/NEW-1"
    made = put(api, at, {**sample(register.key), "title": {"en": "One", "id": "Satu"}, "owner": ada.email})
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert made.json()["title"] == {"en": "One", "id": "Satu"}
    assert put(api, at, {"title": "Two"}, **{"If-Match": '"1"'}).json()["revision"] == 2
    assert put(api, at, {"title": "Three"}, **{"If-Match": '"1"'}).status_code == 412
    read = api.get(f"{HERE}/{at}")
    assert (read.json()["title"], read.json()["owner"], read["ETag"]) == ("Two", ada.email, '"2"')
    assert [item["code"] for item in api.get(f"{HERE}/{register.key}").json()["items"]] == ["NEW-1"]
    assert api.get(f"{HERE}/{register.key}/none").status_code == 404
    assert verify_ledger().breaches == []


@pytest.mark.parametrize("register", STATED, ids=lambda register: register.key)
def test_what_is_stated_once_is_not_there_before(register: Register, api: Client) -> None:
    assert api.get(f"{HERE}/{register.key}").status_code == 404
    assert put(api, register.key, sample(register.key)).status_code == 201
    read = api.get(f"{HERE}/{register.key}")
    assert (read.status_code, read["ETag"]) == (200, '"1"')


def test_levels_and_latest_values_are_worked_out(api: Client, enter: Enter) -> None:
    enter("risks", code="R-1", title="A", likelihood=2, impact=3)
    risk = api.get(f"{HERE}/risks/R-1").json()
    assert (risk["level"], risk["level_before"], risk["assessed_on"] is not None) == (6, None, True)
    enter("objectives", code="O-1", **sample("objectives"))
    at = f"{HERE}/objectives/O-1/measurements/2026-02-02"
    assert put(api, at.removeprefix(f"{HERE}/"), {"value": 7.5, "note": "First"}).status_code == 201
    assert put(api, at.removeprefix(f"{HERE}/"), {"value": 7, "note": "Mended"}).status_code == 200
    [measured] = api.get(f"{HERE}/objectives/O-1/measurements").json()
    assert (measured["measured_on"], float(measured["value"]), measured["note"]) == ("2026-02-02", 7, "Mended")
    assert api.get(f"{HERE}/objectives/O-1").json()["latest_on"] == "2026-02-02"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("risks/R-1", {}),
        ("risks/R-1", {"title": "A", "likelihood": 11}),
        ("risks/R-1", {"title": {"de": "A"}}),
        ("risks/R-1", {"title": "A", "kind": "hope"}),
        ("risks/R-1", {"title": "A", "level": 3}),
        ("objectives/O-1", {"title": "Happier", "metric": "Mood", "target": "high"}),
        ("objectives/O-1", {"title": "Happier", "metric": "Mood", "target": "3", "baseline": "low"}),
        ("climate-decision", {"relevant": True}),
    ],
)
def test_a_wrong_body_is_a_problem_and_nothing_is_kept(path: str, fields: Any, api: Client) -> None:
    answer = put(api, path, fields)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert not any(one.model._default_manager.exists() for one in REGISTERS.values())


def test_a_register_is_taken_in_from_a_sheet_by_command(programme: Programme, ada: Person, tmp_path: Any) -> None:
    file = tmp_path / "risks.csv"
    file.write_text("code,title,title.id,likelihood,impact\nR-1,Flood,Banjir,2,3\n,No code,,1,1\n", encoding="utf-8")
    command = ("apply", "sms-1", file, "--kind", "risks", "--as", ada.email, "--json")
    [refused] = cli(*command).json["refused"]
    assert (refused["row"], refused["field"]) == (2, "code")
    file.write_text("code,title,title.id,likelihood,impact\nR-1,Flood,Banjir,2,3\n", encoding="utf-8")
    assert cli(*command, "--dry-run").json["created"] == 1
    assert not Risk.objects.exists()
    assert cli(*command).json["created"] == 1
    assert Risk.objects.get().title == {"en": "Flood", "id": "Banjir"}
