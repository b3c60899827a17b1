"""An import judges every row, seals what is new, and says what it did."""

import csv as csv_files
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from milepost.engines.bulk import Cover, OnReject, Period, verify_batch
from milepost.engines.bulk.store.current import newest_sql, rebuild
from milepost.engines.bulk.store.verifying import differences

HEADER = "source_id,opened_at,closed_at,state,priority,service"


def test_a_first_import_creates_every_record(desk: Any, csv: Any) -> None:
    outcome = desk.seal(csv("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2 - High,Mail", header=HEADER))
    assert (outcome.rows, outcome.records, outcome.created, outcome.rejected) == (1, 1, 1, 0)
    (row,) = desk.rows()
    assert row["source_id"] == "A"
    assert row["opened_at"] == datetime(2026, 1, 2, 10)  # noqa: DTZ001 - facts are UTC without a zone
    assert (row["state"], row["priority"], row["service"]) == ("closed", 2, "Mail")
    assert (row["version"], row["change"], row["row_number"], row["practice"]) == (1, "created", 2, "incident")
    assert len(row["fingerprint"]) == 32


def test_the_same_file_again_makes_no_batch(desk: Any, csv: Any) -> None:
    content = csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00")
    desk.seal(content)
    again = desk.seal(content)
    assert (again.created, again.updated, again.unchanged, again.changed) == (0, 0, 2, 0)
    assert again.parts == ()
    assert again.manifest_sha256 == ""


def test_a_changed_record_becomes_its_next_version_and_others_stay(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00,,Open,3,Mail", "B,2026-01-02 11:00:00,,Open,3,Mail", header=HEADER))
    later = datetime(2026, 11, 21, tzinfo=UTC)
    outcome = desk.seal(
        csv("A,2026-01-02 10:00:00,,Open,3,Mail", "B,2026-01-02 11:00:00,,Resolved,3,Mail", header=HEADER),
        received_at=later,
    )
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 1)
    first, second = desk.rows()
    assert (first["version"], second["version"], second["state"]) == (1, 2, "resolved")
    assert second["received_at"] - second["first_received_at"] == timedelta(hours=15)
    assert len(desk.rows(desk.facts)) == 3


def test_only_rows_that_became_facts_are_kept_as_they_came(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00,Open", "B,2026-01-02 11:00:00,Open", header="source_id,opened_at,state"))
    desk.seal(
        csv(
            "A,2026-01-02 10:00:00,Open", "B,2026-01-02 11:00:00,Closed", "C,soon,Open",
            header="source_id,opened_at,state",
        )
    )  # fmt: skip
    assert [(row["source_id"], row["state"]) for row in desk.raw_rows()] == [
        ("A", "Open"),
        ("B", "Closed"),
        ("B", "Open"),
    ]


def test_a_source_that_nobody_knows_yet_has_only_new_records_beside_another(desk: Any, csv: Any) -> None:
    content = csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00")
    desk.seal(content)
    cover = Cover(Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)), deletes=True)
    outcome = desk.seal(content, source="portal", cover=cover)
    assert (outcome.created, outcome.unchanged, outcome.deleted) == (2, 0, 0)
    assert outcome.months == ("2026-01", "2026-02")
    assert [(row["source_id"], row["source"], row["version"], row["change"]) for row in desk.rows()] == [
        ("A", "desk", 1, "created"), ("A", "portal", 1, "created"), ("B", "desk", 1, "created"),
        ("B", "portal", 1, "created"),
    ]  # fmt: skip
    assert len(desk.raw_rows()) == 4


FIELDS = "source_id,opened_at,closed_at,state,priority,service,breached,ref"
KNOWN = "A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,Mail,yes,INC1"


@pytest.mark.parametrize(
    ("row", "updated"),
    [
        (KNOWN, False),
        ("A,2026-01-02 10:00:00.4,2026-01-03 11:00:00,closed,2 - High, Mail ,true,INC1", False),
        ("A,2026-01-02 10:00:01,2026-01-03 11:00:01,Closed,2,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:01,Closed,2,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,,Closed,2,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Open,2,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,3,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,,Mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,mail,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,,yes,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,Mail,no,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,Mail,,INC1", True),
        ("A,2026-01-02 10:00:00,2026-01-03 11:00:00,Closed,2,Mail,yes,", True),
    ],
)
def test_a_record_is_updated_exactly_where_its_fingerprint_is_another(
    desk: Any, csv: Any, row: str, *, updated: bool
) -> None:
    desk.seal(csv(KNOWN, header=FIELDS))
    desk.seal(csv(row, header=FIELDS), source="other")
    fingerprints = {found["fingerprint"] for found in desk.rows()}
    assert (len(fingerprints) == 2) is updated
    outcome = desk.look(csv(row, header=FIELDS))
    assert (outcome.updated, outcome.unchanged) == ((1, 0) if updated else (0, 1))


def test_a_record_whose_column_is_gone_from_the_file_is_updated_where_it_held_something(desk: Any, csv: Any) -> None:
    header = "source_id,opened_at,service,state"
    desk.seal(csv("A,2026-01-02 10:00:00,Mail,Open", "B,2026-01-02 10:00:00,,Open", header=header))
    outcome = desk.look(
        csv("A,2026-01-02 10:00:00,Open", "B,2026-01-02 10:00:00,Open", header="source_id,opened_at,state")
    )
    assert (outcome.updated, outcome.unchanged) == (1, 1)


def test_known_and_new_records_are_told_apart_in_whatever_month_the_known_ones_lie(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00", "C,2026-03-02 10:00:00"))
    outcome = desk.seal(
        csv("A,2026-01-02 10:00:00", "B,2026-04-02 10:00:00", "D,2026-04-02 10:00:00"),
        result_file=desk.root / "result.csv",
    )
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert outcome.months == ("2026-02", "2026-04")
    assert [(row["source_id"], row["version"]) for row in desk.rows()] == [("A", 1), ("B", 2), ("C", 1), ("D", 1)]
    with (desk.root / "result.csv").open(newline="") as file:
        assert [row["action"] for row in csv_files.DictReader(file)] == ["unchanged", "updated", "created"]


def test_a_file_in_order_and_one_without_make_the_same_facts(desk: Any, csv: Any) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [f"R{n:05},{start + timedelta(hours=n / 4):%Y-%m-%d %H:%M:%S}" for n in range(9000)]
    desk.seal(csv(*rows))
    in_order = {row["source_id"]: row["fingerprint"] for row in desk.rows()}
    parts = [(part.month, part.rows) for part in desk.current]
    mixed = [rows[n * 7919 % 9000] for n in range(9000)]
    desk.seal(csv(*mixed), source="other", current=())
    facts = [part for part in desk.facts if "batch-2" in str(part.path)]
    assert [(part.month, part.rows) for part in facts] == parts
    assert {row["source_id"]: row["fingerprint"] for row in desk.rows(facts)} == in_order
    assert {row["source_id"]: row["row_number"] for row in desk.rows(facts)} == {
        row.split(",")[0]: number for number, row in enumerate(mixed, start=2)
    }


def test_a_changed_opening_is_told_with_both_times_and_moves_the_record(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-01-05 10:00:00"))
    outcome = desk.seal(csv("A,2026-03-02 10:00:00", "B,2026-01-05 10:00:00"))
    (change,) = outcome.changed_times
    assert (change.key, change.field) == ("A", "opened_at")
    assert change.before == datetime(2026, 1, 2, 10, tzinfo=UTC)
    assert change.after == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert outcome.months == ("2026-01", "2026-03")
    assert [(part.month, part.rows) for part in desk.current] == [("2026-01", 1), ("2026-03", 1)]


def test_only_touched_months_are_written_anew(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00"))
    january = desk.current[0]
    desk.seal(csv("C,2026-02-05 10:00:00"))
    assert desk.current[0] == january
    assert [part.rows for part in desk.current] == [1, 2]


def test_a_record_missing_from_a_complete_file_is_deleted_only_where_the_file_says_so(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-01-03 10:00:00", "C,2026-05-03 10:00:00"))
    january = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC))
    kept = desk.seal(csv("A,2026-01-02 10:00:00"), cover=Cover(january))
    assert kept.deleted == 0
    outcome = desk.seal(csv("A,2026-01-02 10:00:00"), cover=Cover(january, deletes=True))
    assert (outcome.unchanged, outcome.deleted) == (1, 1)
    assert [(row["source_id"], row["change"], row["version"]) for row in desk.rows()] == [
        ("A", "created", 1),
        ("B", "deleted", 2),
        ("C", "created", 1),
    ]
    back = desk.seal(csv("B,2026-01-03 10:00:00"))
    assert back.updated == 1
    assert [row["version"] for row in desk.rows()] == [1, 3, 1]


def test_another_source_with_the_same_ids_is_another_record(desk: Any, csv: Any) -> None:
    content = csv("A,2026-01-02 10:00:00")
    desk.seal(content)
    outcome = desk.seal(content, source="other")
    assert outcome.created == 1
    assert {row["source"] for row in desk.rows()} == {"desk", "other"}


def test_a_refused_row_stops_the_import_where_the_plan_says_so(desk: Any, csv: Any) -> None:
    content = csv("A,2026-01-02 10:00:00", ",2026-01-03 10:00:00")
    stopped = desk.look(content, on_reject=OnReject.STOP)
    assert (stopped.stopped, stopped.parts) == (True, ())
    skipped = desk.seal(content)
    assert (skipped.created, skipped.rejected, skipped.records) == (1, 1, 2)


def test_a_dry_run_writes_nothing(desk: Any, csv: Any) -> None:
    outcome = desk.look(csv("A,2026-01-02 10:00:00"), dry_run=True)
    assert (outcome.created, outcome.parts) == (1, ())
    assert not list(desk.root.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (",2026-01-02 10:00:00,,,,", "source_id", "missing"),
        ("A,,,,,", "opened_at", "missing"),
        ("A,soon,,,,", "opened_at", "not_a_date"),
        ("A,2026-02-30 10:00:00,,,,", "opened_at", "not_a_date"),
        ("A,0000-01-01 00:00:00,,,,", "opened_at", "out_of_range"),
        ("A,9999-12-31 00:00:00,,,,", "opened_at", "out_of_range"),
        ("A,2026-12-24 10:00:00,,,,", "opened_at", "in_the_future"),
        ("A,2026-01-02 10:00:00,2026-01-01 10:00:00,,,", "closed_at", "closed_before_opened"),
        ("A,2026-01-02 10:00:00,,banana,,", "state", "unknown_value"),
        ("A,2026-01-02 10:00:00,,,banana,", "priority", "not_a_level"),
    ],
)
def test_a_row_is_refused_with_field_reason_and_way_out(desk: Any, csv: Any, row: str, field: str, code: str) -> None:
    outcome = desk.look(csv("Z,2026-01-02 10:00:00,,,,", row, header=HEADER))
    (rejection,) = outcome.rejections
    assert (rejection.row, rejection.field, rejection.code) == (3, field, code)
    assert str(rejection.reason)
    assert str(rejection.fix)
    assert outcome.created + outcome.rejected == outcome.records == 2


def test_equal_rows_of_one_id_count_once_and_different_ones_not_at_all(desk: Any, csv: Any) -> None:
    outcome = desk.look(
        csv("A,2026-01-02 10:00:00", "A,2026-01-02 10:00:00", "B,2026-01-02 10:00:00", "B,2026-01-03 10:00:00")
    )
    assert outcome.created == 1
    assert [(r.row, r.key, r.code) for r in outcome.rejections] == [
        (3, "A", "duplicate_row"),
        (4, "B", "duplicate_id"),
        (5, "B", "duplicate_id"),
    ]


def test_the_result_file_has_a_verdict_per_row_and_no_formula(desk: Any, csv: Any) -> None:
    target = desk.root / "result.csv"
    desk.look(csv("=cmd|' /C calc'!A1,2026-01-02 10:00:00", "B,@SUM(A1)", "C,2026-01-02 10:00:00"), result_file=target)
    with target.open(newline="") as file:
        rows = list(csv_files.DictReader(file))
    assert [(row["row"], row["action"]) for row in rows] == [("2", "created"), ("3", "rejected"), ("4", "created")]
    assert rows[0]["key"].startswith("'=")
    assert "@SUM(A1)" in rows[1]["reason"]
    assert rows[1]["fix"]


def test_the_manifest_names_every_part_and_verifies(desk: Any, csv: Any) -> None:
    outcome = desk.seal(csv("A,2026-01-02 10:00:00", ",2026-01-02 10:00:00"))
    folder = desk.root / "store" / "org" / "record" / "batch=batch-1"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["counts"]["created"] == 1
    assert manifest["blob"] == outcome.file_sha256
    assert {part["name"] for part in manifest["parts"]} == {
        "facts-001.parquet",
        "raw-001.parquet",
        "rejects.parquet",
    }
    assert verify_batch(folder, outcome.manifest_sha256) == []


def test_an_altered_a_missing_and_a_foreign_file_are_named(desk: Any, csv: Any) -> None:
    outcome = desk.seal(csv("A,2026-01-02 10:00:00", ",2026-01-02 10:00:00"))
    folder = desk.root / "store" / "org" / "record" / "batch=batch-1"
    facts = folder / "facts-001.parquet"
    facts.write_bytes(facts.read_bytes() + b"!")
    (folder / "rejects.parquet").unlink()
    (folder / "mine.txt").write_text("hello")
    faults = {damage.path.name: damage.fault for damage in verify_batch(folder, outcome.manifest_sha256)}
    assert faults == {"facts-001.parquet": "altered", "rejects.parquet": "missing", "mine.txt": "unknown"}
    (folder / "manifest.json").write_text("{}")
    assert [d.fault for d in verify_batch(folder, outcome.manifest_sha256)] == ["altered"]


def test_current_rebuilt_from_the_batches_is_current_row_for_row(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00"))
    desk.seal(csv("A,2026-03-02 10:00:00", "C,2026-02-07 10:00:00"))
    desk.seal(csv("A,2026-04-02 10:00:00"))
    assert differences(desk.connection, facts=desk.facts, current=desk.current) == 0
    assert differences(desk.connection, facts=desk.facts, current=desk.current[1:]) > 0
    anew = rebuild(desk.connection, facts=desk.facts, folder=desk.root / "anew", scratch=desk.root / "scratch")
    assert desk.rows(anew) == desk.rows()
    assert [part.month for part in anew] == [part.month for part in desk.current]
    found = desk.connection.execute(f"SELECT count(*) FROM ({newest_sql(desk.facts)}) AS newest").fetchone()
    assert found == (3,)


def test_a_month_that_one_batch_alone_made_is_rebuilt_from_its_very_bytes(desk: Any, csv: Any) -> None:
    desk.seal(csv("A,2026-01-02 10:00:00", "B,2026-02-02 10:00:00"))
    desk.seal(csv("B,2026-02-03 10:00:00"))
    anew = rebuild(desk.connection, facts=desk.facts, folder=desk.root / "anew", scratch=desk.root / "scratch")
    assert [part.sha256 for part in anew if part.month == "2026-01"] == [desk.facts[0].sha256]
    assert desk.rows(anew) == desk.rows()


def test_a_job_killed_after_writing_takes_up_its_parts(desk: Any, csv: Any) -> None:
    plan = desk.plan(csv("A,2026-01-02 10:00:00"))
    from milepost.engines.bulk.importing import run_import

    first = run_import(desk.connection, plan)
    second = run_import(desk.connection, plan)
    assert second == first
    first.parts[0].path.write_bytes(b"cut off")
    third = run_import(desk.connection, plan)
    assert third.parts[0].sha256 == first.parts[0].sha256
    assert third.manifest_sha256 == first.manifest_sha256
