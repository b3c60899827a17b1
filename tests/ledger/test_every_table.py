"""Whatever a criterion reads, the ledger knows: a row edited, removed or inserted by hand is found and named."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from milepost.features.gates.facts import gather_facts
from milepost.features.gates.selectors import get_standings
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import system
from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.states import Summary, is_summed, kind_of, sum_of, summaries, witnessed_models
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.evidence import operation
from tests.ledger.rows import EVERYBODYS, is_wanted, make_row, other_value
from tests.matrix.conftest import world
from tests.matrix.world import World, _places

__all__ = ["world"]

TABLE = re.compile(r'(?:FROM|JOIN) "?([a-z_]+)"?')
FINDERS = {"governance:commitment-check key"}  # finds the one signature there is, and makes nothing
# Read on the way to a verdict, and yet no subject of the ledger.
OTHERS = {
    "batches.CurrentPart": "says where files lie; `milepost batch verify` holds them against all batches",
    "batches.CurrentView": "only says which files are read; as above",
    "batches.EvidenceKey": "a secret; with another one no record would be found again, none would count more",
    "jobs.Job": "whether a recount waits",
    "ledger.Entry": "of which kinds the entries are that came since something was kept; verification walks all of them",
    "ledger.Stream": "the head is what verification walks to",
    "organisations.Person": "how somebody is called; who holds which role stands in grants",
}


@pytest.fixture
def full(world: World, tmp_path: Path) -> World:
    """A programme in which everything there is was made once, and all practices operate."""
    makers = {name: place for name, place in _places().items() if callable(place) and name not in FINDERS}
    places = [place for place in dict.fromkeys(makers.values()) if place.__module__ != "tests.practices.places"]
    for place in sorted(places, key=lambda place: place.__module__ != "tests.programmes.places"):
        place(world)  # the scope first: with the services of others it would not be complete
    operation.operate(tmp_path)
    return world


def test_every_table_that_a_criterion_reads_is_known_to_the_ledger(full: World) -> None:
    tables = {model._meta.db_table: model for model in apps.get_models()}
    on = today(full.cakrawala.timezone)
    with CaptureQueriesContext(connection) as seen:
        gather_facts(full.programme, on=on)
        get_standings(full.programme, on=on)
    read = {tables[name] for query in seen.captured_queries for name in TABLE.findall(query["sql"])}
    known = {model for _, model in witnessed_models()}
    assert len(read & known) > 25
    unknown = {model._meta.label for model in read if model not in known and not is_summed(model)}
    assert unknown - set(OTHERS) == set()
    assert {"batches.Rollup", "batches.RollupDay"} <= {model._meta.label for model in read}
    assert verify_ledger().breaches == []


# -- by hand ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(programme: Programme, adi: Person) -> dict[type[Model], Model]:
    """A row in each table that the ledger knows, with its entry."""
    given = {"organisation_id": programme.organisation_id, "programme_id": programme.pk}
    found: dict[type[Model], Model] = {}
    for _, model in witnessed_models():
        _place(model, given, found)
    for summary in summaries():
        _place(summary.rows, {**given, **_key(summary, found[summary.owner])}, found)
    for summary in summaries():
        owner = found[summary.owner]
        setattr(owner, summary.column, sum_of(summary.rows, _key(summary, owner)))
        owner.save()
    entries.record(
        actor=system(),
        organisation_id=programme.organisation_id,
        kind="test.made",
        subject=programme,
        touched=[type(row)._default_manager.get(pk=row.pk) for row in found.values()],
    )
    known = {model for _, model in witnessed_models()}
    return {model: row for model, row in found.items() if model in known or is_summed(model)}


def _place(model: type[Model], given: dict[str, Any], found: dict[type[Model], Model]) -> Model:
    """A row of a table, after those that it points at."""
    if model not in found:
        row = model._default_manager.first()
        if row is None:
            relations = [field for field in model._meta.concrete_fields if field.is_relation and is_wanted(field)]
            others = {
                field.attname: _place(field.related_model, given, found).pk
                for field in relations
                if field.attname not in given
            }
            row = make_row(model, {**given, **others})
            model._default_manager.bulk_create([row])
        found[model] = row
    return found[model]


def _key(summary: Summary, row: Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in summary.by}


def _edit(row: Model) -> None:
    left_out = getattr(row, "not_witnessed", ())
    own = [
        field
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in {*left_out, *EVERYBODYS}
    ]
    # A row of nothing but pointers points at something else.
    field = min(own, key=lambda each: each.is_relation)
    value = other_value(field, field.value_from_object(row))
    type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: value})


def _remove(row: Model) -> None:
    type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")


def _insert(row: Model) -> None:
    """Of nothing that is there, as with foreign keys switched off: verification must bear it."""
    given = {"organisation_id": row.organisation_id}
    if any(constraint.fields == ("organisation",) for constraint in row._meta.total_unique_constraints):
        _remove(row)  # there is room for one alone
    if summary := next((one for one in summaries() if one.rows is type(row)), None):
        given |= _key(summary, row)
    fresh = make_row(type(row), given, number=7)
    type(row)._default_manager.bulk_create([fresh])
    row.pk = fresh.pk


BY_HAND: dict[str, tuple[Callable[[Model], None], str]] = {
    "edited": (_edit, "row-edited"),
    "removed": (_remove, "row-removed"),
    "inserted": (_insert, "row-inserted"),
}


@pytest.mark.parametrize(("act", "what"), BY_HAND.values(), ids=BY_HAND)
def test_a_row_of_each_table_is_named(act: Callable[[Model], None], what: str, rows: dict[type[Model], Model]) -> None:
    assert verify_ledger().breaches == []
    for model, row in rows.items():
        with transaction.atomic():
            act(row)
            breaches = verify_ledger().breaches
            transaction.set_rollback(True)
        assert _is_named(model, row, what, breaches), (model, breaches)


def _is_named(model: type[Model], row: Model, what: str, breaches: list[Breach]) -> bool:
    """A row of a sum is named by what it is summed up by, and however it was touched, the sum is another."""
    if is_summed(model):
        return any(found.what == "row-edited" and found.where.startswith(f"{kind_of(model)} ") for found in breaches)
    return any(found.what == what and found.where == f"{kind_of(model)} {row.pk}" for found in breaches)


def test_what_a_row_leaves_out_of_its_digest_are_columns_of_its_table() -> None:
    """By their attribute: `reminder` left in what `reminder_id` should have left out, and rows of before disagreed."""
    for kind, model in witnessed_models():
        left_out = {*getattr(model, "not_witnessed", ()), *getattr(model, "witnessed_once_set", ())}
        assert left_out - {field.attname for field in model._meta.concrete_fields} == set(), kind
