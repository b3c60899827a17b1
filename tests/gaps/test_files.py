"""Ratings out to a file and back: nothing is lost, nothing runs, nothing half taken in."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.features.gaps.checking import checked
from milepost.features.gaps.columns import COLUMNS, ExportLine, export_lines
from milepost.features.gaps.intake import Intake, result_file, take_in
from milepost.features.gaps.models import PartRating, Rating
from milepost.features.gaps.rows import RatingRow
from milepost.features.gaps.selectors import get_assessment
from milepost.features.gaps.services import rate_each, rate_statement
from milepost.features.gaps.statements import find_statement
from milepost.features.portfolio.models import Unit
from milepost.features.programmes.applying import kinds
from milepost.features.programmes.models import Programme
from milepost.platform.applying.files import read_rows
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.tables_export import write_csv, write_xlsx
from tests.people import actor_of, cli

ANY, CONDITIONAL = "8.6.1-01", "8.1-06"


def take(who: Person, programme: Programme, name: str, data: bytes | str, *, dry_run: bool = False) -> Intake:
    raw = data.encode() if isinstance(data, str) else data
    return take_in(actor_of(who), programme, name, raw, dry_run=dry_run)


def refused(intake: Intake) -> list[tuple[int, str, str]]:
    return [(row.row, row.statement, row.field) for row in intake.rows if row.verdict == "refused"]


def everything() -> list[dict[str, Any]]:
    left_out = {"id", "assessment_id", "revision", "rated_at", "rated_by_id", "organisation_id"}
    rows = Rating.objects.order_by("statement").values()
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


@pytest.fixture
def rated(programme: Programme, ada: Person, ben: Person) -> None:
    Unit.objects.create(organisation=programme.organisation, code="desk", name="Service desk")
    Unit.objects.create(organisation=programme.organisation, code="net", name="Network")
    full = {
        "current": 1, "required": 4, "priority": "high", "owner": ben, "days": Decimal("2.5"),
        "due_on": date(2026, 12, 1), "remediation": '=HYPERLINK("https://x.example")\nzweite Zeile, "zitiert"; 🙂',
        "finding": "'=1+1", "note": "-2 bis +3 @home\tTab", "link": "https://files.example/a?b=c&d=1",
    }  # fmt: skip
    idle = {
        "not_triggered": True, "trigger": "'''@x", "searched_in": "=Register", "period_from": date(2026, 1, 1),
        "period_to": date(2026, 3, 31),
    }  # fmt: skip
    rate_each(actor=actor_of(ada), programme=programme, wishes=[(ANY, full), (CONDITIONAL, idle)])
    rate_statement(
        actor=actor_of(ada), programme=programme, statement="8.6.1-02", changes={},
        parts={("unit", "desk"): 4, ("unit", "net"): 2},
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_loss(
    programme: Programme, ada: Person, rated: None, kind: str, tmp_path: Path
) -> None:
    file = tmp_path / f"ratings.{kind}"
    ran = cli("gap", "export", "sms-1", "-o", file, "--as", ada.email, "--json")
    assert (ran.exit_code, ran.json["rows"], ran.json["rated"]) == (0, 388, 3)
    before = everything()
    unchanged = cli("gap", "import", "sms-1", file, "--as", ada.email, "--json").json
    assert (unchanged["unchanged"], unchanged["created"], unchanged["updated"]) == (388, 0, 0)
    PartRating.objects.all().delete()
    Rating.objects.all().delete()
    again = cli("gap", "import", "sms-1", file, "--as", ada.email, "--json").json
    assert (again["created"], again["refused"]) == (3, [])
    assert everything() == before
    assert sorted(PartRating.objects.values_list("unit__code", "level")) == [("desk", 4), ("net", 2)]


texts = st.text(max_size=60) | st.sampled_from(["=1+1", "'=1", "+x", "@SUM(A1)", "a\r\nb", " _x0041_ ", "\t=2", "﻿x"])


def kept(text: str) -> str | None:
    try:
        return str(checked(find_statement(ANY), {"note": text})["note"])
    except Refused:
        return None


@given(st.lists(texts, min_size=1, max_size=8))
def test_every_text_survives_csv(given_texts: list[str]) -> None:
    notes = [note for text in given_texts if (note := kept(text)) is not None]
    assert _back("csv", notes) == notes


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=20, max_size=60))
def test_every_text_survives_xlsx(given_texts: list[str]) -> None:
    notes = [note for text in given_texts if (note := kept(text)) is not None]
    assert _back("xlsx", notes) == notes


def _back(kind: str, notes: list[str]) -> list[str]:
    file = io.BytesIO()
    lines = [ExportLine(find_statement(ANY), Rating(statement=ANY, note=note), ()) for note in notes]
    (write_csv if kind == "csv" else write_xlsx)(file, lines, COLUMNS)
    rows = read_rows(f"x.{kind}", file.getvalue(), kinds={"ratings": kinds()["ratings"]}, kind="ratings")["ratings"]
    read = [RatingRow.model_validate(row).note for row in rows]
    return [str(checked(find_statement(ANY), {"note": note})["note"]) for note in read]


@pytest.mark.parametrize(
    "data",
    [
        b"statement,current\n8.6.1-01,2\n",
        b"\xef\xbb\xbfStatement;Current\r\n8.6.1-01;2\r\n",
        "statement\tcurrent\n8.6.1-01\t2\n".encode("utf-16"),
        b'"statement","current","text"\n"20000-1:2018/8.6.1-01"," 2 ","caf\xe9"\n',
    ],
)
def test_encodings_and_delimiters_are_understood(programme: Programme, ada: Person, data: bytes) -> None:
    assert take(ada, programme, "r.csv", data).report["created"] == 1
    assert Rating.objects.get().current == 2


def test_each_row_has_a_verdict_and_one_refusal_stops_all(programme: Programme, ada: Person) -> None:
    lines = [
        "statement,current,not_triggered,owner", "8.6.1-01,3,,", "8.6.1-02,9,,", "8.6.1-03,x,,", "8.6.1-04,,true,",
        "8.9,1,,", "8.6.1-05,1,,a@b.c", "8.6.1-01,2,,",
    ]  # fmt: skip
    data = "\n".join(lines)
    intake = take(ada, programme, "r.csv", data)
    assert [row.verdict for row in intake.rows].count("created") == 1
    assert refused(intake) == [
        (2, "8.6.1-02", "current"), (3, "8.6.1-03", "current"), (4, "8.6.1-04", "not_triggered"),
        (5, "8.9", "statement"), (6, "8.6.1-05", "owner"), (7, "8.6.1-01", "statement"),
    ]  # fmt: skip
    assert all(row.fix for row in intake.rows if row.verdict == "refused")
    assert not Rating.objects.exists()
    assert b"8.6.1-04" in result_file(intake.rows)


def test_a_dry_run_changes_nothing(programme: Programme, ada: Person) -> None:
    before = Entry.objects.count()
    assert take(ada, programme, "r.csv", "statement,current\n8.6.1-01,3\n", dry_run=True).report["created"] == 1
    assert (Entry.objects.count(), Rating.objects.count(), get_assessment(programme)) == (before, 0, None)


def test_a_file_is_one_ledger_entry(programme: Programme, ada: Person) -> None:
    take(ada, programme, "r.csv", "statement,current\n8.6.1-01,3\n8.6.1-02,2\n8.6.1-03,\n")
    kinds_written = list(Entry.objects.filter(kind__startswith="gaps.").values_list("kind", flat=True))
    assert sorted(kinds_written) == ["gaps.imported", "gaps.opened"]
    assert Rating.objects.count() == 2


def test_apply_takes_the_same_rows(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "rows.toml"
    file.write_text('[[ratings]]\nstatement = "8.6.1-01"\ncurrent = 2\npriority = "High"\n', encoding="utf-8")
    assert cli("apply", "sms-1", file, "--as", ada.email, "--json").json["created"] == 1
    assert Rating.objects.get().priority == "high"


def far_corner() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "statement")
        sheet.write_string(1_048_575, 16_383, "x")
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (40 << 20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("r.xlsx", b"PK\x03\x04 nothing"), ("r.xlsx", b""), ("r.xlsx", bomb()), ("r.xlsx", far_corner()),
        ("r.pdf", b"%PDF"), ("r.json", b"[" * 100_000), ("r.csv", b'statement\n"' + b"x" * 200_000),
    ],
    ids=["torn", "empty", "bomb", "far corner", "pdf", "deep", "endless cell"],
)  # fmt: skip
def test_a_hostile_file_is_refused(programme: Programme, ada: Person, name: str, data: bytes) -> None:
    with pytest.raises(Refused) as found:
        take(ada, programme, name, data)
    assert found.value.field == "file"
    assert not Rating.objects.exists()


def test_a_strange_row_is_refused_by_its_field(programme: Programme, ada: Person) -> None:
    data = '[{"statement": "8.6.1-01", "note": "a\\u0000b"}, 7, {"current": 2}, {"statement": "8.6.1-02", "colour": 1}]'
    intake = take(ada, programme, "r.json", f'{{"ratings": {data}}}')
    assert len({row.row for row in intake.rows if row.verdict == "refused"}) == 4


def test_exports_keep_the_columns_that_import_takes() -> None:
    assert [column.key for column in COLUMNS] == list(RatingRow.model_fields)
    assert len(export_lines(None)) == 388
