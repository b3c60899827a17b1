"""What every operation of the API has in common, on the operations about organisations."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.organisations.services import add_member, make_token
from milepost.platform.organisations.wire import Schema
from tests.people import actor_of

HERE = "/api/v1/organisations/cakrawala"


@pytest.fixture
def api(cakrawala: Organisation, adi: Person) -> Client:
    _, secret = make_token(
        actor=actor_of(adi), organisation=cakrawala, person=adi, scope="write", expires_on=date(2099, 1, 1)
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(api: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    return getattr(api, method)(path, body, content_type="application/json", headers=headers)


def test_an_answer_carries_its_revision_and_a_change_may_name_it(api: Client) -> None:
    tag = api.get(HERE)["ETag"]
    assert send(api, "patch", HERE, {"name": "Langit"}, **{"If-Match": tag})["ETag"] == '"2"'
    stale = send(api, "patch", HERE, {"name": "Awan"}, **{"If-Match": tag})
    assert stale.status_code == 412
    assert stale.json()["revision"] == 2
    assert stale["Content-Type"] == "application/problem+json"


def test_a_header_that_is_no_tag_is_refused(api: Client) -> None:
    assert send(api, "patch", HERE, {"name": "Awan"}, **{"If-Match": "yesterday"}).status_code == 400


def test_an_unknown_field_is_an_error_and_no_surprise(api: Client) -> None:
    refused = send(api, "patch", HERE, {"name": "Awan", "colour": "red"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "body.change.colour"


def test_a_refusal_names_its_field(api: Client) -> None:
    refused = send(api, "patch", HERE, {"timezone": "Asia/Atlantis"})
    assert (refused.status_code, refused.json()["field"]) == (422, "timezone")


def test_a_long_list_comes_in_pages_without_loss_or_repeat(api: Client, cakrawala: Organisation, adi: Person) -> None:
    for number in range(5):
        add_member(actor=actor_of(adi), organisation=cakrawala, email=f"m{number}@x.example", name=f"M{number}")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = api.get(f"{HERE}/members", {"limit": 2, "cursor": cursor}).json()
        seen += [member["email"] for member in page["items"]]
        cursor = page["next"]
    assert seen == ["adi@cakrawala.example", *(f"m{number}@x.example" for number in range(5))]


@pytest.mark.parametrize(("query", "status"), [({"cursor": "x"}, 400), ({"limit": 0}, 422), ({"limit": 201}, 422)])
def test_a_page_that_cannot_be_is_refused(query: dict[str, Any], status: int, api: Client) -> None:
    assert api.get(f"{HERE}/members", query).status_code == status


def test_a_member_comes_and_goes(api: Client) -> None:
    made = send(api, "post", f"{HERE}/members", {"email": "nia@x.example", "name": "Nia", "role": "contributor"}).json()
    assert made["roles"][0]["role"] == "contributor"
    assert api.delete(f"{HERE}/roles/{made['roles'][0]['id']}").status_code == 204
    assert api.delete(f"{HERE}/members/{made['id']}").status_code == 204
    assert api.delete(f"{HERE}/members/{made['id']}").status_code == 404
    assert not Member.objects.filter(person__email="nia@x.example", removed_at=None).exists()


def test_only_a_schema_that_asks_resolvers_has_any() -> None:
    """Plain pydantic would not call them, and the answer would lack the field or be refused."""
    deaf = {schema.__name__ for schema in _below(Schema) if any(name.startswith("resolve_") for name in vars(schema))}
    assert not deaf


def _below(schema: type[Schema]) -> Iterator[type[Schema]]:
    for each in schema.__subclasses__():
        yield each
        yield from _below(each)
