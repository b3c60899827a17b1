"""A table's tokens → a table, with nothing left out."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from milepost.engines.rendering.blocks import Align, Inlines, Table
from milepost.engines.rendering.reading.inlines import InlineReader
from milepost.engines.rendering.reading.tokens import Source
from milepost.engines.rules.texts import say

if TYPE_CHECKING:
    from markdown_it.token import Token

_ALIGNS = {"text-align:center": Align.CENTRE, "text-align:right": Align.END}
_UNDER_A_HEADER = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")


def read_table(source: Source, inlines: InlineReader, tokens: Sequence["Token"]) -> Table:
    """The table of these tokens, from `table_open` to `table_close`."""
    rows: list[tuple[Inlines, ...]] = []
    aligns: list[Align] = []
    cells: list[Inlines] = []
    line = 0
    for token in tokens:
        if token.type == "tr_open":
            line = (token.map or [line])[0]
            cells = []
            _check_row(source, line, len(rows[0]) if rows else 0, len(rows))
        elif token.type == "th_open":
            aligns.append(_ALIGNS.get(str(token.attrs.get("style", "")), Align.START))
        elif token.type == "inline":
            cells.append(inlines.read(token.children or (), line))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
    if len(aligns) > source.limits.columns:
        raise source.refuse(
            (tokens[0].map or [0])[0],
            say("the table has {count} columns.", count=len(aligns)),
            say("Keep to {limit}: a page holds no more.", limit=source.limits.columns),
            code="columns",
        )
    return Table(rows[0], tuple(aligns), tuple(rows[1:]))


def _check_row(source: Source, line: int, columns: int, rows: int) -> None:
    """CommonMark drops the cells that the header has no place for, and takes any line below for a row."""
    if not columns:
        return
    words = source.lines[line].strip()
    found = len(_cells(words))
    if found > columns:
        raise source.refuse(
            line,
            say("the row has {found} cells, the header {columns}.", found=found, columns=columns),
            say("Take the surplus | out, or write \\| where it is meant."),
            code="row_cells",
        )
    if found == 1 and columns > 1 and not words.startswith("|"):
        raise source.refuse(
            line,
            say("the line under the table has no |."),
            say("Leave an empty line between the table and what follows."),
            code="row_without_bar",
        )
    if rows > source.limits.rows:
        raise source.refuse(
            line,
            say("the table has more than {limit} rows.", limit=source.limits.rows),
            say("Keep the rows in their register and name it here."),
            code="rows",
        )


def _cells(words: str) -> Sequence[str]:
    from markdown_it.rules_block.table import escapedSplit  # noqa: PLC0415 - loaded with the parser

    cells = escapedSplit(words)
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def refuse_what_is_no_table(source: Source, first: int, last: int) -> None:
    """Refuse a paragraph (lines from 0, `last` not in it) that was meant as a table but is none."""
    for line in range(first + 1, last):
        if _UNDER_A_HEADER.match(source.lines[line]):
            raise source.refuse(
                line,
                say("the line of dashes does not have as many columns as the header."),
                say("Give both the same number of |."),
                code="table_header",
            )
