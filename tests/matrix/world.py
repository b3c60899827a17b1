"""The world that every route is walked in, and how its addresses are filled.

An address such as `o/<org>/p/<code>/gates/<gate>/` is filled from tables named PLACES, by route and kwarg
(`"gates:sign reference"`) or by kwarg alone (`"gate"`). They lie here and in `tests/<package>/places.py`: each gives a
value, or a function of the world that makes the thing and gives its key. A new kind of thing is a new line there.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Permission
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import make_token
from tests.people import actor_of

# What each is in SMS-1; Adi is an administrator of the whole organisation. Mira and Zoe are nothing there.
ROLES: dict[str, frozenset[Role]] = {
    "ada": frozenset({Role.COORDINATOR}),
    "adi": frozenset({Role.ADMINISTRATOR}),
    "ben": frozenset({Role.IMPLEMENTATION_TEAM}),
    "eka": frozenset({Role.EXTERNAL_AUDITOR}),
    "iris": frozenset({Role.READER}),
    "mira": frozenset(),
    "olga": frozenset({Role.PRACTICE_OWNER}),
    "otto": frozenset({Role.INTERNAL_AUDITOR}),
    "sari": frozenset({Role.SPONSOR}),
}
STRANGER = "zoe"

PLACES: dict[str, Any] = {
    "org": "cakrawala",
    "code": "sms-1",
    "gate": "foundation",
    "phase": "foundation",
    "standard:clause number": "8.6.1",
    "gaps:clause number": "8.6.1",
    "statement": "4.1-01",
    "year": 2026,
    "standard:export form": "csv",
    "standard:document key": "DOC-INC-01",
    "api:get_document_kind key": "DOC-INC-01",
    "reports:see kind": "clause",
    "reports:see key": "8.6.1",
}


@dataclass
class World:
    """Cakrawala with its programme, and everybody by first name."""

    programme: Programme
    people: Mapping[str, Person]
    bukit: Organisation
    made: dict[str, object] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    issuer: str = ""  # where an identity provider answers on this machine, in a test that has one

    @property
    def cakrawala(self) -> Organisation:
        return self.programme.organisation

    def actor(self, name: str) -> Any:
        return actor_of(self.people[name])

    def token(self, name: str, scope: str = "write") -> str:
        """A person's token; the stranger's is for their own organisation."""
        if (name, scope) not in self.tokens:
            stranger = name == STRANGER
            _, secret = make_token(
                actor=actor_of(self.people[STRANGER if stranger else "adi"], Channel.CLI),
                organisation=self.bukit if stranger else self.cakrawala,
                person=self.people[name],
                scope=scope,
                expires_on=date(2099, 1, 1),
            )
            self.tokens[name, scope] = secret
        return self.tokens[name, scope]

    def place(self, route: str, kwarg: str) -> object:
        """What stands for a kwarg in the address of a route."""
        found = [key for key in (f"{route} {kwarg}", kwarg) if key in _places()]
        if not found:
            raise AssertionError(
                f"nobody says what <{kwarg}> is in the address of {route}: add {f'{route} {kwarg}'!r} to PLACES in "
                "tests/<its package>/places.py, with a value or a function of the world"
            )
        if found[0] not in self.made:
            place = _places()[found[0]]
            self.made[found[0]] = place(self) if callable(place) else place
        return self.made[found[0]]


def is_made(route: str, kwarg: str) -> bool:
    """Whether a kwarg names a thing that somebody made, not one of the catalogue."""
    place = _places().get(f"{route} {kwarg}", _places().get(kwarg))
    return callable(place)


def _places() -> dict[str, Any]:
    if not _gathered:
        _gathered.update(PLACES)
        for file in sorted(Path(__file__).parents[1].glob("*/places.py")):
            _gathered.update(import_module(f"tests.{file.parent.name}.places").PLACES)
    return _gathered


_gathered: dict[str, Any] = {}


@dataclass(frozen=True)
class Route:
    """One address of the product."""

    name: str
    pattern: str
    kwargs: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def permission(self) -> Permission | None:
        return getattr(self.view, "permission", None)

    def __str__(self) -> str:
        return f"{self.name} {self.pattern}"

    def address(self, world: World) -> str:
        return "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda kwarg: str(world.place(self.name, kwarg.group(1))), self.pattern
        )


def routes() -> list[Route]:
    """Every address of the urlconf apart from the API's, which has a document of its own."""
    found = _walk(get_resolver().url_patterns, "", ())
    return sorted((route for route in found if not route.pattern.startswith("api/")), key=str)


def _walk(patterns: list[Any], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name or whole])
            yield Route(name, whole, tuple(re.findall(r"<(?:\w+:)?(\w+)>", whole)), pattern.callback)
        elif isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, whole, inner)


def fill(path: str, operation: str, world: World) -> str:
    """An address of the OpenAPI document, filled like the pages'."""
    return re.sub(r"\{(\w+)\}", lambda kwarg: str(world.place(f"api:{operation}", kwarg.group(1))), path)


@contextmanager
def a_world_of_its_own(world: World, *also: Any) -> Iterator[None]:
    """What one case needs in it may stand in the way of another's: it is taken back, and forgotten by all of these."""
    tokens = dict(world.tokens)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        world.tokens = tokens
        for each in (world, *also):
            each.made.clear()


def in_parts(cases: Sequence[Any], parts: int = 8) -> list[Any]:
    """Some cases for each of a few tests: to make a world takes longer than to try a case in it."""
    return [pytest.param(cases[part::parts], id=f"{part + 1} of {parts}") for part in range(parts)]


def read_out(answer: Any) -> None:
    """Read a download to its end: the client then closes its file, without closing the database as a server would."""
    if answer.streaming:
        for _piece in answer.streaming_content:
            pass
