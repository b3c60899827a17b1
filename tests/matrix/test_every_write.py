"""Every write, by each operation and each form, as everybody: whoever may gets it done, and nobody else writes a word.

Each is sent what it takes (`writes.py`, `submissions.py`), so that nobody is turned away for a wrong body instead of
for who they are. Who may is read from the one table of permissions.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from milepost.features.evidence.models import ImportDraft
from milepost.platform.jobs.models import Job
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.policies import permission_named
from milepost.platform.organisations.roles import Role
from tests.matrix.submissions import FORMS, NO_FORMS
from tests.matrix.test_every_operation import HIDDEN_FROM_MIRA
from tests.matrix.test_every_operation import OPERATIONS as DOCUMENTED
from tests.matrix.test_every_route import ALL
from tests.matrix.world import ROLES, STRANGER, World, a_world_of_its_own, in_parts, read_out
from tests.matrix.writes import OPERATIONS, Write
from tests.people import client_of
from tests.signin.provider import LocalProvider

NOBODY = "nobody"
READING = "somebody who may, by a token that only reads"
EVERYBODY = (*ROLES, STRANGER, NOBODY)
OPERATION = {operation["operationId"]: (method, path, operation) for method, path, operation in DOCUMENTED}
ROUTE = {route.name: route for route in ALL if route.permission}

type Ask = Callable[[str, str, Any], Any]


def traces() -> tuple[list[tuple[Any, str]], int, int]:
    """What a write leaves: entries in the ledger, a file that somebody looks through, work that waits for a worker."""
    return sorted(Stream.objects.values_list("pk", "head_hash")), ImportDraft.objects.count(), Job.objects.count()


def tried(ask: Ask, name: str, address: str, write: Write, world: World) -> tuple[int, bool]:
    """The status of the answer, and whether something was written; it is taken back."""
    given = write.given(world) if callable(write.given) else write.given
    with transaction.atomic():
        before = traces()
        answer = ask(name, address, given)
        read_out(answer)
        changed = traces() != before
        transaction.set_rollback(True)
    return answer.status_code, changed


def walked(
    where: str, path: str, write: Write, world: World, ask: Ask, also: tuple[str, ...] = ()
) -> dict[str, tuple[int, bool]]:
    """How everybody is answered, each in the same world."""

    def there(kwarg: re.Match[str]) -> str:
        name = kwarg.group(1)
        return f"@{name}@" if name in write.at else str(world.place(where, name))

    with a_world_of_its_own(world):
        address = re.sub(r"[<{](?:\w+:)?(\w+)[>}]", there, path)
        write.ready(world)
        for name, value in write.at.items():
            address = address.replace(f"@{name}@", value if isinstance(value, str) else value())
        return {name: tried(ask, name, address, write, world) for name in (*EVERYBODY, *also)}


def holding(write: Write, path: str) -> frozenset[str]:
    """Who holds the permission, as the one table says."""
    permission = permission_named(write.permission)
    everywhere = permission.anywhere or re.search(r"/p/|/programmes/\{", path)
    # Else an administrator is the only one who holds a role in the whole organisation.
    carrying = permission.roles if everywhere else permission.roles & {Role.ADMINISTRATOR}
    return frozenset(name for name, roles in ROLES.items() if roles & carrying)


def may(name: str, write: Write, path: str) -> bool:
    return name in holding(write, path) and (write.only is None or name in write.only)


def wrong(where: str, path: str, write: Write, found: dict[str, tuple[int, bool]], visitor: int) -> dict[str, object]:
    """Who was not answered as the table of permissions says."""
    told = {**dict.fromkeys((*ROLES, READING), 403), STRANGER: 404, NOBODY: visitor}
    if where in HIDDEN_FROM_MIRA:
        told["mira"] = 404
    lacking: dict[str, object] = {}
    for name, (status, changed) in found.items():
        if may(name, write, path):
            right = changed == write.writes and (status == write.refused if write.refused else 200 <= status < 400)
        elif name in holding(write, path):
            right = (status, changed) == (write.unasked, False)
        else:
            right = (status, changed) == (told[name], False)
        if not right:
            lacking[f"{where} by {name}"] = (status, changed)
    return lacking


@pytest.mark.parametrize("some", in_parts(OPERATIONS, 4))
def test_every_operation_is_done_for_whoever_may_and_for_nobody_else(
    some: list[tuple[str, Write]], world: World, there: LocalProvider
) -> None:
    world.issuer = there.issuer
    headers = {name: {"Authorization": f"Bearer {world.token(name)}"} for name in EVERYBODY if name != NOBODY}
    for name in ROLES:
        world.token(name, "read")  # before what each operation makes is taken back
    lacking: dict[str, object] = {}
    for where, write in some:
        method, path, operation = OPERATION[where]
        who = next(name for name in ROLES if may(name, write, path))
        headers[READING] = {"Authorization": f"Bearer {world.token(who, 'read')}"}
        kind = next(iter(operation.get("requestBody", {}).get("content", {"application/json": {}})))

        def ask(name: str, address: str, given: Any, method: str = method, kind: str = kind) -> Any:
            if kind == "multipart/form-data":
                return Client().post(address, given, headers=headers.get(name))
            return Client().generic(method, address, json.dumps(given), content_type=kind, headers=headers.get(name))

        found = walked(f"api:{where}", path, write, world, ask, (READING,))
        lacking |= wrong(where, path, write, found, 401)
    assert lacking == {}


@pytest.mark.parametrize("some", in_parts(FORMS, 4))
def test_every_form_is_taken_from_whoever_may_and_from_nobody_else(
    some: list[tuple[str, Write]], world: World, there: LocalProvider
) -> None:
    world.issuer = there.issuer
    clients = {name: client_of(world.people.get(name)) for name in EVERYBODY}
    lacking: dict[str, object] = {}
    for where, write in some:
        path = f"/{ROUTE[where].pattern}"
        found = walked(where, path, write, world, lambda name, address, given: clients[name].post(address, given))
        lacking |= wrong(where, path, write, found, 302)
    assert lacking == {}


def test_no_operation_is_forgotten() -> None:
    assert {name for name, _ in OPERATIONS} == {name for name, (method, _, _) in OPERATION.items() if method != "GET"}


def test_no_form_is_forgotten(world: World) -> None:
    sent = {name for name, _ in FORMS} | set(NO_FORMS)
    clients, taking = [client_of(world.people[name]) for name in ("ada", "adi")], set()
    for route in ALL:
        if route.permission and route.name not in sent:
            with a_world_of_its_own(world):
                address = route.address(world)
                if 405 not in {client.post(address).status_code for client in clients}:  # one of them may
                    taking.add(route.name)
    assert taking == set(), "add what it is sent to submissions.py"
    assert sent - set(ROUTE) == set()


def test_whoever_is_left_out_in_spite_of_the_permission_is_left_out_for_a_reason() -> None:
    for where, write in (*OPERATIONS, *FORMS):
        assert (write.only is None) == (write.because == ""), where
        assert write.only is None or write.only <= holding(write, f"{where} /p/"), where
