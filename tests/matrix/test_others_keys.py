"""Whose thing it is, is asked of each key in a body, a form and a question too, not of those in the address alone.

Ada writes in SMS-1 and names there what belongs to SMS-2 or to Bukit Data: refused, and nothing is written. Each case
first passes with a key of her own, so that it is the key which is refused. What can be given is derived from the
OpenAPI document, the forms and the views; a field that stands in none of the tables of `keys.py` fails.
"""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

import milepost
from milepost.features.actions.models import Action
from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.evidence.imports import as_csv, incident
from tests.matrix.keys import BODIES, FORMS, KEY, NO_KEYS, PLAIN, QUESTIONS, Key
from tests.matrix.test_every_operation import DOCUMENT, OPERATIONS
from tests.matrix.test_others_things import _programme
from tests.matrix.things import SHARED, Place
from tests.matrix.world import World, a_world_of_its_own, fill, in_parts, read_out, routes
from tests.people import client_of

SOURCE = Path(milepost.__file__).parent
TABLED = {(key.where, key.field) for key in (*BODIES, *QUESTIONS, *FORMS)} | set(NO_KEYS)
OPERATION = {operation["operationId"]: (method, path) for method, path, operation in OPERATIONS}

# -- three places -----------------------------------------------------------------------------------------------------


@pytest.fixture
def places(world: World, bukit: Organisation, zoe: Person) -> dict[str, Place]:
    """SMS-1, SMS-2 beside it, Bukit's elsewhere; Ada and Zoe hold every role in theirs."""
    ada = world.people["ada"]
    for role in set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR, Role.EXTERNAL_AUDITOR}:
        add_member(
            actor=world.actor("adi"), organisation=world.cakrawala, email=ada.email, name=ada.name, role=role,
            programme_id=world.programme.pk,
        )  # fmt: skip
    beside = World(_programme(world, world.cakrawala, ada, "sms-2", by="adi"), world.people, bukit)
    elsewhere = World(_programme(world, bukit, zoe, "sms-9"), dict.fromkeys(world.people, zoe), bukit)
    return {
        "here": Place(world, ada, 0),
        "beside": Place(beside, ada, 1),
        "elsewhere": Place(elsewhere, zoe, 2),
    }


def each_by_itself(places: dict[str, Place]) -> AbstractContextManager[None]:
    """What one case makes in the three places is not there for the next."""
    here, *others = places.values()
    return a_world_of_its_own(here.world, here, *others, *(other.world for other in others))


def strangers(key: Key) -> list[str]:
    """Where a key of this kind is somebody else's."""
    return ["elsewhere"] if key.kind in SHARED else ["beside", "elsewhere"]


def cases(keys: list[Key]) -> list[Any]:
    return in_parts([(key, place) for key in keys for place in strangers(key)])


# -- asking -----------------------------------------------------------------------------------------------------------


def address(key: Key, world: World) -> str:
    if key.at.startswith("/"):
        return key.at
    if key.at.startswith("api:"):
        operation = key.at.removeprefix("api:")
        return fill(OPERATION[operation][1], operation, world)
    return next(route for route in routes() if route.name == key.at).address(world)


def written(given: Any, key: str, here: Place) -> Any:
    """What is given, with the key in it."""
    text = json.dumps(given).replace(KEY, key)
    for kind in ("source", "service", "party"):
        text = text.replace(f"<{kind}>", here.key(kind))
    return json.loads(text)


def heads() -> list[tuple[Any, str]]:
    return sorted(Stream.objects.values_list("pk", "head_hash"))


def give(key: Key, at: str, given: Any, world: World) -> tuple[int, bool]:
    """The status of the answer, and whether something was written; it is taken back."""
    before = heads()
    with transaction.atomic():
        answer = _posted(key, at, given, world)
        changed = heads() != before
        transaction.set_rollback(True)
    return answer.status_code, changed


def _posted(key: Key, at: str, given: Any, world: World) -> Any:
    file = {"file": SimpleUploadedFile("desk.csv", as_csv([incident(1)]).encode())} if "mapping" in given else {}
    if key.where not in OPERATION:
        return client_of(world.people[key.who]).post(at, {**given, **file})
    headers = {"Authorization": f"Bearer {world.token(key.who)}"}
    if file:
        return Client().post(at, {**given, **file}, headers=headers)
    method = OPERATION[key.where][0]
    return Client().generic(method, at, json.dumps(given), content_type="application/json", headers=headers)


@pytest.mark.parametrize("some", cases([*BODIES, *FORMS]))
def test_a_key_of_another_place_is_refused_and_nothing_is_written(
    some: list[tuple[Key, str]], world: World, places: dict[str, Place], subtests: pytest.Subtests
) -> None:
    here = places["here"]
    for key, place in some:
        with subtests.test(f"{key} of {place}"), each_by_itself(places):
            written(key.given, "", here)  # so that whatever else is given is there
            own, theirs, at = here.key(key.kind), places[place].key(key.kind), address(key, world)
            assert own != theirs
            world.token(key.who)
            status, changed = give(key, at, written(key.given, own, here), world)
            assert (status, changed) in {(each, each in {200, 201, 202, 302} and key.writes) for each in key.own}
            status, changed = give(key, at, written(key.given, theirs, here), world)
            assert status in {400, 404, 409, 422}
            assert not changed


@pytest.mark.parametrize("some", cases(QUESTIONS))
def test_a_question_with_a_key_of_another_place_is_answered_as_if_nobody_had_it(
    some: list[tuple[Key, str]], world: World, places: dict[str, Place], subtests: pytest.Subtests
) -> None:
    for key, place in some:
        with subtests.test(f"{key} of {place}"), each_by_itself(places):
            places["here"].key(key.kind)
            theirs, at = places[place].key(key.kind), address(key, world)
            nobodys = str(new_key()) if key.kind in {"person-key", "batch"} else "no" + theirs[2:]
            answers = [_asked(key, at, each, world) for each in (theirs, nobodys)]
            assert answers[0] == answers[1]
            assert answers[0][0] in {200, 404, 422}


def _asked(key: Key, at: str, value: str, world: World) -> tuple[int, str]:
    """The answer, with the key and what changes from page to page taken out of it."""
    headers = {"Authorization": f"Bearer {world.token(key.who)}"} if key.where in OPERATION else {}
    client = Client() if headers else client_of(world.people[key.who])
    answer = client.get(at, {key.field: value}, headers=headers)
    read_out(answer)
    text = answer.content.decode().replace(value, KEY).replace(quote(value), KEY)
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


# -- what nobody may give ---------------------------------------------------------------------------------------------

PROTECTED = {
    "id": 1, "organisation": "bukit", "organisation_id": 1, "programme_id": 1, "revision": 9, "code": "other",
    "is_staff": True, "is_superuser": True, "made_by": "zoe@bukit.example", "approved_at": "2026-01-01",
}  # fmt: skip


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation that takes JSON, with the schema of its body."""
    for _method, _path, operation in OPERATIONS:
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if kind == "application/json":
                yield operation["operationId"], content["schema"]


def test_every_object_in_a_body_refuses_what_it_does_not_know() -> None:
    open_ones = {
        (operation, path)
        for operation, schema in bodies()
        for path, found in objects(schema)
        if found.get("additionalProperties", True) is True
    }
    assert open_ones == set()


@pytest.mark.parametrize("some", in_parts([operation for operation, _schema in bodies()]))
def test_protected_fields_in_a_body_are_refused_and_nothing_is_written(
    some: list[str], world: World, subtests: pytest.Subtests
) -> None:
    headers = {"Authorization": f"Bearer {world.token('ada')}"}
    schemas = dict(bodies())
    for operation in some:
        with subtests.test(operation), a_world_of_its_own(world):
            method, path = OPERATION[operation]
            at = fill(path, operation, world)
            known = set(resolved(schemas[operation])["properties"])
            before = heads()
            for name, value in PROTECTED.items():
                if name not in known:
                    body = json.dumps({name: value})
                    answer = Client().generic(method, at, body, content_type="application/json", headers=headers)
                    assert answer.status_code == 422, (name, answer.content)
                    assert name in answer.content.decode()
            assert heads() == before


def test_a_page_takes_no_field_that_its_form_does_not_show(world: World, places: dict[str, Place]) -> None:
    before, ada = world.programme.organisation_id, client_of(world.people["ada"])
    at = fill("/o/cakrawala/p/sms-1/actions/new/", "", world)
    extra = {"organisation": str(places["elsewhere"].programme.organisation_id), "programme": "sms-9", "number": "77",
             "state": "done", "revision": "9"}  # fmt: skip
    assert ada.post(at, {"title": "Do", **extra}).status_code == 302
    made = Action.objects.get(title="Do")
    assert (made.organisation_id, made.programme_id) == (before, world.programme.pk)
    assert (made.number, made.state, made.revision) == (1, "open", 1)


# -- no key is forgotten ----------------------------------------------------------------------------------------------


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def objects(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects with named properties in a schema."""
    schema = resolved(schema)
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from objects(each, path)
    if "items" in schema:
        yield from objects(schema["items"], f"{path}[]")
    if "properties" in schema:
        yield path, schema
    for name, each in schema.get("properties", {}).items():
        yield from objects(each, f"{path}.{name}" if path else name)


def texts(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """The paths of a body's texts and numbers; dates and fixed choices are no keys."""
    schema = resolved(schema)
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from texts(each, path)
    if "items" in schema:
        yield from texts(schema["items"], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from texts(schema["additionalProperties"], f"{path}{{}}")
    for name, each in schema.get("properties", {}).items():
        yield from texts(each, f"{path}.{name}" if path else name)
    plain = schema.get("type") in {"string", "integer"}
    if plain and not {"enum", "const"} & set(schema) and schema.get("format") not in {"date", "binary"}:
        yield path


def given_to_operations() -> Iterator[tuple[str, str]]:
    for _method, _path, operation in OPERATIONS:
        where = operation["operationId"]
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                yield where, parameter["name"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from ((where, path) for path in texts(content["schema"]))


def given_to_forms() -> Iterator[tuple[str, str]]:
    def below(kind: type) -> Iterator[type]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    for form in below(forms.BaseForm):
        if form.__module__.startswith("milepost") and not form.__name__.startswith("_"):
            for name, field in form.base_fields.items():  # type: ignore[attr-defined]
                is_choice = isinstance(field, forms.ChoiceField)
                if (isinstance(field, forms.CharField | forms.IntegerField) and not is_choice) or (
                    is_choice and not list(field.choices)
                ):
                    yield form.__name__, name


def given_to_views() -> Iterator[tuple[str, str]]:
    """What is read by name from a request's query or form, wherever that is written down."""
    for file in sorted(SOURCE.rglob("*.py")):
        where = file.relative_to(SOURCE).as_posix()
        where = where.removeprefix("features/").removeprefix("platform/")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                asked, name = node.func.value, node.args[0]
                if node.func.attr not in {"get", "getlist"}:
                    continue
            elif isinstance(node, ast.Subscript):
                asked, name = node.value, node.slice
            else:
                continue
            if isinstance(name, ast.Constant) and ast.unparse(asked).split(".")[-1] in {"GET", "POST", "query", "post"}:
                yield where, str(name.value)


@pytest.mark.parametrize("given", [given_to_operations, given_to_forms, given_to_views])
def test_no_key_is_forgotten(given: Any) -> None:
    found = set(given())
    assert found
    untold = {
        (where, name)
        for where, name in found
        if (where, name) not in TABLED and name.rpartition(".")[2].removesuffix("[]") not in PLAIN
    }
    assert untold == set(), "add a case to tests/matrix/keys.py, or the name to PLAIN if it is no key of a thing"


def test_no_case_is_of_something_gone() -> None:
    found = {*given_to_operations(), *given_to_forms(), *given_to_views()}
    assert {each for each in TABLED if each not in found and not each[1].startswith("value-")} == set()
