"""Telling a cell that is too long from a quotation mark that is never closed: both swallow line after line.

Read on until the quotation mark closes, without keeping what is read. It was a cell if the record then ends as it
should, with as many columns as the header; else the mark was never meant to be open.
"""

import csv
from typing import TextIO

from milepost.engines.bulk.reading.dialects import Dialect

FURTHEST = 64 << 20
"""Characters read on at most: nobody's cell is that long."""


def ends_as_cell(begun: str, file: TextIO, longest: int, dialect: Dialect, width: int) -> bool:
    """Whether what was `begun` ends as a record further on in the file, which is then read up to there.

    Where it does not, the file stands where it stood.
    """
    here, seen = file.tell(), 0
    before = _columns(begun + dialect.quote, dialect)
    while before and seen < FURTHEST and (line := file.readline(longest)):
        seen += len(line)
        if line.count(dialect.quote) % 2:
            if before - 1 + _columns(dialect.quote + line, dialect) == width:
                return True
            break
    file.seek(here)
    return False


def _columns(text: str, dialect: Dialect) -> int:
    """How many columns one record has; 0 where it is none."""
    allowed = csv.field_size_limit(len(text) + 1)
    try:
        records = list(csv.reader(text.splitlines(keepends=True), delimiter=dialect.delimiter,
                                  quotechar=dialect.quote, strict=True))  # fmt: skip
    except csv.Error:
        return 0
    finally:
        csv.field_size_limit(allowed)
    return len(records[0]) if len(records) == 1 else 0
