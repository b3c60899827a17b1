"""`milepost apply`: what a programme's files may hold, gathered from every feature's own `applying.py`.

A feature registers a kind with its fields and its order:

    class MeetingRow(Row):
        code: str
        held_on: date | None = None

    @applies("meetings", row=MeetingRow, order=40)
    def apply_meeting(actor: Actor, programme: Programme, row: Fields) -> Did: ...

The function gets the fields that were given, checked against the model, and raises `Refused(reason, field=, hint=)` for
a row it cannot take. Orders: 10–19 portfolio, 20–29 programme, people and scope, 30 and more what builds on them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from milepost.features.portfolio.applying import KINDS as PORTFOLIO_KINDS
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.applying.engine import Report, apply_to
from milepost.platform.applying.kinds import Did, Fields, Kind, Row, WriteMany, WriteOne, one_by_one
from milepost.platform.gathering import gather
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require

__all__ = ["Did", "Fields", "Row", "applies", "applies_many", "apply_rows", "kinds"]

OWN = ("milepost.features.programmes.rows", "milepost.features.programmes.scope.applying")  # they import this module

_registry: dict[str, Kind[Programme]] = {}


def applies(
    name: str, *, row: type[Row], order: int = 50, key: tuple[str, ...] = ("code",)
) -> Callable[[WriteOne[Programme]], WriteOne[Programme]]:
    """Register a kind by the function that takes one row. `key` names the fields that tell rows apart."""

    def register(write: WriteOne[Programme]) -> WriteOne[Programme]:
        register_kind(Kind(name, row, order, one_by_one(write), key))
        return write

    return register


def applies_many(
    name: str, *, row: type[Row], order: int = 50, key: tuple[str, ...] = ("code",)
) -> Callable[[WriteMany[Programme]], WriteMany[Programme]]:
    """Register a kind by a function that takes all its rows at once and answers once per row, in their order."""

    def register(write: WriteMany[Programme]) -> WriteMany[Programme]:
        register_kind(Kind(name, row, order, write, key))
        return write

    return register


def register_kind(kind: Kind[Programme]) -> None:
    """Take a kind up. Raises ValueError when the name is taken."""
    if kind.name in _registry:
        raise ValueError(f"the kind {kind.name} is registered twice")
    _registry[kind.name] = kind


def kinds() -> Mapping[str, Kind[Programme]]:
    """Every kind there is, by name."""
    _gather()
    return dict(sorted(_registry.items(), key=lambda found: (found[1].order, found[0])))


@cache
def _gather() -> None:
    for module in OWN:
        import_module(module)
    gather("applying")


def apply_rows(
    actor: Actor,
    programme: Programme,
    given: Mapping[str, Sequence[Any]],
    dry_run: bool = False,  # noqa: FBT001, FBT002
) -> Report:
    """Take rows in by kind: all of them, or none where one is refused. Each row's service asks for its own right."""
    require(actor, READ_PROGRAMME, organisation_id=programme.organisation_id, programme_id=programme.pk)
    return apply_to(actor=actor, place=programme, kinds=kinds(), given=given, dry_run=dry_run)


def _organisation_of(programme: Programme) -> Organisation:
    return programme.organisation


for _kind in PORTFOLIO_KINDS.values():
    register_kind(_kind.within(_organisation_of))
