"""Actions in files and over the API."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.features.actions.models import Action
from milepost.features.actions.services import add_action
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli

HERE = "/api/v1/organisations/cakrawala/programmes/sms-1/actions"


def _applied(tmp_path: Path, rows: list[dict[str, Any]], *more: str) -> Any:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"actions": rows}), encoding="utf-8")
    return cli("apply", "sms-1", file, "--as", "ada@cakrawala.example", "--json", *more).json


def test_a_file_makes_an_action_once_and_changes_it_by_its_own_code(
    tmp_path: Path, programme: Programme, ada: Person
) -> None:
    row = {"code": "call", "title": "Call", "owner": "ada@cakrawala.example", "due_on": "2026-12-01"}
    assert _applied(tmp_path, [row])["created"] == 1
    assert _applied(tmp_path, [row])["unchanged"] == 1
    assert _applied(tmp_path, [{"code": "call", "state": "done"}])["updated"] == 1
    action = Action.objects.get()
    assert (action.title, action.owner, action.state) == ("Call", ada, "done")
    assert verify_ledger().breaches == []


def test_a_file_changes_an_action_by_its_number(tmp_path: Path, programme: Programme, ada: Person) -> None:
    action = add_action(actor=actor_of(ada), programme=programme, title="Call")
    assert _applied(tmp_path, [{"code": action.reference, "days": "1.5"}])["updated"] == 1
    assert _applied(tmp_path, [{"code": action.reference, "days": 1.5}])["unchanged"] == 1


def test_a_number_that_nobody_gave_is_refused(tmp_path: Path, programme: Programme, ada: Person) -> None:
    [refused] = _applied(tmp_path, [{"code": "A-2026-999", "title": "Call"}])["refused"]
    assert (refused["code"], refused["field"]) == ("A-2026-999", "code")
    assert not Action.objects.exists()


@pytest.fixture
def api(programme: Programme, adi: Person, ada: Person) -> Client:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write",
        expires_on=today("Asia/Jakarta") + timedelta(days=1),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_an_action_is_added_read_and_changed_over_the_api(api: Client, ada: Person) -> None:
    made = api.post(HERE, {"title": "Call 🚀", "owner": ada.email}, content_type="application/json")
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    number = made.json()["number"]
    assert api.get(f"{HERE}/{number}").json()["owner"] == ada.email
    change = {"content_type": "application/json", "headers": {"If-Match": '"1"'}}
    changed = api.patch(f"{HERE}/{number}", {"state": "done", "owner": None}, **change)
    assert changed.status_code == 200
    assert (changed.json()["state"], changed.json()["owner"], changed["ETag"]) == ("done", None, '"2"')
    late = api.patch(f"{HERE}/{number}", {"title": "Other"}, **change)
    assert (late.status_code, late.json()["revision"]) == (412, 2)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x\x00"},
        {"title": "x", "nonsense": 1},
        {"title": "x", "owner": "zoe@bukit.example"},
    ],
)
def test_a_wrong_body_is_answered_with_a_problem(api: Client, body: dict[str, Any]) -> None:
    answer = api.post(HERE, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_the_list_pages_by_cursor(api: Client, programme: Programme, ada: Person) -> None:
    for place in range(5):
        add_action(actor=actor_of(ada), programme=programme, title=f"Thing {place}")
    titles, cursor = [], ""
    while cursor is not None:
        page = api.get(f"{HERE}?limit=2&cursor={cursor}&state=owed").json()
        titles += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert titles == [f"Thing {place}" for place in range(5)]
