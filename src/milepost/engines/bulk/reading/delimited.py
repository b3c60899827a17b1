"""The careful way through a delimited file: record by record, each that cannot be read refused with its row.

DuckDB's reader is fast and refuses a whole file for one bad line; this one is taken only then. It writes a clean CSV
with the row number as first column, and the refused rows beside it. Memory is bounded by the longest allowed line.
"""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from milepost.engines.bulk.reading.dialects import Dialect
from milepost.engines.bulk.reading.long_cells import ends_as_cell
from milepost.engines.bulk.reasons import Reason

LONGEST = 2 * 1024 * 1024
TRIES_AGAIN = 1000


class _Lines:
    """Physical lines, one at a time; remembers those of the record being read, so that they can be read again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self.too_long = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._next_line()
        if not line:
            raise StopIteration
        self._taken.append(line)
        return line

    def _next_line(self) -> str:
        line = self._file.readline(LONGEST + 1)
        if len(line) > LONGEST:
            self.too_long = True
            while len(rest := self._file.readline(LONGEST)) == LONGEST and not rest.endswith("\n"):
                continue
            return "\n" if not self._taken else '"\n'  # the rest of the line is dropped; its row is refused
        return line

    def begin_record(self) -> None:
        self._taken.clear()
        self.too_long = False

    @property
    def several(self) -> bool:
        return len(self._taken) > 1

    def skip_cell(self, dialect: Dialect, width: int) -> bool:
        """Whether the record being read is one with a cell that is too long; then its lines are skipped."""
        begun = "".join(self._taken)
        return not self._ahead and ends_as_cell(begun, self._file, LONGEST, dialect, width)

    def read_again_from_second(self) -> None:
        self._ahead.extendleft(reversed(self._taken[1:]))


def rewrite(source: Path, target: Path, refused: Path, dialect: Dialect, columns: list[str]) -> None:
    """Write the good rows of a UTF-8 `source` to `target` and (row, reason) of the others to `refused`.

    The row is the number of the record, the header being row 1; blank lines are not counted.
    """
    with (
        source.open(encoding="utf-8-sig", errors="replace", newline="") as file,
        target.open("w", encoding="utf-8", newline="") as good_file,
        refused.open("w", encoding="utf-8", newline="") as bad_file,
    ):
        good, bad = csv.writer(good_file, lineterminator="\n"), csv.writer(bad_file, lineterminator="\n")
        good.writerow(["row_number", *columns])
        width = len(columns)
        for number, (row, reason) in enumerate(_judged(file, dialect, width), start=1):
            if number == 1:
                continue
            if reason:
                bad.writerow([number, reason])
            else:
                good.writerow([number, *row[:width]])


def _judged(file: TextIO, dialect: Dialect, width: int) -> Iterator[tuple[list[str], Reason | None]]:
    lines = _Lines(file)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
    again = TRIES_AGAIN
    while True:
        lines.begin_record()
        reason: Reason | None = None
        row: list[str] = []
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = Reason.UNCLOSED_QUOTE
            if again and "field larger" in str(error):
                again -= 1
                reason = Reason.LINE_TOO_LONG if lines.skip_cell(dialect, width) else reason
                reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
        if lines.too_long:
            reason = Reason.LINE_TOO_LONG
        elif reason is None:
            if not row:
                continue
            reason = _fault(row, width)
        if reason in {Reason.UNCLOSED_QUOTE, Reason.RAGGED} and lines.several and again:
            # a quotation mark that is never closed swallows the lines after it: refuse only its own
            again -= 1
            lines.read_again_from_second()
            reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
        yield row, reason


def _fault(row: list[str], width: int) -> Reason | None:
    if len(row) != width and (len(row) < width or any(row[width:])):
        return Reason.RAGGED
    if any("\x00" in value for value in row):
        return Reason.NUL_BYTE
    if any("\ufffd" in value for value in row):
        return Reason.NOT_TEXT
    return None
