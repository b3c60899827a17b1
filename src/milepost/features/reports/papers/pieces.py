"""The pieces that a paper is made of, as JSON keeps them: headings, paragraphs, lists and tables of plain words.

They are kept and not Markdown, so that nothing which people typed is ever read as a mark.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from milepost.engines.rendering import Block, List
from milepost.features.gates.pack.sheets import heading, paragraph, table

type Piece = Mapping[str, Any]


def title(anchor: str, words: str) -> Piece:
    """A heading; `anchor` leads to it."""
    return {"heading": words, "anchor": anchor}


def words(said: str) -> Piece:
    """A paragraph."""
    return {"paragraph": said}


def listed(items: Iterable[str]) -> Piece:
    """A numbered list."""
    return {"list": list(items)}


def rows(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> Piece:
    """A table."""
    return {"columns": list(columns), "rows": [list(row) for row in cells]}


def blocks_of(pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """The same as blocks, from which pages and files are written."""
    return tuple(_blocks(pieces))


def _blocks(pieces: Iterable[Piece]) -> Iterator[Block]:
    for piece in pieces:
        if "heading" in piece:
            yield heading(piece["anchor"], piece["heading"])
        elif "paragraph" in piece:
            yield paragraph(piece["paragraph"])
        elif "list" in piece:
            yield List(tuple((paragraph(item),) for item in piece["list"]), ordered=True)
        else:
            yield table(piece["columns"], piece["rows"])
