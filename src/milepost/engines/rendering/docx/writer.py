"""Blocks → paragraphs, tables and pictures of a DOCX file, as text of its markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    as_text,
    headings,
)
from milepost.engines.rendering.columns import shares
from milepost.engines.rendering.docx.markup import attribute, drawing, paragraph, row, run, table
from milepost.engines.rendering.flows import draw, laid_out
from milepost.engines.rendering.pdf import to_png

_BOLD, _ITALIC = "<w:b/>", "<w:i/>"
_MARKS = ("<w:rStyle", "<w:rFonts", "<w:b/", "<w:i/")  # as the schema orders them
_MONO = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
_ALIGNED = {Align.START: "", Align.CENTRE: '<w:jc w:val="center"/>', Align.END: '<w:jc w:val="right"/>'}
CONTENTS_FROM = 4  # headings: then there are contents, and the text begins on a page of its own
_LONG = 700  # characters in a cell, above which its row may go over a page
_TOGETHER = 8  # rows of a table that moves to the next page as a whole
_INDENT = 284  # twentieths of a point, for each level of a list


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


@dataclass
class Place:
    """Where a block stands: depth of lists, in a quotation, right after a table."""

    depth: int = 0
    quoted: bool = False
    after_table: bool = False


class Writer:
    """Writes blocks one after the other. `room` is the width of the text in twentieths of a point."""

    def __init__(
        self,
        package: Package,
        styles: Mapping[str, str],
        blocks: Sequence[Block],
        *,
        section: str,
        accent: str,
        room: int,
    ) -> None:
        self._package = package
        self._styles = styles
        self._section = section
        self._accent = accent
        self._room = room
        self._pictures = 0
        self._numbers = {heading.anchor: number for number, heading in enumerate(headings(blocks), start=1)}

    def style(self, name: str) -> str:
        """The id of a style in this file."""
        return self._styles[name.lower()]

    def bookmark(self, anchor: str) -> str:
        """The bookmark of a heading."""
        return f"{anchor.replace('-', '_')[:32]}_{self._numbers.get(anchor, 0)}"

    def blocks(self, blocks: Sequence[Block], place: Place | None = None) -> str:
        """All blocks, with a thin space between two tables, which would be one otherwise."""
        place = place or Place()
        parts: list[str] = []
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            parts.append(self._block(block, following, place))
            place.after_table = isinstance(block, Table) and not block.legend
            if place.after_table and not isinstance(following, Paragraph):
                parts.append(paragraph(self.style("Table Space"), ""))
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
        return paragraph(self.style(f"Heading {heading.level - 1}"), words, begins)

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
        widths = _widths(shares(block, self._section), self._room)
        together = len(block.rows) <= _TOGETHER
        rows = [self._row(block.header, block.aligns, widths, header=True, kept=True)]
        for number, cells in enumerate(block.rows, start=1):
            rows.append(self._row(cells, block.aligns, widths, kept=together and number < len(block.rows)))
        key = paragraph(self.style("Table Key"), self.words(block.legend)) if block.legend else ""
        return table(self.style("Document Table"), widths, "".join(rows)) + key

    def _row(
        self,
        cells: Sequence[Inlines],
        aligns: Sequence[Align],
        widths: tuple[int, ...],
        *,
        kept: bool,
        header: bool = False,
    ) -> str:
        """A row, which is kept on the page of the next one or not."""
        keep = "<w:keepNext/>" if kept else ""
        filled = [
            paragraph(self.style("Table Text"), self.words(cell), keep, _ALIGNED[align])
            for cell, align in zip(cells, aligns, strict=True)
        ]
        whole = max(len(as_text(cell)) for cell in cells) <= _LONG
        return row(filled, widths, header=header, whole=whole)

    def plain_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table of plain words."""
        return self._table(
            Table(
                tuple((Words(column),) for column in columns),
                (Align.START,) * len(columns),
                tuple(tuple((Words(cell),) for cell in cells) for cells in rows),
            )
        )

    def _flow(self, block: Flow) -> str:
        layout = laid_out(block)
        scale = min(layout.scale, self._room / 20 / layout.width)
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
                return run(text, *marks)
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
                return run(f"{self._section} ", *marks) + self._link(f"#{anchor}", words)
            case Break():
                return "<w:r><w:br/></w:r>"

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


def _widths(parts: Sequence[float], room: int) -> tuple[int, ...]:
    widths = [int(part * room) for part in parts]
    widths[-1] += room - sum(widths)
    return tuple(widths)
