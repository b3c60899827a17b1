"""The neutral records: one layout that the import engine reads too, and no name and no free text in the facts."""

import pytest

from milepost.catalogue.loader import UnknownEntry, read
from milepost.catalogue.practices import practices
from milepost.catalogue.records import Column, columns, record_kind, record_kinds
from milepost.engines.bulk.fields import DERIVED, FACTS, FIELDS, REQUIRED, SCHEMA, State

# Kind: the mapped columns that it has and others lack.
KINDS = {
    "incident": {"major", "first_response_at", "breached"},
    "service-request": {"type", "approved_at", "first_response_at", "breached"},
    "change": {"type", "risk", "approved_at", "planned_start_at", "actual_end_at", "outcome"},
    "problem": {"known_error", "major", "change_ref"},
    "release": {"type", "change_ref", "planned_start_at", "actual_end_at", "outcome"},
}
STORED_AS = {
    "text": {"VARCHAR"},
    "integer": {"TINYINT", "INTEGER", "BIGINT"},
    "boolean": {"BOOLEAN"},
    "timestamp": {"TIMESTAMP"},
    "hash": {"VARCHAR", "BIGINT", "BLOB"},
}

every_kind = pytest.mark.parametrize("key", sorted(KINDS))
every_column = pytest.mark.parametrize("column", columns(), ids=lambda column: column.name)


def test_the_catalogue_describes_what_the_import_engine_reads_and_writes() -> None:
    names = [column.name for column in columns()]
    assert len(names) == len(set(names))
    assert {column.name for column in columns() if column.origin == "mapped"} == {field.name for field in FIELDS}
    derived = {name for name, _ in DERIVED} - {field.name for field in FIELDS}
    assert {column.name for column in columns() if column.origin == "derived"} == derived
    assert {kind.schema for kind in record_kinds()} == {SCHEMA}


def test_facts_hold_the_columns_that_are_kept_with_their_types() -> None:
    stored = dict(FACTS)
    kept = {column.name: column for column in columns() if column.kept_in != "raw"}
    assert set(stored) == set(kept)
    for name, column in kept.items():
        assert stored[name] in STORED_AS[column.type], name


def test_what_a_mapping_must_fill_is_what_the_engine_asks_for() -> None:
    assert {c.name for c in columns() if c.required and c.origin == "mapped"} == set(REQUIRED)


def test_no_name_and_no_free_text_is_kept_in_facts_as_it_is() -> None:
    assert [column.name for column in columns() if column.kept_in == "facts" and column.personal] == []
    assert [column.name for column in columns() if column.kept_in != "raw" and column.free_text] == []
    personal = {column.name for column in columns() if column.personal}
    assert personal == {"actor", "assignee", "requester", "title", "description", "resolution"}


@every_column
def test_a_column_has_a_type_a_place_and_a_unit_where_it_matters(column: Column) -> None:
    assert column.type in STORED_AS
    assert column.kept_in in {"facts", "hashed", "raw"}
    assert (column.type == "timestamp") == column.name.endswith("_at")
    assert (column.unit == "UTC") == (column.type == "timestamp")


def test_a_state_is_one_of_the_engines_six_words() -> None:
    by_name = {column.name: column for column in columns()}
    assert by_name["state"].values == tuple(State)


def test_the_record_kinds_belong_to_practices() -> None:
    assert {kind.key for kind in record_kinds()} == set(KINDS)
    assert {name for kind in record_kinds() for name in kind.practices} <= {row.key for row in practices()}


@every_kind
def test_a_kind_has_the_columns_of_its_own_and_those_of_all(key: str) -> None:
    kind = record_kind(key)
    names = {column.name for column in kind.columns}
    assert KINDS[key] <= names
    assert {"source_id", "opened_at", "entered_at", "actor", "cancelled", "fingerprint", "likeness"} <= names
    assert [column.name for column in kind.columns] == [c.name for c in columns() if c.name in names]
    assert {column.name for column in kind.mapped} < names
    assert not {"title", "requester"} & {column.name for column in kind.facts}


@every_kind
def test_a_kind_names_only_columns_of_the_layout(key: str) -> None:
    table = read(f"records/{key}.toml")
    known = {column.name for column in columns() if column.origin == "mapped"}
    assert set(table["mapped"]) <= known
    assert set(table["meaning"]) <= set(table["mapped"])


def test_a_kind_says_more_where_a_column_means_something_particular() -> None:
    fulfilled = {column.name: column.meaning.en for column in record_kind("service-request").columns}
    assert fulfilled["resolved_at"] == "When the request was fulfilled."


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownEntry, match="no record kind “nonsense”"):
        record_kind("nonsense")
