"""Whatever is handed over is read rightly, or refused with a reason, in bounded memory."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from milepost.engines.bulk import AmbiguousDialect, Unreadable
from milepost.engines.bulk.engine import DuckEngine
from milepost.engines.bulk.reading import workbooks
from milepost.engines.bulk.reading.dialects import detect

ROW = "A,2026-01-02 10:00:00"


def test_an_empty_file_is_refused(desk: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(b"")
    assert refused.value.code == "empty-file"


def test_a_header_alone_is_an_import_of_nothing(desk: Any) -> None:
    for content in ("source_id,opened_at\n", "source_id,opened_at", "source_id;opened_at\r\n"):
        outcome = desk.look(content)
        assert (outcome.rows, outcome.records, outcome.changed) == (0, 0, 0)


@pytest.mark.parametrize("content", [b"\n\n\n", b",,,\n1,2,3,4\n", b"   \n"])
def test_a_file_without_names_is_refused(desk: Any, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(content)
    assert refused.value.code == "bad-header"


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0 old excel"])
def test_what_is_no_table_is_refused(desk: Any, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(content)
    assert refused.value.code == "unknown-format"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encoding_separator_and_line_ends_are_found(
    desk: Any, encoding: str, found: str, delimiter: str, newline: str
) -> None:
    lines = ["source_id,opened_at,service", *(f"A{n},2026-01-02 10:00:00,Café Ümlaut – été" for n in range(40))]
    content = newline.join(line.replace(",", delimiter) for line in lines).encode(encoding)
    outcome = desk.seal(content)
    assert (outcome.created, outcome.encoding, outcome.delimiter) == (40, found, delimiter)
    assert {row["service"] for row in desk.rows()} == {"Café Ümlaut – été"}


def test_a_file_of_mixed_line_ends_is_read(desk: Any) -> None:
    outcome = desk.look(b"source_id,opened_at\r\nA,2026-01-02 10:00:00\nB,2026-01-02 10:00:00\r\n")
    assert (outcome.created, outcome.rejected) == (2, 0)


def test_a_text_that_is_neither_comma_nor_semicolon_separated_for_sure_is_asked_about(desk: Any) -> None:
    content = "source_id,opened_at;x\n" + "A,2026-01-02 10:00:00;y\n" * 3
    with pytest.raises(AmbiguousDialect):
        detect(content, told="", sniffed="|", file="records.csv")


def test_a_damaged_row_of_a_utf8_file_is_refused_alone(desk: Any) -> None:
    good = "".join(f"B{n},2026-01-02 10:00:00,déjà vu encore été\n" for n in range(60))
    content = b"source_id,opened_at,service\nA,2026-01-02 10:00:00,\xff\xfe\n" + good.encode()
    outcome = desk.look(content)
    assert [(r.row, r.code) for r in outcome.rejections] == [(2, "not_text")]
    assert outcome.created == 60


def test_nul_bytes_are_refused_with_their_row(desk: Any) -> None:
    outcome = desk.look(b"source_id,opened_at\nA,2026-01-02 10:00:00\nB\x00,2026-01-02 10:00:00\n")
    assert [(r.row, r.code) for r in outcome.rejections] == [(3, "nul_byte")]
    assert (outcome.rows, outcome.created) == (2, 1)


def test_ragged_rows_are_refused_and_the_others_kept(desk: Any) -> None:
    outcome = desk.look(
        "source_id,opened_at\nA\nB,2026-01-02 10:00:00\nC,2026-01-02 10:00:00,x,y\nD,2026-01-02 10:00:00,\n"
    )
    assert [(r.row, r.code) for r in outcome.rejections] == [(2, "ragged"), (4, "ragged")]
    assert outcome.created == 2


def test_a_quotation_mark_that_is_never_closed_costs_only_its_own_row(desk: Any) -> None:
    content = 'source_id,opened_at\nA,2026-01-02 10:00:00\n"B,2026-01-02 10:00:00\nC,2026-01-02 10:00:00\n'
    outcome = desk.look(content)
    assert [(r.row, r.code) for r in outcome.rejections] == [(3, "unclosed_quote")]
    assert outcome.created == 2


def test_line_breaks_inside_quotes_belong_to_the_value(desk: Any) -> None:
    outcome = desk.seal('source_id,opened_at,service\nA,2026-01-02 10:00:00,"two\nlines, and a ""word"""\n')
    assert outcome.created == 1
    assert desk.rows()[0]["service"] == 'two\nlines, and a "word"'


def test_columns_of_one_name_are_told_apart(desk: Any) -> None:
    outcome = desk.seal("source_id,opened_at,Note,note,\nA,2026-01-02 10:00:00,one,two,three\n")
    assert outcome.renamed == ("note_2", "column_5")
    assert desk.raw_rows()[0] == {
        "source_id": "A", "opened_at": "2026-01-02 10:00:00", "Note": "one", "note_2": "two", "column_5": "three",
    }  # fmt: skip


def test_ten_thousand_columns_are_read(desk: Any) -> None:
    names = [f"c{n}" for n in range(10_000)]
    header = ",".join(["source_id", "opened_at", *names])
    rows = "".join(f"R{n},2026-01-02 10:00:00,{','.join(['v'] * 10_000)}\n" for n in range(30))
    outcome = desk.seal(f"{header}\n{rows}")
    assert outcome.created == 30
    assert sum(part.rows for part in desk.raw) == 30 * 40  # slices of columns, each with the key


def test_a_line_of_32_mib_is_refused_with_its_row_in_little_memory(tmp_path: Path) -> None:
    long = "x" * (32 << 20)
    rows = ["A,2026-01-02 10:00:00,m", f"B,2026-01-02 10:00:00,{long}", "C,2026-01-02 10:00:00,m", ""]
    file = tmp_path / "records.csv"
    file.write_text("source_id,opened_at,service\n" + "\n".join(rows))
    command = [sys.executable, "-m", "tests.bulk.limited", str(file), "3"]  # most of it is what threads reserve
    looked = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(looked.stdout) == {"rejections": [[3, "line_too_long"]], "created": 2}


def test_a_file_of_one_endless_line_is_refused(desk: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(b"x" * (8 << 20))
    assert refused.value.row == 1


def workbook(rows: list[list[Any]], *, first_row: int = 0) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows, start=first_row):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def test_a_workbook_is_read_with_its_own_row_numbers(desk: Any) -> None:
    from datetime import datetime

    moment = datetime(2026, 1, 2, 10, 30)  # noqa: DTZ001 - a cell has no zone
    content = workbook(
        [["source_id", "opened_at", "priority"], ["A", moment, 3], ["", "", ""], [1002, moment, 2.0], ["C", "soon", 1]],
        first_row=2,
    )
    outcome = desk.seal(content)
    assert outcome.format == "xlsx"
    assert [(row["source_id"], row["row_number"], row["priority"]) for row in desk.rows()] == [
        ("1002", 6, 2),
        ("A", 4, 3),
    ]
    assert {row["opened_at"] for row in desk.rows()} == {moment}
    assert [(r.row, r.code) for r in outcome.rejections] == [(7, "not_a_date")]


def test_a_formula_is_its_value_and_never_worked_out(desk: Any) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["source_id", "opened_at"])
        sheet.write_formula(1, 0, '=CONCATENATE("A","1")', None, "A1")
        sheet.write(1, 1, "2026-01-02 10:00:00")
    desk.seal(target.getvalue())
    assert [row["source_id"] for row in desk.rows()] == ["A1"]


def bomb(size: int, *, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(name, "w") as member:
            for _ in range(size >> 20):
                member.write(b" " * (1 << 20))
    return target.getvalue()


def test_a_workbook_bomb_is_refused_unopened(desk: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(bomb(256 << 20))
    assert refused.value.code == "bad-archive"


def test_a_zip_bomb_is_refused(desk: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.csv", b"0" * (64 << 20))
    with pytest.raises(Unreadable):
        desk.look(target.getvalue())
    with pytest.raises(Unreadable):
        desk.look(gzip.compress(b"0" * (128 << 20)))


def test_an_archive_that_lies_about_its_sizes_is_refused(desk: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.csv", b"0" * (4 << 20))
    content = target.getvalue().replace((4 << 20).to_bytes(4, "little"), (64).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        desk.look(content)


@pytest.mark.parametrize("name", ["records.csv", "xl/workbook.xml"])
def test_an_archive_whose_packed_bytes_are_damaged_is_refused(desk: Any, name: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"source_id,opened_at\n" + bytes(range(256)) * 40)
    packed = bytearray(target.getvalue())
    for place in range(30 + len(name), 30 + len(name) + 200):
        packed[place] ^= 0x5A
    with pytest.raises(Unreadable):
        desk.look(bytes(packed))


def test_a_workbook_that_wants_too_much_memory_ends_in_a_refusal(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MEMORY", 64 << 20)
    content = workbook([["source_id", "note"], *([f"A{n}", f"{n}" * 400] for n in range(40_000))])
    with pytest.raises(Unreadable):
        desk.look(content)


def test_many_members_several_files_and_damage_are_refused(desk: Any) -> None:
    several = io.BytesIO()
    with zipfile.ZipFile(several, "w") as archive:
        archive.writestr("a.csv", ROW)
        archive.writestr("b.csv", ROW)
    crowded = io.BytesIO()
    with zipfile.ZipFile(crowded, "w") as archive:
        for number in range(3000):
            archive.writestr(f"{number}.csv", "")
    for content in (several.getvalue(), crowded.getvalue(), b"PK\x03\x04 nothing", b"\x1f\x8b nothing"):
        with pytest.raises(Unreadable):
            desk.look(content)


def test_a_packed_csv_is_read(desk: Any, csv: Any) -> None:
    content = csv(ROW)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/records.csv", content)
    assert desk.look(packed.getvalue()).created == 1
    assert desk.look(gzip.compress(content.encode())).created == 1


@pytest.mark.parametrize("name", ["a.gz", "a.csv.zst", "a[1].csv", "a*.csv", "{a,b}.csv"])
def test_a_file_is_read_by_what_it_holds_whatever_it_is_called(desk: Any, csv: Any, tmp_path: Path, name: str) -> None:
    called = tmp_path / name
    called.write_text(csv(ROW), encoding="utf-8")
    (tmp_path / "a1.csv").write_text("another file\n", encoding="utf-8")
    assert desk.look(called).created == 1


RECORDS = [{"source_id": f"A{n}", "opened_at": "2026-01-02T10:00:00Z", "priority": 3} for n in range(3)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS),
        json.dumps({"result": RECORDS}, indent=1),
        json.dumps({"size": 3, "values": RECORDS, "isLastPage": True}),
        json.dumps({"issues": RECORDS}),
        json.dumps({"count": 3, "next": None, "results": RECORDS}),
        "\n".join(json.dumps(record) for record in RECORDS),
    ],
)
def test_json_is_read_in_every_usual_shape(desk: Any, content: str) -> None:
    outcome = desk.look(content)
    assert (outcome.format, outcome.created, outcome.rejected) == ("json", 3, 0)


def test_json_that_is_damaged_or_holds_no_records(desk: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look('{"result": [{"source_id": "A", ')
    assert refused.value.code == "bad-json"
    outcome = desk.look('{"result": [{"source_id": "A", "opened_at": "2026-01-02T10:00:00Z"}, 7, null]}')
    assert [(r.row, r.code) for r in outcome.rejections] == [(2, "not_an_object"), (3, "not_an_object")]


def test_json_that_is_nested_without_end_is_refused(desk: Any) -> None:
    with pytest.raises(Unreadable):
        desk.look('{"result": [' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "]}")


def test_json_references_give_their_value_whatever_their_shape(desk: Any) -> None:
    records = [
        {"sys_id": "1", "number": "INC1", "opened_at": "2026-01-02 10:00:00", "business_service": "Mail"},
        {"sys_id": "2", "number": "INC2", "opened_at": "2026-01-02 10:00:00",
         "business_service": {"link": "https://x/api/now/table/cmdb_ci/9", "value": "9"}},
        {"sys_id": "3", "number": "INC3", "opened_at": "2026-01-02 10:00:00",
         "business_service": {"display_value": "Portal", "link": "https://x"}},
    ]  # fmt: skip
    desk.seal(json.dumps({"result": records}), "servicenow")
    assert [row["service"] for row in desk.rows()] == ["Mail", "9", "Portal"]


def test_itop_answers_name_each_object(desk: Any) -> None:
    answer = {
        "code": 0,
        "message": "Found: 1",
        "objects": {
            "Incident::12": {
                "code": 0,
                "class": "Incident",
                "key": "12",
                "fields": {
                    "ref": "I-000012", "start_date": "2026-01-02 10:00:00", "status": "escalated_ttr", "priority": "2",
                    "service_name": "Mail",
                },
            }
        },
    }  # fmt: skip
    desk.seal(json.dumps(answer), "itop")
    (row,) = desk.rows()
    assert (row["ref"], row["state"], row["priority"], row["service"]) == ("I-000012", "open", 2, "Mail")


def test_the_received_bytes_are_kept_and_come_back(tmp_path: Path) -> None:
    from milepost.engines.bulk import place_blob, read_blob

    source = tmp_path / "received.bin"
    source.write_bytes(bytes(range(256)) * 20_000)
    blob = place_blob(source, tmp_path / "store" / "blobs" / "abc", tmp_path)
    assert blob.stat().st_size < source.stat().st_size
    assert read_blob(blob, tmp_path / "again.bin").read_bytes() == source.read_bytes()


# -- as tools and spreadsheets really write ----------------------------------------------------------------------------


RECORD = {"source_id": "A", "opened_at": "2026-01-02 10:00:00"}


def test_json_that_begins_with_a_byte_order_mark_is_read(desk: Any) -> None:
    assert desk.look(b"\xef\xbb\xbf" + json.dumps([RECORD]).encode()).created == 1


@pytest.mark.parametrize("content", ["[]", '{"result": []}', '{"objects": null, "code": 0}'])
def test_an_empty_list_is_an_import_of_nothing(desk: Any, content: str) -> None:
    outcome = desk.look(content, "itop" if "objects" in content else "neutral")
    assert (outcome.rows, outcome.records, outcome.changed) == (0, 0, 0)


def test_an_object_without_anything_in_it_holds_no_records(desk: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look("{}")
    assert refused.value.code == "no-records"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n'])
def test_the_line_that_tells_a_spreadsheet_the_separator_is_no_header(desk: Any, line: str, mark: str) -> None:
    outcome = desk.look(f"{mark}{line}source_id;opened_at\nA;2026-01-02 10:00:00\nB;\n")
    assert (outcome.created, outcome.delimiter) == (1, ";")
    assert [rejection.row for rejection in outcome.rejections] == [3]


@pytest.mark.parametrize("text", ["Café “naïve” déjà", "Störung im Büro", "Gangguan “surel”"])
@pytest.mark.parametrize("times", [1, 40])
def test_western_text_is_read_in_the_usual_code_page(desk: Any, text: str, times: int) -> None:
    lines = ["source_id,opened_at,service", *(f"A{n},2026-01-02 10:00:00,{text}" for n in range(times))]
    outcome = desk.seal("\n".join(lines).encode("cp1252"))
    assert (outcome.encoding, outcome.encoding_certain) == ("cp1252", False)
    assert {row["service"] for row in desk.rows()} == {text}


def test_central_european_text_keeps_its_own_code_page(desk: Any) -> None:
    text = "Příliš žluťoučký kůň – porucha sítě"
    desk.seal(f"source_id,opened_at,service\nA,2026-01-02 10:00:00,{text}\n".encode("cp1250"))
    assert [row["service"] for row in desk.rows()] == [text]


@pytest.mark.parametrize(
    "content", ['<?xml version="1.0"?><unload><incident/></unload>', "<!DOCTYPE html><table>", "\n<html><body>"]
)
def test_markup_that_calls_itself_a_table_is_refused_with_a_way_out(desk: Any, content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        desk.look(content)
    assert refused.value.code == "unknown-format"
    assert "XLSX" in str(refused.value.fix)


def test_a_packed_file_is_read_whatever_folder_it_claims(desk: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../records.csv", f"source_id,opened_at\n{ROW}\n")
        archive.writestr("__MACOSX/._records.csv", "x")
    assert desk.look(packed.getvalue()).created == 1


def test_ten_thousand_columns_can_be_looked_at(tmp_path: Path) -> None:
    file, folder = tmp_path / "wide.csv", tmp_path / "job"
    folder.mkdir()
    names = ["source_id", "opened_at", *(f"c{number}" for number in range(10_000))]
    file.write_text(",".join(names) + f"\n{ROW}" + ",x" * 10_000 + "\n")
    engine = DuckEngine(store=tmp_path / "store", temporary=tmp_path / "spill")
    preview = engine.preview(file, folder, system="wide")
    assert (len(preview.columns), preview.rows[0][0]) == (10_002, "A")
    assert "source_id" in preview.guess.fields


HEADER = "source_id,opened_at,service\n"


def test_a_long_text_over_many_lines_is_one_refused_row(desk: Any) -> None:
    text = 'a line of it, with a ""quoted"" word\n' * (3 * 2**20 // 37)
    rows = ["A,2026-01-02 10:00:00,mail", f'B,2026-01-02 10:00:00,"{text}"', "C,2026-01-02 10:00:00,mail"]
    outcome = desk.seal(HEADER + "\n".join(rows) + "\n", on_reject="skip")
    assert [(r.row, r.code) for r in outcome.rejections] == [(3, "line_too_long")]
    assert [row["source_id"] for row in desk.rows()] == ["A", "C"]


def test_a_mark_that_never_closes_takes_no_row_with_it_however_long_the_file(desk: Any) -> None:
    rows = [f"A{number},2026-01-02 10:00:00,mail" for number in range(90_000)]
    rows[1] = 'B,2026-01-02 10:00:00,"mail'
    outcome = desk.look(HEADER + "\n".join(rows) + "\n")
    assert (outcome.records, outcome.created, outcome.rejected) == (90_000, 89_999, 1)
    assert [(r.row, r.code) for r in outcome.rejections] == [(3, "unclosed_quote")]


def test_a_number_of_any_length_is_kept_as_it_stands(desk: Any) -> None:
    long = "9" * 40
    text = f'{{"result": [{{"source_id": {long}, "opened_at": "2026-01-02 10:00:00", "service": 2.50}}, %s]}}'
    outcome = desk.seal(text % '{"source_id": 7, "opened_at": "2026-01-02 10:00:00", "service": "x"}')
    assert (outcome.created, outcome.rejected) == (2, 0)
    assert {row["source_id"]: row["service"] for row in desk.rows()} == {long: "2.5", "7": "x"}
