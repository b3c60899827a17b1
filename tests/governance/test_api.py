"""Governance over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from milepost.features.governance.models import Meeting, Obstacle
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from milepost.platform.signatures.models import Signature
from tests.doing import Apply
from tests.people import PASSWORD, actor_of

HERE = "/api/v1/organisations/cakrawala/programmes/sms-1"
JSON: dict[str, Any] = {"content_type": "application/json"}


def _api(programme: Programme, adi: Person, person: Person, scope: str = "write") -> Client:
    _, secret = make_token(
        actor=actor_of(person),
        organisation=programme.organisation,
        person=person,
        scope=scope,
        expires_on=today("Asia/Jakarta") + timedelta(days=1),
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def api(programme: Programme, adi: Person, ada: Person) -> Client:
    return _api(programme, adi, ada)


def test_the_overview_answers_with_everything(api: Client, apply: Apply, area: None, sari: Person, ben: Person) -> None:
    apply(
        roles=[{"code": "sari", "role": "sponsor", "person": sari.email, "authority": 12}],
        team=[{"code": "ben", "person": ben.email, "areas": ["workplace"]}],
        meetings=[{"code": "SC-1", "due_on": "2026-03-02", "held_on": "2026-03-02"}],
        obstacles=[{"code": "OB-1", "title": "Wall"}],
        board_decisions=[{"code": "BD-1", "decided_on": "2026-03-02", "amount": 5}],
    )
    body = api.get(f"{HERE}/governance").json()
    assert (body["sponsor"]["name"], body["coordinator"]) == ("Sari Dewanti", None)
    assert body["areas"][0]["members"] == ["ben"]
    assert body["meetings"][0]["state"] == "held"
    assert {criterion["id"] for criterion in body["criteria"]} == {"G1-GOVERNANCE", "G1-SPONSOR"}
    assert api.get(f"{HERE}/governance?on=2026-03-01").json()["on"] == "2026-03-01"


def test_a_meeting_is_added_read_and_changed(api: Client, apply: Apply, sari: Person) -> None:
    apply(roles=[{"code": "sari", "role": "sponsor", "person": sari.email}])
    made = api.post(f"{HERE}/meetings", {"due_on": "2026-03-02", "agenda": "Plan 🚀"}, **JSON)
    assert (made.status_code, made["ETag"], made.json()["code"]) == (201, '"1"', "SC-2026-01")
    held = {"held_on": "2026-03-02", "present": ["sari@cakrawala.example", "Ninik"], "decisions": ["Go on", "Hire"]}
    changed = api.put(f"{HERE}/meetings/SC-2026-01", held, headers={"If-Match": '"1"'}, **JSON)
    assert changed.status_code == 200
    assert (changed.json()["present"], changed.json()["decisions"]) == (["Ninik", "sari"], ["Go on", "Hire"])
    assert changed.json()["agenda"] == "Plan 🚀"
    again = api.put(f"{HERE}/meetings/SC-2026-01", {"agenda": "x"}, headers={"If-Match": '"1"'}, **JSON)
    assert (again.status_code, again.json()["revision"]) == (412, 2)
    assert api.put(f"{HERE}/meetings/SC-9", {"due_on": "2026-04-02"}, **JSON).status_code == 201
    page = api.get(f"{HERE}/meetings?limit=1").json()
    assert [item["code"] for item in page["items"]] == ["SC-2026-01"]
    rest = api.get(f"{HERE}/meetings?cursor={page['next']}").json()
    assert [item["code"] for item in rest["items"]] == ["SC-9"]
    assert verify_ledger().breaches == []


def test_a_missing_due_day_and_a_silent_move_are_refused(api: Client) -> None:
    missing = api.post(f"{HERE}/meetings", {"agenda": "x"}, **JSON)
    assert (missing.status_code, missing.json()["field"]) == (422, "due_on")
    api.post(f"{HERE}/meetings", {"due_on": "2026-03-02"}, **JSON)
    moved = api.put(f"{HERE}/meetings/SC-2026-01", {"due_on": "2026-03-09"}, **JSON)
    assert (moved.status_code, moved.json()["field"]) == (422, "reason")
    assert Meeting.objects.get().due_on.isoformat() == "2026-03-02"


def test_an_obstacle_is_raised_and_decided(api: Client, programme: Programme) -> None:
    made = api.post(
        f"{HERE}/obstacles", {"title": "Wall", "owner": "Head of networks", "raised_on": "2026-03-01"}, **JSON
    )
    assert (made.status_code, made.json()["code"], made.json()["owner"]) == (201, "OB-01", "Head of networks")
    half = api.put(f"{HERE}/obstacles/OB-01", {"decision": "Buy it"}, **JSON)
    assert (half.status_code, half.json()["field"]) == (422, "decided_on")
    done = api.put(f"{HERE}/obstacles/OB-01", {"decision": "Buy it", "decided_on": "2026-03-02"}, **JSON)
    assert (done.status_code, done["ETag"]) == (200, '"2"')
    assert api.get(f"{HERE}/obstacles/OB-01").json()["decision"] == "Buy it"
    assert [item["code"] for item in api.get(f"{HERE}/obstacles").json()["items"]] == ["OB-01"]


def test_a_reading_token_writes_nothing_and_a_stranger_sees_nothing(
    programme: Programme, adi: Person, ada: Person, karl: Person, zoe: Person, bukit: Any
) -> None:
    reading = _api(programme, adi, ada, "read")
    assert reading.get(f"{HERE}/governance").status_code == 200
    assert reading.post(f"{HERE}/obstacles", {"title": "Wall"}, **JSON).status_code == 403
    _, secret = make_token(
        actor=actor_of(zoe), organisation=bukit, person=zoe, scope="write",
        expires_on=today("Asia/Jakarta") + timedelta(days=1),
    )  # fmt: skip
    stranger = Client(headers={"Authorization": f"Bearer {secret}"})
    for path in ("governance", "meetings", "obstacles", "actions"):
        assert stranger.get(f"{HERE}/{path}").status_code == 404
        assert Client().get(f"{HERE}/{path}").status_code == 401
    assert not Obstacle.objects.exists()


def test_a_token_never_signs(api: Client, programme: Programme, adi: Person, sari: Person) -> None:
    paths = api.get("/api/v1/openapi.json").json()["paths"]
    assert not [path for path in paths if "commitment" in path or "sign" in path.rsplit("/", 1)[-1]]
    bearer = _api(programme, adi, sari)
    answer = bearer.post("/o/cakrawala/p/sms-1/governance/commitment/", {"password": PASSWORD, "digest": "0" * 64})
    assert answer.status_code == 302  # the page asks for a sign-in; a token opens no page
    assert not Signature.objects.exists()
