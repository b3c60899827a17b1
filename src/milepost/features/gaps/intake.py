"""Taking a file of ratings in: a verdict for each of its rows, all or nothing, and a list of what came of it."""

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from milepost.features.gaps.statements import bare
from milepost.features.programmes.applying import Did, Fields, kinds
from milepost.features.programmes.models import Programme
from milepost.platform.applying.engine import Report, apply_to
from milepost.platform.applying.files import read_rows
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.tables_export import Column, write_csv

KIND = "ratings"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What came, or would come, of one row; `row` counts from one below the heading."""

    row: int
    statement: str
    verdict: str  # created, updated, unchanged, refused
    field: str = ""
    reason: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """The counts of a file and the verdict on each row."""

    report: Report
    rows: tuple[RowVerdict, ...]

    @property
    def is_written(self) -> bool:
        """Whether the rows were taken in."""
        return self.report["written"]


RESULT_COLUMNS: list[Column[RowVerdict]] = [
    Column("row", lambda found: found.row),
    Column("statement", lambda found: found.statement),
    Column("verdict", lambda found: found.verdict),
    Column("field", lambda found: found.field),
    Column("reason", lambda found: found.reason),
    Column("fix", lambda found: found.fix),
]


def take_in(actor: Actor, programme: Programme, name: str, data: bytes, *, dry_run: bool) -> Intake:
    """Take a file in: every row, or none where one is refused; a dry run only says what would happen.

    Raises `Refused` for a file that cannot be read, or that holds something else.
    """
    known = kinds()[KIND]
    given = read_rows(name, data, kinds={KIND: known}, kind=KIND, described_as="kind")
    answers: dict[str, Did] = {}

    def write(actor: Actor, place: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
        found = list(known.write(actor, place, rows))
        for row, answer in zip(rows, found, strict=True):
            if not isinstance(answer, Refused):
                answers[row["statement"]] = answer
        return found

    report = apply_to(
        actor=actor, place=programme, kinds={KIND: replace(known, write=write)}, given=given, dry_run=dry_run
    )
    return Intake(report, tuple(_verdicts(given.get(KIND, ()), report, answers)))


def _verdicts(rows: Sequence[Any], report: Report, answers: Mapping[str, Did]) -> Iterable[RowVerdict]:
    refused: dict[int, list[Any]] = {}
    for found in report["refused"]:
        refused.setdefault(found["row"] or 0, []).append(found)
    for unplaced in refused.get(0, ()):
        yield RowVerdict(0, unplaced["kind"], "refused", "", unplaced["reason"], unplaced["fix"])
    for number, row in enumerate(rows, start=1):
        statement = bare(str(row.get("statement", ""))) if isinstance(row, Mapping) else ""
        for found in refused.get(number, ()):
            yield RowVerdict(number, statement, "refused", found["field"] or "", found["reason"], found["fix"])
        if number not in refused:
            yield RowVerdict(number, statement, answers.get(statement, "unchanged"))


def result_file(rows: Iterable[RowVerdict]) -> bytes:
    """The verdicts as CSV."""
    file = io.BytesIO()
    write_csv(file, rows, RESULT_COLUMNS)
    return file.getvalue()


def as_data_link(data: bytes) -> str:
    """An address that holds the file itself, so that nothing is kept of it."""
    return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(data).decode()}"
