"""Every operation of the API wants a token, and every read refuses the right callers (writes: `test_every_write.py`).

The OpenAPI document says which operations there are.
"""

import json
from typing import Any

import pytest
from django.test import Client

from milepost.doors.api.application import api
from tests.matrix.world import ROLES, STRANGER, World, a_world_of_its_own, fill, in_parts, read_out

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in sorted(DOCUMENT["paths"].items())
    for method, operation in sorted(methods.items())
]
READS = [found for found in OPERATIONS if found[0] == "GET" and "{org}" in found[1]]
# Read operations of no organisation: whoever has a token may, and sees only their own or what belongs to nobody.
OPEN_READS = {"export_own_data", "get_document_kind", "list_document_kinds", "list_organisations"}
# Reads that not even a reader of the programme may do, with who may.
# Fetching a pack is a part of making it: a reading token, with which this is asked, does neither.
NARROW: dict[str, frozenset[str]] = {
    "get_application_pack_file": frozenset(),
    "get_provisioning": frozenset({"adi"}),
}
# Reads of which the programme of this walk has nothing yet, with what whoever may read is answered.
NOTHING_YET = dict.fromkeys(("compare_scenario", "get_forecast", "get_load", "get_variance"), 422)
# Things that are shown to whoever may see what they belong to; a member without a role cannot tell that they exist.
HIDDEN_FROM_MIRA = {"get_batch", "get_job", "retry_job"}


def ask(method: str, address: str, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    given = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
    answer = Client().generic(method, address, headers=headers, **given)
    read_out(answer)
    return int(answer.status_code)


@pytest.mark.parametrize("some", in_parts(OPERATIONS, 4))
def test_an_operation_without_a_token_is_refused(some: list[Any], world: World, subtests: pytest.Subtests) -> None:
    for method, path, operation in some:
        with subtests.test(operation["operationId"]), a_world_of_its_own(world):
            assert ask(method, fill(path, operation["operationId"], world), None) == 401


@pytest.mark.parametrize("some", in_parts(READS))
def test_a_read_is_for_those_with_a_role(some: list[Any], world: World, subtests: pytest.Subtests) -> None:
    tokens = {name: world.token(name, "read") for name in (*ROLES, STRANGER)}
    for method, path, operation in some:
        with subtests.test(operation["operationId"]), a_world_of_its_own(world):
            address = fill(path, operation["operationId"], world)
            answers = {name: ask(method, address, token) for name, token in tokens.items()}
            may = NARROW.get(operation["operationId"], frozenset(ROLES) - {"mira"})
            mira = 404 if operation["operationId"] in HIDDEN_FROM_MIRA else 403
            found = NOTHING_YET.get(operation["operationId"], 200)
            assert answers == {name: found if name in may else 403 for name in ROLES} | {STRANGER: 404, "mira": mira}


def test_operations_of_no_organisation_are_listed() -> None:
    found = {operation["operationId"] for method, path, operation in OPERATIONS if "{org}" not in path}
    assert found == OPEN_READS


def test_every_operation_is_named_and_says_its_problems() -> None:
    for method, path, operation in OPERATIONS:
        assert operation["operationId"].islower(), (method, path)
        assert {"401", "403", "404"} <= set(operation["responses"]), (method, path)
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))
