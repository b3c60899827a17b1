"""Mapping files: read, refused with the key, written back, guessed; and what they make of real files."""

import gzip
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from milepost.catalogue.mappings import mapping_names, mapping_text
from milepost.engines.bulk import BadMapping, as_yaml, parse_mapping
from milepost.engines.bulk.mapping import check_mapping, guess_mapping
from milepost.engines.bulk.mapping.words import is_personal
from milepost.engines.bulk.reading import inspect_file, open_rows

SMALLEST = "mapping: 1\nsource: {system: desk}\nfields:\n  source_id: {from: id}\n  opened_at: {from: opened}\n"
BANK = Path(__file__).parents[2] / "src/milepost/doors/demo/data/rabobank-incidents"
ANSWERS = Path(__file__).parents[1] / "data/servicenow-records"


def test_the_ready_mappings_are_those_promised() -> None:
    assert set(mapping_names()) == {"neutral", "servicenow", "jsm", "glpi", "itop", "zammad", "rabobank-bpic14"}


@pytest.mark.parametrize("name", mapping_names())
def test_a_ready_mapping_reads_and_writes_back_the_same(name: str) -> None:
    mapping = parse_mapping(mapping_text(name))
    assert parse_mapping(as_yaml(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("- a list", ""),
        (SMALLEST.replace("mapping: 1", "mapping: 2"), "mapping"),
        (SMALLEST.replace("source: {system: desk}", "sources: {}"), "sources"),
        (SMALLEST.replace("{system: desk}", "{}"), "source.system"),
        (SMALLEST.replace("{system: desk}", "{system: desk, timezone: Mars/Olympus}"), "source.timezone"),
        (SMALLEST.replace("{system: desk}", "{system: desk, timing: sometimes}"), "source.timing"),
        (SMALLEST.replace("{system: desk}", "{system: desk, date_order: ydm}"), "source.date_order"),
        (SMALLEST.replace("{system: desk}", "{system: desk, delimiter: ';;'}"), "source.delimiter"),
        (SMALLEST.replace("  opened_at: {from: opened}\n", ""), "fields.opened_at"),
        (SMALLEST + "  colour: {from: colour}\n", "fields.colour"),
        (SMALLEST + "  priority: {from: prio, as: datetime}\n", "fields.priority.as"),
        (SMALLEST + "  priority: {from: prio, otherwise: maybe}\n", "fields.priority.otherwise"),
        (SMALLEST + "  state: {from: state, values: {x: gone}}\n", "fields.state.values"),
        (SMALLEST + "  state: {from: state, values: [x]}\n", "fields.state.values"),
        (SMALLEST + "  state: {from: state, by_practice: {change: {x: gone}}}\n", "fields.state.values"),
        (SMALLEST + "  state: {from: state, by_practice: closed}\n", "fields.state.by_practice"),
        (SMALLEST + "  service: {from: service, by_practice: {change: {x: y}}}\n", "fields.service.by_practice"),
        (SMALLEST + "practice: {values: {a: incident}}\n", "practice.from"),
        (SMALLEST + "fold: {by: source_id, order: changed_at}\n", "fold.order"),
        (SMALLEST + "fold: {by: other, order: opened_at}\n", "fold.by"),
    ],
)
def test_a_mistake_is_refused_with_its_key(text: str, key: str) -> None:
    with pytest.raises(BadMapping) as refused:
        parse_mapping(text, file="mine.yaml")
    assert refused.value.field == key
    assert refused.value.file == "mine.yaml"
    assert str(refused.value.fix)


@pytest.mark.parametrize(
    "text", ["{", "a: b: c", "!!python/object/apply:os.system ['ls']", "&a [*a, *a]", "x" * (2 << 20)]
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(BadMapping):
        parse_mapping(text)


def test_a_file_without_the_needed_column_is_refused_and_names_what_was_looked_for(desk: Any) -> None:
    with pytest.raises(BadMapping) as refused:
        desk.look("id,created\nA,2026-01-02\n", SMALLEST)
    assert refused.value.field == "fields.opened_at"
    assert "opened" in str(refused.value.reason)


def test_columns_are_found_in_any_spelling_of_their_name(desk: Any) -> None:
    fit = check_mapping(parse_mapping(mapping_text("servicenow")), ["Number", "OPENED_AT", "Sys  ID", "Colour"])
    assert fit.columns == {"source_id": "Sys  ID", "ref": "Number", "opened_at": "OPENED_AT"}
    assert fit.unused == ("Colour",)
    assert "practice" in fit.absent


def test_values_are_mapped_and_the_unmapped_listed_with_counts(desk: Any) -> None:
    mapping = SMALLEST + (
        "  service: {from: service, values: {m: Mail, p: Portal}}\n"
        "  priority: {from: prio, values: {Severe: 1}}\n  state: {from: state, values: {Parked: pending}}\n"
    )
    rows = "1,2026-01-02,m,Severe,parked\n2,2026-01-02,x,P2,In Progress\n3,2026-01-02,x,3 - Moderate,Odd\n"
    outcome = desk.seal("id,opened,service,prio,state\n" + rows, mapping)
    assert [(r["service"], r["priority"], r["state"]) for r in desk.rows()] == [
        ("Mail", 1, "pending"),
        ("x", 2, "open"),
    ]
    assert outcome.unmapped == {"service": (("x", 1),), "state": (("Odd", 1),)}
    assert outcome.values["service"] == (("Mail", 1), ("x", 1))


def test_the_practice_is_decided_per_row(desk: Any) -> None:
    mapping = SMALLEST + "practice: {from: kind, values: {I: incident, R: service-request, C: change}}\n"
    content = (
        "id,opened,kind\n1,2026-01-02 10:00:00,I\n2,2026-01-02 10:00:00,R\n3,2026-01-02 10:00:00,C\n4,2026-01-02,Q\n"
    )
    outcome = desk.seal(content, mapping, practices=frozenset({"incident", "service-request"}))
    assert outcome.practices == {"incident": 1, "service-request": 1}
    assert [(r.row, r.field, r.code) for r in outcome.rejections] == [
        (4, "practice", "unknown_value"),
        (5, "practice", "unknown_value"),
    ]


def test_an_event_log_is_folded_to_the_last_row_by_time_then_file_order(desk: Any) -> None:
    mapping = (
        "mapping: 1\nsource: {system: desk}\n"
        "fold: {by: id, order: entered_at, keep_last_known: [service], keep_first: [opened_at]}\n"
        "fields:\n  source_id: {from: id}\n  opened_at: {from: at}\n  entered_at: {from: at}\n"
        "  state: {from: state}\n  service: {from: service}\n"
    )
    content = (
        "id,at,state,service\n"
        "A,2026-01-02 10:00:00,New,Mail\n"
        "B,2026-01-05 10:00:00,Closed,\n"
        "A,2026-01-04 10:00:00,Resolved,\n"
        "A,2026-01-04 10:00:00,Closed,\n"
        "B,2026-01-03 10:00:00,Open,Portal\n"
        "C,when,Open,\n"
        ",2026-01-03 10:00:00,Open,\n"
    )
    outcome = desk.seal(content, mapping)
    assert (outcome.rows, outcome.records, outcome.created, outcome.rejected) == (7, 4, 2, 2)
    assert [(r["source_id"], r["state"], r["service"], r["opened_at"].day, r["row_number"]) for r in desk.rows()] == [
        ("A", "closed", "Mail", 2, 5),
        ("B", "closed", "Portal", 3, 3),
    ]


def test_the_banks_incidents_are_imported_whole(desk: Any) -> None:
    received = desk.root / "received"
    received.mkdir()
    copy = received / "bank.csv.gz"
    copy.write_bytes((BANK / "BPIC14_incident_case_attributes.csv.gz").read_bytes())
    outcome = desk.seal(
        copy, "rabobank-bpic14", timezone="", practices=frozenset({"incident", "service-request"}), source="bank"
    )
    assert (outcome.rows, outcome.created, outcome.rejected) == (4000, 4000, 0)
    assert outcome.practices == {"incident": 3198, "service-request": 802}
    assert outcome.timezone == "Europe/Amsterdam"
    first = next(row for row in desk.rows() if row["source_id"] == "IM0000013")
    assert first["opened_at"] == datetime(2012, 8, 10, 9, 27, 59)  # noqa: DTZ001 - two hours behind Amsterdam's summer
    assert (first["state"], first["priority"], first["service"], first["ci"]) == ("closed", 4, "WBS000088", "WBA000124")
    assert all(row["change_ref"] != "#MULTIVALUE" for row in desk.rows())


def test_the_banks_log_is_folded_to_its_incidents(desk: Any) -> None:
    mapping = (
        "mapping: 1\nsource: {system: bank-log, timezone: Europe/Amsterdam}\n"
        "fold: {by: incident_id, order: entered_at, keep_first: [opened_at]}\n"
        "fields:\n  source_id: {from: incident_id}\n  opened_at: {from: data_stamp}\n  entered_at: {from: data_stamp}\n"
        "  group: {from: assignment_group}\n  type: {from: incident_activity_type}\n"
    )
    content = gzip.decompress((BANK / "BPIC14_incident_log.csv.gz").read_bytes())
    outcome = desk.seal(content, mapping, timezone="")
    assert (outcome.rows, outcome.records, outcome.created) == (39_911, 4000, 4000)
    lines = [line.split(",") for line in content.decode().splitlines()[1:]]
    last = {key: max(row[1] for row in lines if row[0] == key) for key in ("IM0000013", "IM0000220")}
    found = {row["source_id"]: row["entered_at"] for row in desk.rows()}
    assert {key: str(found[key].year) for key in last} == {key: when[:4] for key, when in last.items()}


def test_real_servicenow_answers_flatten_to_texts(desk: Any) -> None:
    seen: Counter[str] = Counter()
    for file in sorted(ANSWERS.glob("*.json")):
        path = desk.file(file.read_bytes(), file.name)
        rows = open_rows(path, desk.root, desk.connection, inspected=inspect_file(path))
        found = desk.connection.execute(f"SELECT * FROM {rows.sql}").fetchall()
        expected = json.loads(file.read_text())["result"]
        assert len(found) == (len(expected) if isinstance(expected, list) else 1)
        seen.update(rows.columns)
    assert seen["sys_id"] == 7
    assert not any(column.endswith((".link", ".value")) for column in seen)


def test_an_unknown_file_is_guessed_in_english_and_indonesian(desk: Any) -> None:
    english = "Ticket ID,Subject,Status,Opened,Closed,Priority,Caller,Assignment Group,Category\n"
    english += "1,No mail,In Progress,2026-01-02 10:00,,High,Ada,Desk,Incident\n"
    english += "2,New mouse,Closed,2026-01-02 10:00,-,Low,Ben,Desk,Request\n"
    indonesian = "Nomor Tiket;Judul;Status Tiket;Tanggal Lapor;Tanggal Selesai;Prioritas;Pelapor;Layanan;Jenis\n"
    indonesian += "1;Email mati;Diproses;2 Januari 2026 10:00;;Tinggi;Sri;Email;Gangguan\n"
    indonesian += "2;Minta mouse;Selesai;2 Januari 2026 10:00;3 Januari 2026 10:00;Rendah;Budi;Perangkat;Permintaan\n"
    for content, closing in ((english, "closed_at"), (indonesian, "resolved_at")):
        path = desk.file(content)
        rows = open_rows(path, desk.root, desk.connection, inspected=inspect_file(path))
        guess = guess_mapping(desk.connection, rows, system="unknown")
        assert {"source_id", "state", "opened_at", "priority", "requester", "title", closing} <= set(guess.fields)
        assert guess.practice is not None
        assert set(guess.practice.values.values()) == {"incident", "service-request"}
        assert parse_mapping(as_yaml(guess)) == guess
        outcome = desk.look(path, guess)
        assert (outcome.created, outcome.rejected) == (2, 0)


def test_persons_columns_are_known_by_their_names() -> None:
    persons = [
        "Caller",
        "opened_by",
        "Assigned to",
        "E-mail",
        "phone",
        "reporter.displayName",
        "Nama Lengkap",
        "Pelapor",
    ]
    things = ["Assignment group", "number", "Short description", "customer_count", "service", "Nama Layanan", "state"]
    assert [name for name in persons if not is_personal(name)] == []
    assert [name for name in things if is_personal(name)] == []


MULTIPLIED = "a0: &a0 {k: 1, l: 2}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 10)}]}}\n" for level in range(1, 12)
)


@pytest.mark.parametrize("text", [MULTIPLIED, "mapping: 1\ntitle: 2026-02-30\n", "mapping: " + "9" * 5_000, "&a [*a]"])
def test_a_mapping_that_asks_for_too_much_or_the_impossible_is_refused(text: str) -> None:
    with pytest.raises(BadMapping):
        parse_mapping(text)


def test_a_file_that_does_not_fit_is_told_by_its_own_columns(desk: Any) -> None:
    with pytest.raises(BadMapping) as refused:
        desk.look("Ticket,Opened\n1,2026-01-02 10:00:00\n")
    assert "Ticket, Opened" in str(refused.value.fix)


def test_servicenow_numbers_its_states_anew_for_each_table(desk: Any) -> None:
    tables = {"incident": "3", "change_request": "3", "problem": "107", "sc_req_item": "3", "sc_task": "-5"}
    answer = [
        {"sys_id": table, "sys_class_name": table, "state": state, "opened_at": "2026-01-02 10:00:00"}
        for table, state in tables.items()
    ]
    practices = frozenset({"incident", "change", "problem", "service-request"})
    desk.seal(json.dumps({"result": answer}), "servicenow", practices=practices)
    assert {row["source_id"]: row["state"] for row in desk.rows()} == {
        "incident": "pending",
        "change_request": "closed",
        "problem": "closed",
        "sc_req_item": "closed",
        "sc_task": "pending",
    }


def test_the_states_of_a_list_of_one_table_are_those_of_the_practice_it_is_imported_as(desk: Any) -> None:
    desk.seal(json.dumps([{"sys_id": "a", "state": "3", "opened_at": "2026-01-02 10:00:00"}]), "servicenow",
              practice="change")  # fmt: skip
    assert [row["state"] for row in desk.rows()] == ["closed"]


def test_a_guess_tells_kinds_of_records_apart_and_leaves_none_of_them_to_chance(desk: Any) -> None:
    """A board of all kinds of work: what is no practice is refused by name, never counted as an incident."""
    file = desk.file("Issue id,Issue Type,Created\n1,[System] Incident,2026-01-02\n2,Epic,2026-01-02\n")
    rows = open_rows(file, file.parent, desk.connection, inspected=inspect_file(file))
    guess = guess_mapping(desk.connection, rows, system="board")
    assert guess.practice is not None
    assert dict(guess.practice.values) == {"[System] Incident": "incident"}
    outcome = desk.look(file, guess)
    assert (outcome.created, [rejection.field for rejection in outcome.rejections]) == (1, ["practice"])
    assert "otherwise" not in as_yaml(guess)
