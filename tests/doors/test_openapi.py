"""The API keeps what its OpenAPI document promises, whatever it is sent: `MILEPOST_TEST_PROFILE=full` sends more."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from milepost.doors.api.application import api
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.matrix.world import World

PROMISES = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = {"default": 5, "full": 1000}

_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The product, its answer closed as a server closes it: the test client leaves a download's file open."""
    with closing(_application(environ, start_response)) as answer:
        return [b"".join(answer)]


SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


@pytest.fixture(autouse=True)
def _the_connection_outlives_a_request() -> Iterator[None]:
    """A server gives its connection back after each request; here it holds the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(
    programme: Programme, bukit: Organisation, ada: Person, adi: Person, ben: Person, olga: Person, sari: Person
) -> World:
    """Ben holds every role of the table, so that what is sent reaches what lies behind the permissions.

    Others made what he asks about, because nobody checks what they entered or judges their own reasons (S-16); and the
    walk's versions wait for his review, and are handed out to him, which no role opens to anybody else.
    """
    world = World(programme, {"ada": ada, "adi": adi, "ben": ben, "olga": olga, "sari": sari}, bukit)
    for role in Role:
        everywhere = role == Role.ADMINISTRATOR  # held in the whole organisation, never in a programme alone
        add_member(
            actor=world.actor("adi"), organisation=world.cakrawala, email=ben.email, name=ben.name, role=role,
            programme_id=None if everywhere else programme.pk,
        )  # fmt: skip
    return world


def test_who_asks_holds_every_role(world: World) -> None:
    assert world.actor("ben").roles(world.cakrawala.pk, world.programme.pk) == set(Role)


def test_every_operation_is_tried() -> None:
    methods = [len(methods) for methods in api.get_openapi_schema()["paths"].values()]
    assert len(OPERATIONS) == sum(methods) > 0


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda found: found.definition.raw["operationId"])
def test_an_operation_keeps_its_promises(operation: Any, world: World) -> None:
    name = operation.definition.raw["operationId"]
    real = {one.name: world.place(f"api:{name}", one.name) for one in operation.path_parameters}
    headers = {"Authorization": f"Bearer {world.token('ben')}", "Accept-Encoding": "identity"}
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    profile = settings.get_current_profile_name()

    # The same examples every time, so that a change is judged by what it changed; the full profile looks elsewhere too.
    @settings(
        max_examples=EXAMPLES[profile],
        derandomize=profile == "default",
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, exists=st.booleans())
    def ask(case: Any, exists: bool) -> None:
        """Always about the programme; about a thing in it that exists, or about whatever comes."""
        chosen = real if exists else {part: real[part] for part in {"org", "code"} & set(real)}
        case.path_parameters = {**(case.path_parameters or {}), **{part: str(key) for part, key in chosen.items()}}
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=PROMISES)
            transaction.set_rollback(True)

    ask()
