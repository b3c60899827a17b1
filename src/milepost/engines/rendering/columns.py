"""How wide the columns of a table are: the one place that PDF and DOCX ask, from what stands in the cells.

No word, number, key or date is broken that can stand on the page. What room is left goes to where it saves most lines:
where a column's cells are `t` wide and it is `w` wide, the sum of `(t/w)³` over all cells is smallest if `w` goes with
the fourth root of the column's sum of `t³`. The cube counts a high cell for more than many low ones, for it is the
highest that makes its row high. Where a table does not go on an upright page it is set smaller, then on a turned page,
and only then are words broken, the longest first.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple

from milepost.engines.rendering.blocks import Align, Block, Table
from milepost.engines.rendering.cells import Cell, columns_of
from milepost.engines.rendering.numbering import Sections

WIDE, TURNS = 7, 5  # columns of a wide table, and from which a page is turned for one
_CROWDED, _HIGH_ROWS = 4.0, 6.0  # lines of a row, on average, that are too many in a wide table, and in one that turns
_FEW = 20  # lines of a table that is never crowded
_FOR_LIKENESS = 0.06  # of the room that columns of marks may take to be as wide as each other
_STRETCH = 1.7  # times what its words take, a small table is made wider
_NEARLY = 1.3  # times its share, a column that wants no more gets it
_SHORT = 12.0  # ems of a column of names and codes
_FOR_SHORT = 0.15  # of the room that such columns may take from the others
_POWER = 3
_TOGETHER = 16  # lines of a table that moves to the next page as a whole
_HIGH = 14  # lines of a row that may go over a page
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Paper:
    """Room for a table in points: upright, turned; sizes of its type, the usual first; what both edges of a cell take.

    `slack` widens every word where the typeface may be another than the one that is measured, `heavy` those in bold
    once more.
    """

    upright: float
    turned: float
    sizes: tuple[float, ...]
    edges: float
    slack: float = 1.0
    heavy: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A table on paper: widths in points, type, whether its page is turned, and about how many lines each row has."""

    widths: tuple[float, ...]
    size: float
    turned: bool
    lines: tuple[int, ...]  # of each row below the header
    cuts: bool = False  # not even every word has room

    @property
    def whole(self) -> bool:
        """It is moved to the next page rather than cut."""
        return sum(self.lines) <= _TOGETHER

    def splits(self, row: int) -> bool:
        """The row is too high to be moved as a whole."""
        return self.lines[row] > _HIGH


class _Setting(NamedTuple):
    room: float
    size: float
    turned: bool


class Fits:
    """The tables of a document on that paper: those with the same header are set alike, as one table that is parted.

    `sections` says how the document speaks of its headings.
    """

    def __init__(self, blocks: Sequence[Block], paper: Paper, sections: Sections) -> None:
        self._paper = paper
        self._sections = sections
        self._made: dict[int, tuple[Table, Fit]] = {}  # with their tables, whose identity must not be another's
        alike: dict[Hashable, list[Table]] = {}
        for block in blocks:
            if isinstance(block, Table):
                alike.setdefault((block.header, block.aligns), []).append(block)
        for tables in alike.values():
            if len(tables) > 1:
                self._part(tables)

    def of(self, table: Table) -> Fit:
        """How it is set, found once."""
        if id(table) not in self._made:
            self._made[id(table)] = table, fit(table, self._paper, self._sections)
        return self._made[id(table)][1]

    def _part(self, tables: Sequence[Table]) -> None:
        rows = tuple(row for table in tables for row in table.rows)
        made = fit(replace(tables[0], rows=rows), self._paper, self._sections)
        end = 0
        for table in tables:
            start, end = end, end + len(table.rows)
            self._made[id(table)] = table, replace(made, lines=made.lines[start:end])


def fit(table: Table, paper: Paper, sections: Sections) -> Fit:
    """The table on that paper, by itself."""
    columns = columns_of(table, sections, paper.heavy)
    settings = [
        _Setting(room, size, turned)
        for room, turned in ((paper.upright, False), (paper.turned, True))
        for size in paper.sizes
        if not turned or (len(columns) >= TURNS and paper.turned > paper.upright)
    ]
    chosen = _fit(columns, table.aligns, settings[0], paper)
    for setting in settings[1:]:
        if not chosen.cuts and not _crowded(chosen):
            break
        made = _fit(columns, table.aligns, setting, paper)
        if not made.cuts:  # rows of many narrow lines are hardly better than broken words
            chosen = made
    return chosen


def _crowded(made: Fit) -> bool:
    """Its rows are high, and it is more than a few of them, for which nobody turns a page."""
    columns, lines = len(made.widths), sum(made.lines)
    most = _CROWDED if columns >= WIDE else _HIGH_ROWS
    return columns >= TURNS and lines > max(_FEW, most * len(made.lines))


def _fit(columns: Sequence[Sequence[Cell]], aligns: Sequence[Align], setting: _Setting, paper: Paper) -> Fit:
    """The columns in a room."""
    em = setting.size * paper.slack
    inner = setting.room - paper.edges * len(columns)
    low = [max(_TINY, em * max(cell.word for cell in cells)) for cells in columns]
    high = [max(low[n], em * max(cell.line for cell in cells)) for n, cells in enumerate(columns)]
    fits = sum(low) <= inner
    low, high = _alike(low, high, aligns, inner)
    widths = _within(columns, aligns, low, high, inner, em) if fits else _cut(low, inner)
    lines = tuple(
        max(_lines(cells[row], width / em) for cells, width in zip(columns, widths, strict=True))
        for row in range(1, len(columns[0]))
    )
    return Fit(tuple(width + paper.edges for width in widths), setting.size, setting.turned, lines, cuts=not fits)


def _within(
    columns: Sequence[Sequence[Cell]],
    aligns: Sequence[Align],
    low: list[float],
    high: list[float],
    inner: float,
    em: float,
) -> list[float]:
    """Every column has its low. A name, a date or a code stays in one line where that costs the others little."""
    if sum(high) <= inner:
        return _stretched(high, aligns, inner)
    heights = [max(_TINY, sum(cell.all**_POWER for cell in cells)) ** (1 / (_POWER + 1)) for cells in columns]
    low = list(low)
    left = inner * _FOR_SHORT
    wanted = [max(low[n], em * max((cell.line for cell in cells[1:]), default=0.0)) for n, cells in enumerate(columns)]
    for number in sorted(range(len(low)), key=wanted.__getitem__):  # a header may have lines
        share = _shared(low, high, heights, inner)[number]
        missing = wanted[number] - share
        nearly = wanted[number] <= max(em * _SHORT, share * _NEARLY)
        if nearly and 0 < missing <= left and sum(low) - low[number] + wanted[number] <= inner:
            low[number] = wanted[number]
            left -= missing
    return _shared(low, high, heights, inner)


def _shared(low: Sequence[float], high: Sequence[float], heights: Sequence[float], inner: float) -> list[float]:
    """Widths that go with the heights, none below its low or above its high, together as wide as the room.

    All rise with one level: a column begins to where the level passes its low, and ends at its high.
    """
    limits = list(zip(low, high, heights, strict=True))
    begins = [(least / height, height) for least, _, height in limits]
    ends = [(most / height, -height) for _, most, height in limits]
    level, rises, left = 0.0, 0.0, inner - sum(low)
    for place, change in sorted((*begins, *ends)):
        if left <= rises * (place - level):
            break
        left -= rises * (place - level)
        level, rises = place, rises + change
    if rises > _TINY:
        level += left / rises
    return [min(most, max(least, level * height)) for least, most, height in limits]


def _stretched(high: Sequence[float], aligns: Sequence[Align], inner: float) -> list[float]:
    """A table that has room to spare is made wider, so far as its columns are still seen as one row.

    The room goes to words; a column of marks or numbers stays close to them.
    """
    spare = min(inner, sum(high) * _STRETCH) - sum(high)
    weights = [width if align is Align.START else width / 2 for width, align in zip(high, aligns, strict=True)]
    total = sum(weights)
    return [width + spare * weight / total for width, weight in zip(high, weights, strict=True)]


def _alike(
    low: list[float], high: list[float], aligns: Sequence[Align], inner: float
) -> tuple[list[float], list[float]]:
    """Columns of marks are as wide as each other, where the room allows it."""
    marks = [number for number, align in enumerate(aligns) if align is Align.CENTRE]
    if not marks:
        return low, high
    widest = (max(low[number] for number in marks), max(high[number] for number in marks))
    same = [widest[0] if number in marks else width for number, width in enumerate(low)]
    wanted = [widest[1] if number in marks else width for number, width in enumerate(high)]
    if sum(wanted) > inner and sum(same) - sum(low) > min(inner - sum(low), inner * _FOR_LIKENESS):
        return low, high
    return same, wanted


def _cut(low: Sequence[float], inner: float) -> list[float]:
    """The room where not every piece has its own: the widest columns give way until all fit."""
    left, widths = inner, [0.0] * len(low)
    order = sorted(range(len(low)), key=low.__getitem__)
    for place, number in enumerate(order):
        widths[number] = min(low[number], left / (len(order) - place))
        left -= widths[number]
    return widths


def _lines(cell: Cell, width: float) -> int:
    """About how many lines: where words end, a line stays empty by a third of a word or so."""
    if cell.line <= width + _TINY:
        return 1 + cell.breaks
    return ceil(cell.all / max(_TINY, width - min(2.0, width / 8))) + cell.breaks
