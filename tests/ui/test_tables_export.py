"""Exports: harmless in a spreadsheet, whole when they come back."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from milepost.engines.rules.texts import say
from milepost.platform.ui.tables_export import (
    LONGEST_TEXT,
    Cell,
    Column,
    ExportTooLarge,
    guarded,
    table_response,
    without_guard,
    write_csv,
    write_xlsx,
)

TRICKS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1", "''-1"]


def columns(row: list[Cell]) -> list[Column[list[Cell]]]:
    return [Column(f"c{place}", lambda cells, place=place: cells[place]) for place in range(len(row))]


def as_csv(*cells: Cell) -> list[list[str]]:
    file = io.BytesIO()
    write_csv(file, [list(cells)], columns(list(cells)))
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def as_xlsx(*cells: Cell) -> list[list[Any]]:
    file = io.BytesIO()
    write_xlsx(file, [list(cells)], columns(list(cells)))
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("trick", TRICKS)
def test_no_spreadsheet_runs_a_text_of_ours(trick: str) -> None:
    assert as_csv(trick)[1][0].startswith("'")


@pytest.mark.parametrize("trick", TRICKS)
def test_a_sheet_holds_a_trick_as_text(trick: str) -> None:
    file = io.BytesIO()
    write_xlsx(file, [[trick]], columns([trick]))
    assert b"<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


@given(st.text())
@example("'=1")
@example("''\n=1")
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert without_guard(guarded(text)) == text


@given(st.text())
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    if text[:1].isalnum():
        assert guarded(text) == text


def test_numbers_dates_and_moments_are_for_machines() -> None:
    at = datetime(2026, 11, 17, 6, 10, tzinfo=UTC)
    row = as_csv(-2, Decimal("-3184.50"), date(2026, 11, 17), at, True, None, say("{n} days", n=1100))[1]
    assert row[:6] == ["-2", "-3184.50", "2026-11-17", "2026-11-17T06:10:00Z", "true", ""]


def test_headings_are_the_keys_by_which_it_is_imported() -> None:
    assert as_csv("a", "b")[0] == ["c0", "c1"]
    assert as_xlsx("a", "b")[0] == ["c0", "c1"]


def test_a_sheet_keeps_kinds_of_values() -> None:
    row = as_xlsx("=1+1", -2, Decimal("1.5"), date(2026, 11, 17), True, "0042")[1]
    assert row == ["=1+1", -2.0, 1.5, date(2026, 11, 17), True, "0042"]


def test_a_number_longer_than_a_sheet_can_keep_is_written_as_text() -> None:
    assert as_xlsx(12345678901234567)[1] == ["12345678901234567"]


def test_a_sheet_refuses_a_text_it_would_cut() -> None:
    with pytest.raises(ExportTooLarge):
        as_xlsx("x" * (LONGEST_TEXT + 1))
    assert as_csv("x" * (LONGEST_TEXT + 1))[1] == ["x" * (LONGEST_TEXT + 1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_is_named_and_whole(kind: str) -> None:
    response = table_response([["a"]], columns(["a"]), name="nonconformities-2026-11-17", kind=kind)
    assert response["Content-Disposition"] == f'attachment; filename="nonconformities-2026-11-17.{kind}"'
    assert len(b"".join(response)) > 5  # type: ignore[arg-type]
    response.file_to_stream.close()
