"""The standard as tables: one CSV with a row per statement, and an XLSX with more sheets.

Column names are the same in both languages, so that what was exported can be imported again.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, time

import xlsxwriter

from milepost.catalogue.exports.plain import in_language
from milepost.catalogue.standard import Group, Statement, clause, clauses, documented_information, edition, groups
from milepost.catalogue.texts import LocalText

type Row = tuple[str, ...]

STATEMENT_COLUMNS: Row = (
    "id",
    "key",
    "clause",
    "clause_title",
    "letter",
    "flags",
    "condition",
    "auditable",
    "confidence",
    "question_id",
    "question",
    "statement",
    "evidence",
    "interview",
    "nonconformity",
)
CLAUSE_COLUMNS: Row = ("number", "title", "parent")
ITEM_COLUMNS: Row = ("number", "name", "references", "kinds", "demand", "practice", "area", "remark")
SHEET_NAMES = (
    LocalText("Statements", "Pernyataan"),
    LocalText("Clauses", "Klausul"),
    LocalText("Documented information", "Informasi terdokumentasi"),
    LocalText("About", "Tentang"),
)
_WIDE = {"statement", "question", "evidence", "nonconformity", "name", "remark", "text"}
# A spreadsheet runs a cell that starts like this as a formula, whoever wrote it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def as_csv(language: str) -> bytes:
    """A row per statement, UTF-8, comma, quoted where needed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(STATEMENT_COLUMNS)
    writer.writerows(tuple(map(guarded, row)) for row in statement_rows(language))
    return text.getvalue().encode()


def as_xlsx(language: str) -> bytes:
    """Sheets of statements, clauses, documented information, and what this is; every cell is text."""
    file = io.BytesIO()
    about = edition()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    # Left to itself the file carries the time of writing.
    workbook.set_properties({"title": about.name.in_language(language), "created": _released_at()})
    statements, clause_sheet, items, remarks = (name.in_language(language) for name in SHEET_NAMES)
    _write(workbook, statements, STATEMENT_COLUMNS, statement_rows(language))
    _write(workbook, clause_sheet, CLAUSE_COLUMNS, clause_rows(language))
    _write(workbook, items, ITEM_COLUMNS, item_rows(language))
    _write(workbook, remarks, ("name", "text"), _about_rows(language))
    workbook.close()
    return file.getvalue()


def statement_rows(language: str) -> list[Row]:
    return [_statement_row(group, statement, language) for group in groups() for statement in group.statements]


def _statement_row(group: Group, statement: Statement, language: str) -> Row:
    asked = {question.id: question.text.in_language(language) for question in group.questions}
    return (
        statement.id,
        statement.key,
        statement.clause,
        clause(statement.clause).title.in_language(language),
        statement.letter,
        " ".join(statement.flags),
        statement.condition,
        "true" if statement.auditable else "false",
        group.confidence,
        statement.question,
        asked[statement.question],
        statement.text.in_language(language),
        "; ".join(in_language(group.evidence, language)),
        "; ".join(in_language(group.interview, language)),
        group.nonconformity.in_language(language),
    )


def clause_rows(language: str) -> list[Row]:
    return [(row.number, row.title.in_language(language) if row.titled else "", row.parent) for row in clauses()]


def item_rows(language: str) -> list[Row]:
    return [
        (
            str(item.number),
            item.name.in_language(language),
            ", ".join(item.references),
            " ".join(item.kinds),
            item.demand,
            item.practice,
            item.area,
            item.remark.in_language(language) if item.remark else "",
        )
        for item in documented_information()
    ]


def _about_rows(language: str) -> list[Row]:
    about = edition()
    return [
        ("edition", about.name.in_language(language)),
        ("version", about.version),
        ("released_on", about.released_on.isoformat()),
        ("remark", about.remark.in_language(language)),
    ]


def _write(workbook: xlsxwriter.Workbook, name: str, columns: Row, rows: Sequence[Row]) -> None:
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 60 if column in _WIDE else 16)
        sheet.write_string(0, index, column, head)
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            sheet.write_string(number, index, cell, body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _released_at() -> datetime:
    return datetime.combine(edition().released_on, time.min, tzinfo=UTC)
