"""The portfolio in the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.features.portfolio.models import Unit
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of

UNITS = "/api/v1/organisations/cakrawala/units"


@pytest.fixture
def api(cakrawala: Organisation, adi: Person, ada: Person) -> Client:
    _, secret = make_token(
        actor=actor_of(ada), organisation=cakrawala, person=ada, scope="write", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def put(api: Client, code: str, fields: Any, **headers: str) -> Any:
    return api.put(f"{UNITS}/{code}", fields, content_type="application/json", headers=headers)


def test_an_entry_is_put_and_read_by_its_code(api: Client) -> None:
    made = put(api, "work", {"name": "Workplace"})
    assert (made.status_code, made.json()["name"], made["ETag"]) == (201, "Workplace", '"1"')
    assert put(api, "work", {"description": "Desks"}).status_code == 200
    read = api.get(f"{UNITS}/work")
    assert (read.json()["name"], read.json()["description"], read["ETag"]) == ("Workplace", "Desks", '"2"')


def test_a_change_based_on_an_older_revision_is_refused(api: Client) -> None:
    put(api, "work", {"name": "Workplace"})
    put(api, "work", {"name": "Desks"})
    answer = put(api, "work", {"name": "Chairs"}, **{"If-Match": '"1"'})
    assert answer.status_code == 412
    assert Unit.objects.get().name == "Desks"


@pytest.mark.parametrize("fields", [{"nme": "A"}, {"name": ""}, {"name": "A", "retired_on": "soon"}, {"code": "b"}, {}])
def test_a_wrong_body_is_a_problem(api: Client, fields: Any) -> None:
    answer = put(api, "work", fields)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_list_comes_in_pages(api: Client) -> None:
    for code in "abc":
        put(api, code, {"name": code})
    first = api.get(f"{UNITS}?limit=2").json()
    second = api.get(f"{UNITS}?limit=2&cursor={first['next']}").json()
    assert [item["code"] for item in first["items"] + second["items"]] == ["a", "b", "c"]
    assert second["next"] is None


def test_an_entry_that_is_not_there_is_not_found(api: Client, programme: Programme) -> None:
    assert api.get(f"{UNITS}/none").status_code == 404
