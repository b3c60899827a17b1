"""Blocks → paragraphs, tables and pictures of a DOCX file, as text of its markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from milepost.engines.rendering.blocks import (
    Align,
    Block,
    Break,
    Code,
    CodeWords,
    Emphasis,
    Flow,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Strong,
    Table,
    Words,
    headings,
)
from milepost.engines.rendering.columns import Fits, Paper
from milepost.engines.rendering.docx.markup import attribute, drawing, paragraph, row, run, table, tied
from milepost.engines.rendering.flows import draw, laid_out
from milepost.engines.rendering.kept import kept
from milepost.engines.rendering.numbering import Sections
from milepost.engines.rendering.pdf import to_png
from milepost.engines.rendering.sheets import sheets

_BOLD, _ITALIC = "<w:b/>", "<w:i/>"
_MARKS = ("<w:rStyle", "<w:rFonts", "<w:b/", "<w:i/")  # as the schema orders them
_MONO = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
_ALIGNED = {Align.START: "", Align.CENTRE: '<w:jc w:val="center"/>', Align.END: '<w:jc w:val="right"/>'}
CONTENTS_FROM = 4  # headings: then there are contents, and the text begins on a page of its own
_INDENT = 284  # twentieths of a point, for each level of a list
_TWENTIETHS = 20
SIZES, EDGES = (9.0, 8.0), 11.0  # as styles.xml has them: type of a table, both edges of a cell and a hair
_CAPTION = 60.0  # points that a flow's heading and caption take
SLACK, HEAVY = (
    1.13,
    1.06,
)  # Word sets them in Calibri, others in what they have, which may be wider than what is measured


class Package(Protocol):
    """What the file around the text does for it."""

    def link(self, target: str) -> str:
        """The id of a relation that leads there."""

    def picture(self, png: bytes) -> str:
        """The id of a relation to the picture."""

    def numbered(self, start: int) -> int:
        """The id of a new numbering that begins there."""

    @property
    def bullets(self) -> int:
        """The id of the numbering of bullets."""

    @property
    def sections(self) -> int:
        """The id of the numbering of headings."""

    def ended(self, *, turned: bool) -> str:
        """The properties of a run of pages that ends here."""


@dataclass
class Place:
    """Where a block stands: depth of lists, in a quotation, right after a table."""

    depth: int = 0
    quoted: bool = False
    after_table: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """The text's width and height in twentieths of a point; on a turned page, its width."""

    width: int
    height: int
    turned: int


class Writer:
    """Writes blocks one after the other."""

    def __init__(
        self,
        package: Package,
        styles: Mapping[str, str],
        blocks: Sequence[Block],
        *,
        sections: Sections,
        accent: str,
        room: Room,
    ) -> None:
        self._package = package
        self._styles = styles
        self._sections = sections
        self._accent = accent
        self._room = room
        paper = Paper(room.width / _TWENTIETHS, room.turned / _TWENTIETHS, SIZES, EDGES, SLACK, HEAVY)
        self._fits = Fits(blocks, paper, sections)
        self._pictures = 0
        self._in_cell = False
        self._numbers = {heading.anchor: number for number, heading in enumerate(headings(blocks), start=1)}

    def style(self, name: str) -> str:
        """The id of a style in this file."""
        return self._styles[name.lower()]

    def bookmark(self, anchor: str) -> str:
        """The bookmark of a heading."""
        return f"{anchor.replace('-', '_')[:32]}_{self._numbers.get(anchor, 0)}"

    def text(self, blocks: Sequence[Block]) -> tuple[str, bool]:
        """All blocks, in runs of pages that are turned or not; and whether the last run is."""
        parts, last = [], False  # the pages of the front are upright
        for turned, run_ in sheets(blocks, lambda table: self._fits.of(table).turned):
            if turned != last:
                parts.append(self.ended(turned=last))
            parts.append(self.blocks(run_))
            last = turned
        return "".join(parts), last

    def ended(self, *, turned: bool) -> str:
        """An empty line that ends a run of pages."""
        return self.lowest(self._package.ended(turned=turned))

    def lowest(self, more: str = "") -> str:
        """An empty line as low as can be, which goes below a table that fills its page."""
        low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        return paragraph(self.style("Table Space"), "", low, more)

    def number(self, anchor: str) -> str:
        """The number of a heading, if it has one."""
        return self._sections.numbers.get(anchor, "")

    def blocks(self, blocks: Sequence[Block], place: Place | None = None) -> str:
        """All blocks, with a thin space between two tables, which would be one otherwise."""
        place = place or Place()
        parts: list[str] = []
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            parts.append(self._block(block, following, place))
            place.after_table = isinstance(block, Table) and not block.legend
            if place.after_table and not isinstance(following, Paragraph):
                parts.append(paragraph(self.style("Table Space"), "") if following else self.lowest())
                place.after_table = False
        return "".join(parts)

    def _block(self, block: Block, following: Block | None, place: Place) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph(inlines=inlines):
                return self._paragraph(inlines, following, place)
            case List():
                return self._list(block, place)
            case Table():
                return self._table(block)
            case Flow():
                return self._flow(block)
            case Quote(blocks=inner):
                return self.blocks(inner, Place(depth=place.depth, quoted=True))
            case Code(text=text):
                return paragraph(self.style("Document Code"), run(text))

    def _heading(self, heading: Heading) -> str:
        name, number = self.bookmark(heading.anchor), self._numbers[heading.anchor]
        words = (
            f'<w:bookmarkStart w:id="{number}" w:name={attribute(name)}/>'
            f'{self.words(heading.inlines)}<w:bookmarkEnd w:id="{number}"/>'
        )
        begins = "<w:pageBreakBefore/>" if number == 1 and len(self._numbers) >= CONTENTS_FROM else ""
        marks = ""
        if self.number(heading.anchor):
            level = f'<w:ilvl w:val="{heading.level - 2}"/>'
            marks = f'<w:numPr>{level}<w:numId w:val="{self._package.sections}"/></w:numPr>'
        return paragraph(self.style(f"Heading {heading.level - 1}"), words, begins, marks)

    def _paragraph(self, inlines: Inlines, following: Block | None, place: Place) -> str:
        leads = "<w:keepNext/>" if isinstance(following, Table | List | Flow) else ""
        space = '<w:spacing w:before="200"/>' if place.after_table else ""
        if place.depth:
            indent = f'<w:ind w:left="{_INDENT * place.depth}"/>'
            return paragraph(self.style("List Continue"), self.words(inlines), leads, space, indent)
        return paragraph(self.style("Quote" if place.quoted else "Normal"), self.words(inlines), leads, space)

    def _list(self, block: List, place: Place) -> str:
        numbering = self._package.numbered(block.start) if block.ordered else self._package.bullets
        style = self.style("List Number" if block.ordered else "List Bullet")
        marks = f'<w:numPr><w:ilvl w:val="{place.depth}"/><w:numId w:val="{numbering}"/></w:numPr>'
        inner = Place(depth=place.depth + 1, quoted=place.quoted)
        parts = []
        for number, item in enumerate(block.items, start=1):
            first = item[0].inlines if item and isinstance(item[0], Paragraph) else ()
            ends = place.depth == 0 and number == len(block.items) and len(item) <= 1
            parts.append(paragraph(style, self.words(first), marks, '<w:spacing w:after="140"/>' if ends else ""))
            parts.append(self.blocks(item[1:] if first else item, inner))
        return "".join(parts)

    def _table(self, block: Table) -> str:
        made = self._fits.of(block)
        widths = _twentieths(made.widths)
        style = self.style("Table Text" if made.size == SIZES[0] else "Table Text Small")
        last = len(block.rows) - 1
        rows = [self._row(block.header, block.aligns, widths, style, header=True, kept=True)]
        for number, cells in enumerate(block.rows):
            # a long table begins with two rows or more, and its key stands under its last one
            keeps = bool(block.legend) if number == last else made.whole or number == 0
            whole = not made.splits(number)
            rows.append(self._row(cells, block.aligns, widths, style, kept=keeps, whole=whole))
        key = paragraph(self.style("Table Key"), self.words(block.legend)) if block.legend else ""
        return table(self.style("Document Table"), widths, "".join(rows)) + key

    def _row(
        self,
        cells: Sequence[Inlines],
        aligns: Sequence[Align],
        widths: tuple[int, ...],
        style: str,
        *,
        kept: bool,
        header: bool = False,
        whole: bool = True,
    ) -> str:
        """A row, which is kept on the page of the next one or not."""
        keep = "<w:keepNext/>" if kept else ""
        self._in_cell = True
        filled = [
            paragraph(style, self.words(cell), keep, _ALIGNED[align]) for cell, align in zip(cells, aligns, strict=True)
        ]
        self._in_cell = False
        return row(filled, widths, header=header, whole=whole)

    def plain_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table of plain words."""
        return self._table(Table.of_words(columns, rows))

    def _flow(self, block: Flow) -> str:
        layout = laid_out(block)
        room, height = self._room.width / _TWENTIETHS, self._room.height / _TWENTIETHS - _CAPTION
        scale = min(layout.scale, room / layout.width, height / layout.height)
        relation = self._package.picture(to_png(draw(block, accent=self._accent)))
        picture = self.picture(relation, layout.width * scale, layout.height * scale, block.title, block.described())
        return paragraph(self.style("Document Figure"), picture) + paragraph(self.style("Caption"), run(block.title))

    def picture(self, relation: str, width: float, height: float, title: str, alt: str) -> str:
        """A picture in the line, with a number of its own."""
        self._pictures += 1
        return drawing(relation, self._pictures, width, height, title, alt)

    # == words =====================================================================================================

    def words(self, inlines: Inlines, *marks: str) -> str:
        """The runs of these inlines."""
        return "".join(self._inline(inline, marks) for inline in inlines)

    def _inline(self, inline: Inline, marks: tuple[str, ...]) -> str:
        match inline:
            case Words(text=text):
                return self._plain(text, marks)
            case Strong(inlines=inner):
                return self.words(inner, *_with(marks, _BOLD))
            case Emphasis(inlines=inner):
                return self.words(inner, *_with(marks, _ITALIC))
            case CodeWords(text=text):
                return run(text, *_with(marks, _MONO))
            case Link(target=target, inlines=inner):
                if target.startswith("document:"):
                    return self.words(inner, *marks)
                return self._link(target, self.words(inner, *_with(marks, self._linked())))
            case Reference(anchor=anchor, title=title):
                words = run(title, *_with(_with(marks, self._linked()), _ITALIC))
                return run(f"{self._sections.before(anchor)} ", *marks) + self._link(f"#{anchor}", words)
            case Break():
                return "<w:r><w:br/></w:r>"

    def _plain(self, text: str, marks: tuple[str, ...]) -> str:
        """In a cell no line ends inside a key or a date that stands among words.

        One that is the whole text of its cell has the room, and stays as it was typed, to be found by who looks for it.
        """
        parts = kept(text) if self._in_cell else ()
        if len(parts) <= 1:
            return run(text, *marks)
        return "".join(tied(part, *marks) if whole else run(part, *marks) for part, whole in parts)

    def _linked(self) -> str:
        return f"<w:rStyle w:val={attribute(self.style('Hyperlink'))}/>"

    def _link(self, target: str, words: str) -> str:
        if target.startswith("#"):
            return f'<w:hyperlink w:anchor={attribute(self.bookmark(target[1:]))} w:history="1">{words}</w:hyperlink>'
        return f'<w:hyperlink r:id={attribute(self._package.link(target))} w:history="1">{words}</w:hyperlink>'


def _with(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    """Marks in the order that the schema asks for, each once."""
    return tuple(
        sorted({*marks, mark}, key=lambda one: next(n for n, start in enumerate(_MARKS) if one.startswith(start)))
    )


def _twentieths(widths: Sequence[float]) -> tuple[int, ...]:
    """In whole twentieths of a point, together what the points are."""
    edges = [round(sum(widths[:number]) * _TWENTIETHS) for number in range(len(widths) + 1)]
    return tuple(right - left for left, right in pairwise(edges))
