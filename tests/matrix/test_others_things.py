"""Whose thing it is, is asked of each key in an address: a right in one place opens nothing of another.

Zoe may do everything in her own organisation, and Ada everything in her other programme. Either asks at an address of
her own for a thing of SMS-1.
"""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from milepost.features.programmes.models import Programme
from milepost.features.programmes.services import make_programme
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.matrix.test_every_operation import OPERATIONS
from tests.matrix.test_every_operation import ask as call
from tests.matrix.test_every_route import ASKED_WITH_POST
from tests.matrix.world import Route, World, a_world_of_its_own, fill, in_parts, is_made, read_out, routes
from tests.people import PHASES, client_of

ROUTES = [route for route in routes() if any(is_made(route.name, kwarg) for kwarg in route.kwargs)]
CALLS = [
    (method, path, operation)
    for method, path, operation in OPERATIONS
    if any(is_made(f"api:{operation['operationId']}", kwarg) for kwarg in re.findall(r"\{(\w+)\}", path))
]
# A link that whoever holds it may follow; and of one's own, what is not there any more is told as that.
OPEN = {"feeds:mine", "feeds:programme", "organisations:invitation", "signin:session-end", "signin:token-revoke"}
# The organisation's, whichever of its programmes is in the address.
OF_THE_ORGANISATION = {"evidence:import-batch", "feeds:programme", "reports:checkpoint"}


@pytest.fixture
def own(world: World, bukit: Organisation, zoe: Person) -> Programme:
    """Zoe's programme, in which she holds every role."""
    return _programme(world, bukit, zoe, "sms-1")


@pytest.fixture
def other(world: World) -> Programme:
    """Cakrawala's second programme, in which Ada holds every role."""
    return _programme(world, world.cakrawala, world.people["ada"], "sms-2", by="adi")


def _programme(world: World, organisation: Organisation, person: Person, code: str, by: str = "zoe") -> Programme:
    programme = make_programme(
        actor=world.actor(by),
        organisation=organisation,
        code=code,
        name=code,
        starts_on=PHASES[0].planned_from,
        phases=PHASES,
    )
    for role in set(Role) - {Role.ADMINISTRATOR, Role.EXTERNAL_AUDITOR}:
        add_member(
            actor=world.actor(by),
            organisation=organisation,
            email=person.email,
            name=person.name,
            role=role,
            programme_id=programme.pk,
        )
    return programme


def swapped(address: str, org: str, code: str) -> str:
    """The address with another organisation and programme in it, and the key left as it is."""
    return (
        address.replace("/cakrawala/", f"/{org}/", 1)
        .replace("/sms-1/", f"/{code}/", 1)
        .replace("/sms-1", f"/{code}", address.endswith("/sms-1"))
    )


def is_hidden(client: Client, method: str, address: str) -> bool:
    """Whether there is nothing to see or to do (404), or the address does not take the method at all (405)."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        read_out(answer)
        transaction.set_rollback(True)
    return answer.status_code in {404, 405}


def methods(route: Route) -> tuple[str, ...]:
    return ("post",) if route.name in ASKED_WITH_POST else ("get", "post")


def heads(organisation: Organisation) -> list[tuple[Any, str]]:
    return sorted(Stream.objects.filter(organisation_id=organisation.pk).values_list("pk", "head_hash"))


@pytest.mark.parametrize("some", in_parts([route for route in ROUTES if route.name not in OPEN]))
def test_a_page_hides_the_thing_of_another_organisation(
    some: list[Route], world: World, own: Programme, subtests: pytest.Subtests
) -> None:
    zoe = client_of(world.people["zoe"])
    for route in some:
        with subtests.test(str(route)), a_world_of_its_own(world):
            address = swapped(route.address(world), "bukit", "sms-1")
            before = heads(world.cakrawala)
            for method in methods(route):
                assert is_hidden(zoe, method, address), (method, address)
            assert heads(world.cakrawala) == before


@pytest.mark.parametrize(
    "some",
    in_parts([route for route in ROUTES if "code" in route.kwargs and route.name not in OF_THE_ORGANISATION]),
)
def test_a_page_hides_the_thing_of_another_programme(
    some: list[Route], world: World, other: Programme, subtests: pytest.Subtests
) -> None:
    ada = client_of(world.people["ada"])
    for route in some:
        with subtests.test(str(route)), a_world_of_its_own(world):
            address = swapped(route.address(world), "cakrawala", "sms-2")
            for method in methods(route):
                assert is_hidden(ada, method, address), (method, address)


@pytest.mark.parametrize("some", in_parts(CALLS))
def test_an_operation_hides_the_thing_of_another_organisation(
    some: list[Any], world: World, own: Programme, subtests: pytest.Subtests
) -> None:
    token = world.token("zoe")
    for method, path, operation in some:
        with subtests.test(operation["operationId"]), a_world_of_its_own(world):
            address = swapped(fill(path, operation["operationId"], world), "bukit", "sms-1")
            before = heads(world.cakrawala)
            # A body may be found wanting before the thing is looked for; what is put may be made anew, as Zoe's own.
            also = {"GET": set(), "PUT": {200, 201, 422}}.get(method, {422})
            assert call(method, address, token) in {404} | also
            assert heads(world.cakrawala) == before
