"""Lists as CSV and XLSX that a spreadsheet cannot be tricked by and that can be imported again.

Headings are the stable keys of the columns, dates are ISO, numbers are bare. In CSV a text that a spreadsheet would
run as a formula gets an apostrophe in front; `without_guard` takes it off again on import. XLSX says of each cell that
it is text: it needs no guard, and none is to be taken off.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from django.http import FileResponse

from milepost.engines.rules.texts import Text
from milepost.platform.ui.texts import speak

if TYPE_CHECKING:  # heavy, and few requests write a sheet
    from xlsxwriter.worksheet import Worksheet

type Cell = str | int | float | Decimal | date | datetime | bool | Text | None

KINDS = ("csv", "xlsx")
IN_MEMORY = 2 * 1024 * 1024
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
MOST_DIGITS = 10**15  # a sheet keeps fifteen digits of a number
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Apostrophes before the sign are counted in, so that a text that has one of its own comes back as it was.
_RUNS_AS_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"''*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class ExportTooLarge(Exception):
    """A sheet cannot hold this list; as CSV it can."""


@dataclass(frozen=True, slots=True)
class Column[Row]:
    """A column: its stable key, which heads it, and how to get a row's cell."""

    key: str
    value: Callable[[Row], Cell]


def columns_of[Row](names: Iterable[str], values: Callable[[Row], Mapping[str, Any]]) -> list[Column[Row]]:
    """Columns that show the values of a row under their own names."""
    return [_column(name, values) for name in names]


def _column[Row](name: str, values: Callable[[Row], Mapping[str, Any]]) -> Column[Row]:
    return Column(name, lambda row: values(row)[name])


def table_response[Row](rows: Iterable[Row], columns: Sequence[Column[Row]], *, name: str, kind: str) -> FileResponse:
    """A download of the list; `kind` is one of KINDS, `name` the file's name without its ending.

    The file is complete before the response leaves: rows read later, while streaming, would be read outside the
    transaction that says whose rows they are.
    """
    file = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed by the response
    write = {"csv": write_csv, "xlsx": write_xlsx}[kind]
    try:
        write(file, rows, columns)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=CONTENT_TYPES[kind])


def write_csv[Row](file: IO[bytes], rows: Iterable[Row], columns: Sequence[Column[Row]]) -> None:
    """UTF-8 with a byte order mark, by which spreadsheets know it."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.key for column in columns])
    writer.writerows([_in_csv(column.value(row)) for column in columns] for row in rows)
    text.flush()
    text.detach()


def write_xlsx[Row](file: IO[bytes], rows: Iterable[Row], columns: Sequence[Column[Row]]) -> None:
    """One sheet with a frozen heading and a filter."""
    import xlsxwriter  # noqa: PLC0415 - heavy

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True, "bottom": 1})
        iso_day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(columns) - 1), 22)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.key, heading)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > MOST_ROWS:
                raise ExportTooLarge(f"a sheet holds {MOST_ROWS} rows")
            for place, column in enumerate(columns):
                _write_cell(sheet, last, place, column.value(row), iso_day)
        sheet.autofilter(0, 0, last, max(0, len(columns) - 1))


def guarded(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if _RUNS_AS_FORMULA.match(text) else text


def without_guard(text: str) -> str:
    """The text as it was before `guarded`; for imports."""
    return text[1:] if _GUARDED.match(text) else text


def _in_csv(cell: Cell) -> str:
    """Only words can be tricks: minus two stays minus two."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime() | date():
            return _iso(cell)
        case int() | float() | Decimal():
            return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
        case Text():
            return guarded(speak(cell))
        case _:
            return guarded(str(cell))


def _iso(value: date) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()


def _write_cell(sheet: "Worksheet", line: int, place: int, cell: Cell, iso_day: Any) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(line, place, cell)
        case datetime():
            sheet.write_string(line, place, _iso(cell))
        case date() if cell.year >= 1900:
            sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), iso_day)  # noqa: DTZ001
        case int() | float() | Decimal() if -MOST_DIGITS < cell < MOST_DIGITS:
            sheet.write_number(line, place, cell)
        case _:
            words = speak(cell) if isinstance(cell, Text) else str(cell)
            if len(words) > LONGEST_TEXT:
                raise ExportTooLarge(f"a cell holds {LONGEST_TEXT} characters")
            sheet.write_string(line, place, words)
