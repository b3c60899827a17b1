"""Makes the archive of this version's schema with every table filled, which each later version must restore.

    python -m pytest tests/matrix/archive.py

It writes `tests/data/backups/full/<version>.zip` out of the world that every route is walked in, with a thing behind
each address and a row of whatever is empty then. It is no test, and not collected as one; `tests/backups/test_full.py`
holds what it makes to the models. Make it anew with every migration until the version is released, never afterwards.
"""

import contextlib
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction

from milepost.features.programmes.models import Programme
from milepost.platform.backups.tables import backed_up_models
from milepost.platform.backups.writing import write_backup
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.installation import install, prepare
from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.states import is_witnessed, sum_of, summaries
from milepost.platform.organisations.models import Organisation
from tests.backups.installations import inside
from tests.backups.test_full import EMPTY, FULL
from tests.matrix.test_every_operation import OPERATIONS
from tests.matrix.world import World, fill, routes

VALUES: dict[type[Any], Any] = {
    models.DateTimeField: datetime(2026, 3, 2, 9, tzinfo=UTC),
    models.DateField: date(2026, 3, 2),
    models.JSONField: {},
    models.BinaryField: b"x",
    models.BooleanField: False,
    models.IntegerField: 3,
    models.DecimalField: 1,
    models.FloatField: 1.0,
}
ALSO = {"gaps.partrating": {"unit"}}
"""Columns that may be empty and are not, where a table wants one of several."""


def test_the_archive_is_made(request: pytest.FixtureRequest, db: None, tmp_path: Path) -> None:
    with inside(tmp_path / "full"):
        prepare(tmp_path / "full")
        install(simulated_clock=False)
        world: World = request.getfixturevalue("world")
        _call_at_every_address(world)
        for model in backed_up_models():
            if model._meta.label_lower not in EMPTY:
                _fill(model, world)
        FULL.parent.mkdir(exist_ok=True)
        written = write_backup(FULL)
    assert written.missing == []
    assert written.size < 400_000, "it is kept in the repository"


def _call_at_every_address(world: World) -> None:
    # A thing may clash with what another address made before; its table is filled all the same, here or below.
    for route in routes():
        for kwarg in route.kwargs:
            with contextlib.suppress(Exception), transaction.atomic():
                world.place(route.name, kwarg)
    for _method, path, operation in OPERATIONS:
        with contextlib.suppress(Exception), transaction.atomic():
            fill(path, operation["operationId"], world)


@transaction.atomic
def _fill(model: type[models.Model], world: World) -> models.Model:
    """A row of a table, made where there is none."""
    if found := model._default_manager.first():
        return found
    also = ALSO.get(model._meta.label_lower, set())
    row = model(**{field.attname: _value(field, world) for field in model._meta.concrete_fields if _asks(field, also)})
    touched: list[models.Model] = [row] if is_witnessed(row) else []
    summary = next((known for known in summaries() if known.rows is model), None)
    if summary:
        owner = _fill(summary.owner, world)
        where = {name: getattr(owner, name) for name in summary.by}
        for name, value in where.items():
            setattr(row, name, value)
        row.save()
        setattr(owner, summary.column, sum_of(model, where))
        touched.append(owner)
        owner.save()
    else:
        row.save()
    if touched:
        entries.append(
            actor=system(Channel.CLI),
            organisation_id=world.cakrawala.pk,
            kind="archive.filled",
            subject=world.cakrawala,
            touched=touched,
        )
    return row


def _asks(field: Any, also: Collection[str]) -> bool:
    if field.primary_key and not field.is_relation:
        return False
    return field.name in also or (not field.null and not field.has_default())


def _value(field: Any, world: World) -> Any:
    if field.is_relation:
        known = {Organisation: world.cakrawala, Programme: world.programme}
        related: Any = field.related_model
        return known[related].pk if related in known else _fill(related, world).pk
    if isinstance(field, models.UUIDField):
        named = {"organisation_id": world.cakrawala.pk, "programme_id": world.programme.pk}
        return named.get(field.name, new_key())
    if field.choices:
        return field.choices[0][0]
    kind = next((known for known in VALUES if isinstance(field, known)), None)
    return VALUES[kind] if kind else ("" if field.blank else "x")
