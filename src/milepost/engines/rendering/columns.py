"""How the columns of a table share the width of a page, from how much their cells say."""

from collections.abc import Sequence

from milepost.engines.rendering.blocks import Align, Table, as_text

ROOM = 104  # characters that a page is wide, in the type of tables
PADDING = 3  # characters that the edges of a cell take
LONGEST_WORD = 20  # a longer one is broken
BY_HAND = "some words in handwriting"  # what a cell takes that is filled in on paper


def shares(table: Table, section: str) -> tuple[float, ...]:
    """Parts of 1: each column holds its longest word; the rest goes to those that say most."""
    columns = [
        _filled([as_text(row[number], section) for row in (table.header, *table.rows)], align)
        for number, align in enumerate(table.aligns)
    ]
    least = [_longest_word(cells) + PADDING for cells in columns]
    wanted = [max(map(len, cells)) + PADDING for cells in columns]
    if sum(wanted) <= ROOM:
        return _parts(_evened(wanted))
    spare = max(0.0, ROOM - sum(least))
    hungers = [_hunger(cells) if want > low else 0.0 for cells, want, low in zip(columns, wanted, least, strict=True)]
    total = sum(hungers) or 1.0
    given = [min(low + spare * hunger / total, want) for low, hunger, want in zip(least, hungers, wanted, strict=True)]
    return _parts(given)


def _filled(cells: Sequence[str], align: Align) -> Sequence[str]:
    """A column that says nothing below its header waits for a pen, which needs more room than the header's words.

    One in the centre or to the right waits for a mark or a number, and has room enough.
    """
    header, *below = cells
    waits = align is Align.START and not any(map(str.strip, below))
    return [header, *[BY_HAND] * len(below)] if waits else cells


def _longest_word(cells: Sequence[str]) -> int:
    """Capitals take more room than other letters, and a key such as DOC-INC-01 is mostly capitals."""
    words = {word for cell in cells for word in cell.split()}
    return min(LONGEST_WORD, max((len(word) + sum(map(str.isupper, word)) // 3 for word in words), default=1))


def _hunger(cells: Sequence[str]) -> float:
    """Between the longest cell and the mean: one long cell among short ones may wrap."""
    lengths = [len(cell) for cell in cells]
    return float((max(lengths) * sum(lengths) / len(lengths)) ** 0.5)


def _evened(wanted: Sequence[float]) -> list[float]:
    """Short tables fill the page too: nearer to each other than their words ask for."""
    mean = sum(wanted) / len(wanted)
    return [max(want, (want + mean) / 2) for want in wanted]


def _parts(widths: Sequence[float]) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(width / total for width in widths)
