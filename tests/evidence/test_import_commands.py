"""`milepost records import` and its kin: real files end to end, hostile files with an answer one can act on."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch, RollupDay
from milepost.platform.organisations.models import Person
from tests.evidence.imports import as_csv, incident
from tests.people import Ran, cli

BANK = Path(__file__).parents[2] / "src/milepost/doors/demo/data/rabobank-incidents"
KEYS = {
    "rows", "records", "created", "updated", "unchanged", "rejected", "file_sha256", "batch", "timezone", "dialect",
    "result_file", "rejections",
}  # fmt: skip


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    file = tmp_path / "incidents.csv"
    file.write_bytes(gzip.decompress((BANK / "BPIC14_incident_case_attributes.csv.gz").read_bytes()))
    return file


def bring_in(file: Path, *options: object, practice: str = "incident", mapping: str = "neutral") -> Ran:
    return cli("records", "import", "sms-1", practice, file, "--mapping", mapping, "--json", *options)


def write(tmp_path: Path, content: str | bytes, name: str = "records.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_real_file_of_four_thousand_incidents_is_sealed_and_counted(
    operating: Programme, adi: Person, bank: Path, tmp_path: Path
) -> None:
    result = tmp_path / "result.csv"
    ran = bring_in(bank, "--result", result, mapping="rabobank-bpic14")
    facts = ran.json
    assert ran.exit_code == 0
    assert set(facts) >= KEYS
    assert facts["schema"] == "milepost/import/1"
    assert (facts["rows"], facts["records"], facts["created"], facts["rejected"]) == (4000, 4000, 4000, 0)
    assert facts["timezone"] == "Europe/Amsterdam"
    assert facts["practices"] == {"incident": 3198, "service-request": 802}
    assert sum(RollupDay.objects.filter(practice="incident").values_list("n", flat=True)) == 3198
    assert sum(RollupDay.objects.filter(practice="service-request").values_list("n", flat=True)) == 802
    verdicts = result.read_text().splitlines()
    assert verdicts[0] == "row,key,action,field,reason,fix"
    assert len(verdicts) == 4001
    again = bring_in(bank, mapping="rabobank-bpic14").json
    assert (again["batch"], again["unchanged"]) == (None, 4000)
    listed = cli("batch", "list", "--json").json["batches"]
    assert [row["id"] for row in listed] == [facts["batch"]]
    assert cli("batch", "show", facts["batch"], "--json").json["counts"]["created"] == 4000
    assert cli("batch", "verify", "--json").json["passed"] is True


def test_records_are_listed_and_exported_in_the_neutral_columns(
    operating: Programme, adi: Person, tmp_path: Path
) -> None:
    file = write(tmp_path, as_csv([incident(1), incident(2, service="=cmd()")]))
    assert bring_in(file, "--timezone", "Asia/Jakarta").exit_code == 0
    listed = cli("records", "list", "sms-1", "incident", "--json").json["records"]
    assert [row["source_id"] for row in listed] == ["INC0002", "INC0001"]
    assert listed[1]["opened_at"] == "2026-03-02T03:00:00+00:00"
    out = tmp_path / "out.csv"
    exported = cli("records", "export", "sms-1", "incident", "-o", out, "--from", "2026-03-02", "--json").json
    assert exported["rows"] == 2
    assert "'=cmd()" in out.read_text()
    nothing = cli("records", "export", "sms-1", "incident", "-o", out, "--to", "2025-01-01", "--json").json
    assert nothing["rows"] == 0
    assert cli("records", "list", "sms-1", "incident", "--from", "tomorrow", "--json").json["code"] == "bad-date"


def test_servicenow_as_its_api_answers_is_read(operating: Programme, adi: Person, tmp_path: Path) -> None:
    answer = {"result": [_servicenow(number) for number in range(3)]}
    file = write(tmp_path, json.dumps(answer), "incident.json")
    facts = bring_in(file, mapping="servicenow").json
    assert (facts["created"], facts["rejected"], facts["dialect"]["format"]) == (3, 0, "json")
    assert {"caller_id", "opened_by"} <= set(facts["personal"])
    row = cli("records", "list", "sms-1", "incident", "--json").json["records"][0]
    assert (row["state"], row["priority"], row["service"]) == ("closed", 3, "b85d44954a3623120004689b2d5dd60a")


def _servicenow(number: int) -> dict[str, Any]:
    return {
        "sys_id": f"a{number:031}",
        "number": f"INC00100{number}",
        "short_description": f"Mailbox {number} is full",
        "state": "7",
        "impact": "2",
        "urgency": "2",
        "priority": "3",
        "opened_at": f"2026-03-0{number + 2} 02:11:05",
        "sys_created_on": f"2026-03-0{number + 2} 02:11:09",
        "closed_at": f"2026-03-0{number + 2} 04:00:00",
        "business_service": {"link": "https://x/service/b8", "value": "b85d44954a3623120004689b2d5dd60a"},
        "caller_id": {"link": "https://x/sys_user/6", "value": "681ccaf9c0a8016400b98a06818d57c7"},
        "opened_by": "681ccaf9c0a8016400b98a06818d57c7",
    }  # fmt: skip


def test_names_of_people_reach_no_file_of_the_store_but_the_received_one(
    operating: Programme, adi: Person, tmp_path: Path, home: Path
) -> None:
    rows = [
        incident(n, actor="Dewi Anggraini", requester="Rangga Putra", title="Rangga cannot log in") for n in range(3)
    ]
    assert bring_in(write(tmp_path, as_csv(rows)), "--timezone", "UTC").exit_code == 0
    parts = list((home / "evidence").rglob("*.parquet"))
    assert parts
    for part in parts:
        data = part.read_bytes()
        assert b"Dewi" not in data
        assert b"Rangga Putra" not in data


def test_dates_that_may_mean_two_things_are_asked_about(operating: Programme, adi: Person, tmp_path: Path) -> None:
    file = write(tmp_path, "source_id,opened_at\n1,03/04/2026 10:00\n2,05/06/2026 11:00\n")
    ran = bring_in(file, "--timezone", "Asia/Jakarta")
    assert ran.exit_code == 2
    assert ran.json["code"] == "ambiguous-dates"
    assert ran.json["hint"]
    told = bring_in(file, "--timezone", "Asia/Jakarta", "--date-order", "dmy").json
    assert (told["created"], told["dialect"]["date_order"]) == (2, "dmy")


def test_times_without_a_zone_are_asked_about(operating: Programme, adi: Person, tmp_path: Path) -> None:
    ran = bring_in(write(tmp_path, "source_id,opened_at\n1,2026-03-04 10:00\n"))
    assert (ran.exit_code, ran.json["code"]) == (2, "zone-needed")


def test_refused_rows_name_row_field_reason_and_fix(operating: Programme, adi: Person, tmp_path: Path) -> None:
    rows = [incident(1), incident(2, opened_at="soon"), incident(3, closed_at="2020-01-01 00:00:00"), incident(1)]
    ran = bring_in(write(tmp_path, as_csv(rows)), "--timezone", "UTC")
    facts = ran.json
    assert ran.exit_code == 2
    assert (facts["batch"], facts["rejected"], facts["records"]) == (None, 3, 4)
    assert facts["created"] + facts["updated"] + facts["unchanged"] + facts["rejected"] == facts["records"]
    assert [(row["row"], row["field"]) for row in facts["rejections"]] == [
        (3, "opened_at"), (4, "closed_at"), (5, "source_id"),
    ]  # fmt: skip
    assert all(row["reason"] and row["fix"] for row in facts["rejections"])
    skipped = bring_in(write(tmp_path, as_csv(rows)), "--timezone", "UTC", "--on-reject", "skip")
    assert (skipped.exit_code, skipped.json["created"]) == (0, 1)


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 << 20))
    return packed.getvalue()


HOSTILE: dict[str, tuple[str, bytes]] = {
    "an empty file": ("records.csv", b""),
    "only a header": ("records.csv", b"source_id,opened_at\n"),
    "no header": ("records.csv", b"\n\n\n"),
    "other columns": ("records.csv", b"a,b\n1,2\n"),
    "a zip bomb": ("records.xlsx", _bomb()),
    "a damaged workbook": ("records.xlsx", b"PK\x03\x04 no workbook at all"),
    "a damaged gzip": ("records.csv.gz", b"\x1f\x8b\x08\x00 not gzip"),
    "JSON that ends early": ("records.json", b'{"result": [{"sys_id": "1", '),
    "nested JSON": ("records.json", b"[" * 100_000),
    "a picture": ("records.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "one endless line": ("records.csv", b"source_id,opened_at\n" + b"x" * (3 << 20)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_answered_and_changes_nothing(
    what: str, operating: Programme, adi: Person, tmp_path: Path
) -> None:
    name, content = HOSTILE[what]
    ran = bring_in(write(tmp_path, content, name), "--timezone", "UTC")
    facts = json.loads(ran.stdout)
    assert not Batch.objects.exists()
    if what == "only a header":
        assert (ran.exit_code, facts["records"]) == (0, 0)
        return
    assert ran.exit_code == 2
    if facts["schema"] == "milepost/error/1":
        assert facts["error"]
        assert facts["hint"]
    else:
        assert facts["rejections"]
    assert "Traceback" not in ran.stderr


def test_a_formula_in_a_cell_is_text_and_stays_text_in_the_result_file(
    operating: Programme, adi: Person, tmp_path: Path
) -> None:
    rows = [incident(1, source_id="=HYPERLINK(1)"), incident(2, source_id="+1", opened_at="@SUM(1)")]
    result = tmp_path / "result.csv"
    bring_in(write(tmp_path, as_csv(rows)), "--timezone", "UTC", "--on-reject", "skip", "--result", result)
    for line in result.read_text().splitlines()[1:]:
        assert not any(cell.lstrip('"').startswith(("=", "+", "@")) for cell in line.split(",")[1:])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("incident", "nothing.csv", "--mapping", "neutral"), "no-file"),
        (("hairdressing", "{file}", "--mapping", "neutral"), "refused"),
        (("incident", "{file}", "--mapping", "neutrall"), "refused"),
        (("incident", "{file}", "--mapping", "{file}"), "bad-mapping"),
        (("incident", "{file}", "--mapping", "neutral", "--complete-from", "2026-03-01"), "refused"),
        (("incident", "{file}", "--mapping", "neutral", "--complete-from", "x", "--complete-to", "y"), "refused"),
        (("incident", "{file}", "--mapping", "neutral", "--timezone", "Mars/Olympus"), "bad-mapping"),
    ],
)  # fmt: skip
def test_wrong_use_is_answered_with_a_code_and_a_hint(
    arguments: tuple[str, ...], code: str, operating: Programme, adi: Person, tmp_path: Path
) -> None:
    file = str(write(tmp_path, as_csv([incident(1)])))
    ran = cli("records", "import", "sms-1", *(part.replace("{file}", file) for part in arguments), "--json")
    assert (ran.exit_code, ran.json["schema"]) == (2, "milepost/error/1")
    assert ran.json["code"] == code
    assert ran.json["hint"]


def test_a_reader_imports_nothing_and_a_stranger_sees_no_programme(
    operating: Programme, iris: Person, zoe: Person, bukit: object, tmp_path: Path
) -> None:
    file = write(tmp_path, as_csv([incident(1)]))
    assert bring_in(file, "--as", iris.email).json["code"] == "not-allowed"
    assert bring_in(file, "--as", zoe.email).json["code"] == "unknown-programme"
    assert cli("batch", "list", "--as", zoe.email, "--json").json["batches"] == []


def test_mappings_are_listed_shown_guessed_and_checked(tmp_path: Path, bank: Path, db: None) -> None:
    names = [row["name"] for row in cli("mapping", "list", "--json").json["mappings"]]
    assert {"neutral", "servicenow", "jsm", "glpi", "itop", "zammad", "rabobank-bpic14"} == set(names)
    assert "mapping: 1" in cli("mapping", "show", "servicenow", "--json").json["yaml"]
    target = tmp_path / "mapping.yaml"
    guessed = cli("mapping", "guess", bank, "-o", target, "--json").json
    assert guessed["mapped"]["opened_at"] == "open_time"
    checked = cli("mapping", "check", target, bank, "--json").json
    assert checked["columns"]["source_id"] == "incident_id"
    assert cli("mapping", "check", "servicenow", bank, "--json").json["code"] == "mapping-does-not-fit"
    assert cli("mapping", "show", "nothing", "--json").exit_code == 2


def test_a_person_is_erased_and_verification_says_redacted(
    operating: Programme, adi: Person, tmp_path: Path, home: Path
) -> None:
    rows = [incident(n, actor="Dewi Anggraini", title="Told by Dewi Anggraini in office 3") for n in range(3)]
    batch = bring_in(write(tmp_path, as_csv(rows)), "--timezone", "UTC").json["batch"]
    erased = cli("records", "erase", "sms-1", "--person", "Dewi Anggraini", "--reason", "She asked", "--json").json
    assert erased["unlinked"] is True
    assert erased["batches"] == [batch]
    assert (erased["parts"] >= 1, erased["files"]) == (True, 1)
    verified = cli("batch", "verify", "--json").json
    assert verified["passed"] is True
    assert {line["fault"] for line in verified["told"]} == {"redacted"}
    assert cli("batch", "show", batch, "--json").json["state"] == "redacted"
    assert cli("records", "list", "sms-1", "incident", "--json").json["records"][0]["version"] == 1
    assert cli("ledger", "verify", "--json").json["passed"] is True
    assert "Dewi" not in cli("ledger", "verify", "--json").stdout
    refused = cli("records", "erase", "sms-1", "--person", "De", "--reason", "x", "--json")
    assert refused.exit_code == 2


def test_a_file_received_once_more_after_an_erasure_is_told_as_redacted(
    operating: Programme, adi: Person, tmp_path: Path
) -> None:
    """What is kept of it is what the erasure left: neither import can be verified against the file as it came."""
    file = write(tmp_path, as_csv([incident(n, actor="Dewi Anggraini") for n in range(3)]))
    erase = ("records", "erase", "sms-1", "--person", "Dewi Anggraini", "--reason", "She asked", "--json")
    bring_in(file, "--timezone", "UTC")
    assert cli(*erase).json["finished"] == 0
    assert bring_in(file, "--timezone", "Asia/Jakarta").json["batch"], "at other times its records are others"
    verified = cli("batch", "verify", "--json").json
    assert (verified["passed"], {line["fault"] for line in verified["told"]}) == (True, {"redacted"})
