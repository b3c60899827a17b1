"""The neutral records: which columns there are, and that no name and no free text reaches the facts."""

import pytest

from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practices
from milepost.catalogue.records import record_kind, record_kinds

COMMON = set(
    "source source_id version deleted row_number ref practice state state_raw opened_at entered_at first_response_at "  # noqa: SIM905
    "resolved_at closed_at pending_seconds impact urgency priority category service ci group site assignee requester "
    "actor actor_hash title target_response_at target_resolve_at breached problem_ref change_ref close_code close_note "
    "requester_present text_present resolution_present likeness fingerprint".split()
)
OWN = {"incident": {"major"}, "service-request": {"item", "approved_at"}}

every_kind = pytest.mark.parametrize("key", sorted(OWN))


def test_the_record_kinds_are_these() -> None:
    assert {kind.key for kind in record_kinds()} == set(OWN)


@every_kind
def test_a_kind_has_these_columns_at_schema_1(key: str) -> None:
    kind = record_kind(key)
    names = [column.name for column in kind.columns]
    assert len(names) == len(set(names))
    assert (kind.schema, set(names)) == (1, COMMON | OWN[key])
    assert set(kind.practices) <= {practice.key for practice in practices()}


@every_kind
def test_no_name_and_no_free_text_is_kept_in_facts(key: str) -> None:
    kind = record_kind(key)
    assert [column.name for column in kind.facts if column.personal or column.free_text] == []
    assert {column.name for column in kind.columns if column.personal} == {
        "actor",
        "assignee",
        "requester",
        "title",
        "close_note",
    }


@every_kind
def test_a_record_needs_only_its_key_its_practice_and_its_opening_from_the_mapping(key: str) -> None:
    needed = {column.name for column in record_kind(key).mapped if column.required}
    assert needed == {"source_id", "practice", "opened_at"}


@every_kind
def test_what_only_the_engine_fills_is_no_target_of_a_mapping(key: str) -> None:
    derived = {column.name for column in record_kind(key).columns} - {c.name for c in record_kind(key).mapped}
    assert derived == {
        "source",
        "version",
        "deleted",
        "row_number",
        "actor_hash",
        "requester_present",
        "text_present",
        "resolution_present",
        "likeness",
        "fingerprint",
    }


@every_kind
def test_columns_have_a_type_a_place_and_a_unit_where_it_matters(key: str) -> None:
    for column in record_kind(key).columns:
        assert column.type in {"text", "integer", "boolean", "timestamp", "hash"}, column.name
        assert column.kept_in in {"facts", "raw"}, column.name
        assert (column.type == "timestamp") == column.name.endswith("_at"), column.name
        assert column.unit == "UTC" or column.type != "timestamp", column.name


@every_kind
def test_a_state_is_one_of_six_words(key: str) -> None:
    by_name = {column.name: column for column in record_kind(key).columns}
    assert by_name["state"].values == ("new", "open", "pending", "resolved", "closed", "cancelled")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownEntry, match="no record kind “nonsense”"):
        record_kind("nonsense")
