"""How much stands in the cells of a table, in ems."""

from collections.abc import Sequence
from dataclasses import dataclass

from milepost.engines.rendering.blocks import (
    Align,
    Break,
    CodeWords,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Reference,
    Strong,
    Table,
    Words,
)
from milepost.engines.rendering.kept import pieces
from milepost.engines.rendering.numbering import Sections
from milepost.engines.rendering.typefaces import drawn_ems

BY_HAND = 13.0  # ems that a cell takes which is filled in on paper; it has at least half of them
_MONO = 0.62  # ems of a character as a machine writes it
_BLANK = 0.26


@dataclass(frozen=True, slots=True)
class Cell:
    """In ems: the widest piece, the widest line, all its lines one after the other, and how many they are."""

    word: float
    line: float
    all: float
    breaks: int = 0


def columns_of(table: Table, sections: Sections, heavy: float) -> list[list[Cell]]:
    """Column by column, its header first."""
    columns = []
    for number, align in enumerate(table.aligns):
        header = _measured(table.header[number], sections, heavy, strong=True)
        below = [_measured(row[number], sections, heavy) for row in table.rows]
        # A column that says nothing waits for a pen; one in the centre or to the right for a mark or a number only.
        if align is Align.START and below and not any(cell.all for cell in below):
            below = [Cell(BY_HAND / 2, BY_HAND, BY_HAND)] * len(below)
        columns.append([header, *below])
    return columns


def _measured(cell: Inlines, sections: Sections, heavy: float, *, strong: bool = False) -> Cell:
    lines: list[list[float]] = [[]]
    glued = False  # the last piece goes on in the next run
    for text, bold, mono in _runs(cell, sections, strong=strong):
        if text == "\n":
            lines.append([])
            glued = False
            continue
        for number, piece in enumerate(pieces(text)):
            if not piece:
                continue
            width = len(piece) * _MONO if mono else drawn_ems(piece, strong=bold) * (heavy if bold else 1)
            if number == 0 and glued:
                lines[-1][-1] += width
            else:
                lines[-1].append(width)
        glued = bool(lines[-1]) and not text.endswith(" ")
    widths = [sum(line) + _BLANK * max(0, len(line) - 1) for line in lines]
    return Cell(max((max(line, default=0.0) for line in lines), default=0.0), max(widths), sum(widths), len(lines) - 1)


type _Run = tuple[str, bool, bool]


def _runs(inlines: Sequence[Inline], sections: Sections, *, strong: bool) -> list[_Run]:
    """Words in order, each with whether it is heavy and whether a machine wrote it."""
    runs: list[_Run] = []
    for inline in inlines:
        match inline:
            case Words(text=text) if text:
                runs.append((text, strong, False))
            case CodeWords(text=text) if text:
                runs.append((text, strong, True))
            case Strong(inlines=inner):
                runs += _runs(inner, sections, strong=True)
            case Emphasis(inlines=inner) | Link(inlines=inner):
                runs += _runs(inner, sections, strong=strong)
            case Reference():
                runs.append((sections.said(inline), strong, False))
            case Break():
                runs.append(("\n", strong, False))
            case _:
                pass
    return runs
