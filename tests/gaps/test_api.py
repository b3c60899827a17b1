"""The gap assessment over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from milepost.features.gaps.models import Rating
from milepost.features.gaps.services import rate_statement
from milepost.features.gaps.statements import auditable
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of

HERE = "/api/v1/organisations/cakrawala/programmes/sms-1/gaps"
ANY = "8.6.1-01"


@pytest.fixture
def api(programme: Programme, adi: Person, ada: Person) -> Client:
    _token, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write",
        expires_on=today("Asia/Jakarta") + timedelta(days=1),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {secret}"})


def put(api: Client, body: Any, statement: str = ANY, **headers: str) -> Any:
    return api.put(f"{HERE}/ratings/{statement}", body, content_type="application/json", headers=headers)


def test_a_rating_is_put_and_read_with_its_revision(api: Client) -> None:
    assert api.get(f"{HERE}/ratings/{ANY}")["ETag"] == '"0"'
    answer = put(api, {"current": 2, "owner": "ada@cakrawala.example", "days": "2.5"}, f"20000-1:2018/{ANY}")
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert (answer.json()["gap"], answer.json()["owner"]) == (1, "ada@cakrawala.example")
    assert api.get(f"{HERE}/ratings/{ANY}").json() == answer.json()


def test_an_older_revision_is_refused(api: Client) -> None:
    put(api, {"current": 2})
    put(api, {"current": 3})
    assert put(api, {"current": 4}, **{"If-Match": '"1"'}).status_code == 412
    assert put(api, {"current": 4}, **{"If-Match": '"0"'}).status_code == 412
    assert put(api, {"current": 4}, **{"If-Match": '"2"'}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [({"current": 6}, "current"), ({"colour": 1}, "colour"), ({"required": 2}, "required"), ({"link": "x"}, "link"),
     ({"not_triggered": True}, "not_triggered"), ({"owner": "nobody@x.example"}, "owner"),
     ({"parts": [{"part": "unit:moon", "level": 1}]}, "parts")],
)  # fmt: skip
def test_what_cannot_be_meant_is_unprocessable(api: Client, body: Any, field: str) -> None:
    answer = put(api, body)
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not Rating.objects.exists()


def test_statements_that_are_not_rated_are_not_found(api: Client) -> None:
    assert api.get(f"{HERE}/ratings/4.2-03").status_code == 404
    assert put(api, {"current": 1}, "8.9-99").status_code == 404


def test_the_list_is_paged_by_cursor(api: Client, programme: Programme, ada: Person) -> None:
    rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 1})
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = api.get(f"{HERE}/ratings?limit=150&cursor={cursor}").json()
        seen += [item["statement"] for item in page["items"]]
        cursor = page["next"]
    assert seen == [statement.id for statement in auditable()]
    assert api.get(f"{HERE}/ratings?cursor=moon").status_code == 400


def test_a_bulk_change_is_all_or_nothing_and_one_entry(api: Client) -> None:
    def patch(*items: Any) -> Any:
        return api.patch(f"{HERE}/ratings", {"items": items}, content_type="application/json")

    good, bad = {"statement": ANY, "current": 2}, {"statement": "8.6.1-02", "not_triggered": True}
    assert patch(good, bad).status_code == 422
    assert not Rating.objects.exists()
    assert patch(good, {"statement": "8.6.1-02", "current": 1}).json() == {"created": 2, "updated": 0, "unchanged": 0}
    assert Entry.objects.filter(kind="gaps.many-rated").count() == 1


def test_the_heat_map_is_answered_in_full(api: Client) -> None:
    put(api, {"current": 2})
    answer = api.get(f"{HERE}/heatmap").json()
    row = next(found for found in answer["clauses"] if found["clause"] == "8.6.1")
    assert (row["levels"]["2"], row["unrated"], row["statements"]) == (1, 10, 11)
    assert (answer["total"]["statements"], len(answer["clauses"])) == (388, 52)
    assert api.get(f"{HERE}/heatmap?clause=8.6.1&gaps=true").json()["total"]["statements"] == 1


def test_assessments_and_actions_follow(api: Client) -> None:
    put(api, {"current": 2, "remediation": "Write it."})
    made = api.post(f"{HERE}/actions", {}, content_type="application/json")
    assert (made.status_code, made.json()["created"]) == (201, 1)
    put(api, {"not_triggered": True}, "8.1-06")
    reopened = api.post(f"{HERE}/reopened/8.1-06", {"record": "CON-7"}, content_type="application/json")
    assert reopened.json()["reopened_by"] == "CON-7"
    listed = api.get(f"{HERE}/assessments").json()["items"]
    assert api.post(f"{HERE}/assessments").status_code == 422
    assert api.post(f"{HERE}/assessments/{listed[0]['assessment']}/close").json()["open"] is False
    assert api.post(f"{HERE}/assessments").status_code == 201
    assert api.post(f"{HERE}/assessments/GA-1999-09/close").status_code == 404
