"""Blocks → a fragment of HTML for a page under a strict content security policy.

Every word is escaped where it is written. The whole is then cleaned (nh3) by a list of what may stand in it, so that a
mistake above shows as lost marks and never as somebody's script.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise

import nh3

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
)
from milepost.engines.rendering.characters import printable
from milepost.engines.rendering.flows import draw
from milepost.engines.rendering.kept import kept
from milepost.engines.rendering.numbering import Sections, numbers
from milepost.engines.rendering.words import words_of

DOCUMENT = "document:"
_CLASSES = {Align.START: "", Align.CENTRE: ' class="centre"', Align.END: ' class="num"'}
_TEXT = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "a", "br", "div", "span"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_DRAWING = {"figure", "figcaption", "svg", "title", "desc", "rect", "path", "circle", "text", "tspan"}
_DRAWN = {
    "aria-labelledby", "cx", "cy", "d", "fill", "font-family", "font-size", "font-weight", "height", "id", "r", "role",
    "rx", "stroke", "stroke-dasharray", "stroke-width", "text-anchor", "viewBox", "width", "x", "y",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TEXT | _TABLE | _DRAWING,
    attributes={
        "*": {"class", "id"},
        "a": {"href"},
        "div": {"tabindex"},
        "ol": {"start"},
        "th": {"scope"},
        **dict.fromkeys(("svg", "rect", "path", "circle", "text", "tspan"), _DRAWN),
    },
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel="noopener noreferrer",
    strip_comments=True,
)


def to_html(
    blocks: Iterable[Block],
    *,
    language: str = "en",
    documents: Mapping[str, str] | None = None,
    prefix: str = "",
    accent: str = "#2147a6",
) -> str:
    """The blocks as HTML. `documents` gives the address of another document by its key, `prefix` begins every id."""
    written = tuple(blocks)
    writer = _Writer(_sections(written, language), documents or {}, prefix, accent)
    return str(_CLEANER.clean(writer.blocks(written)))


def to_html_parts(blocks: Sequence[Block], after: Iterable[int], *, language: str = "en") -> tuple[str, ...]:
    """The blocks as HTML, cut after those with these numbers; one piece more than there are cuts."""
    writer = _Writer(_sections(blocks, language), {}, "", "#2147a6")
    cuts = [0, *(number + 1 for number in sorted(set(after))), len(blocks)]
    pieces = (blocks[start:end] for start, end in pairwise(cuts))
    return tuple(str(_CLEANER.clean(writer.blocks(piece))) for piece in pieces)


def _sections(blocks: Sequence[Block], language: str) -> Sections:
    return Sections(words_of(language).section, numbers(blocks))


class _Writer:
    def __init__(self, sections: Sections, documents: Mapping[str, str], prefix: str, accent: str) -> None:
        self._sections = sections
        self._in_cell = False
        self._documents = documents
        self._prefix = prefix
        self._accent = accent
        self._flows = 0

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level=level, inlines=inlines, anchor=anchor, mandatory=mandatory):
                mark = ' class="mandatory"' if mandatory else ""
                number = self._sections.numbers.get(anchor, "")
                before = f'<span class="number">{number}</span> ' if number else ""
                return f'<h{level} id="{self._id(anchor)}"{mark}>{before}{self._words(inlines)}</h{level}>'
            case Paragraph(inlines=inlines):
                return f"<p>{self._words(inlines)}</p>"
            case List():
                return self._list(block)
            case Table():
                return self._table(block)
            case Flow():
                return self._flow(block)
            case Quote(blocks=inner):
                return f"<blockquote>{self.blocks(inner)}</blockquote>"
            case Code(text=text):
                return f"<pre><code>{_plain(text)}</code></pre>"

    def _list(self, block: List) -> str:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        items = "".join(f"<li>{self._item(item)}</li>" for item in block.items)
        return f"<{tag}{start}>{items}</{tag}>"

    def _item(self, blocks: tuple[Block, ...]) -> str:
        """An item of one paragraph is its words, so that lists stay close."""
        if blocks and isinstance(blocks[0], Paragraph):
            rest = self.blocks(blocks[1:])
            return self._words(blocks[0].inlines) + (f"\n{rest}" if rest else "")
        return self.blocks(blocks)

    def _table(self, block: Table) -> str:
        classes = [_CLASSES[align] for align in block.aligns]
        header = "".join(
            f'<th scope="col"{mark}>{self._words(cell)}</th>' for cell, mark in zip(block.header, classes, strict=True)
        )
        self._in_cell = True
        rows = "".join(f"<tr>{self._row(row, classes)}</tr>" for row in block.rows)
        self._in_cell = False
        key = f'<p class="table-key">{self._words(block.legend)}</p>' if block.legend else ""
        # A wide table scrolls by itself on a narrow screen; without tabindex nobody could scroll it by keyboard.
        table = f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
        return f'<div class="wide" tabindex="0">{table}</div>{key}'

    def _row(self, row: tuple[Inlines, ...], classes: list[str]) -> str:
        cells = [f"<td{mark}>{self._words(cell)}</td>" for cell, mark in zip(row, classes, strict=True)]
        if row and len(row[0]) == 1 and isinstance(row[0][0], Strong):  # a matrix: the first cell names its row
            cells[0] = f'<th scope="row"{classes[0]}>{self._words(row[0][0].inlines)}</th>'
        return "".join(cells)

    def _flow(self, block: Flow) -> str:
        self._flows += 1
        name = f"{self._prefix}flow-{self._flows}"
        drawn = draw(block, name=name, accent=self._accent)
        return f'<figure class="flow">{drawn}<figcaption>{_plain(block.title)}</figcaption></figure>'

    # == words =====================================================================================================

    def _words(self, inlines: Inlines) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Words(text=text):
                return self._plain(text)
            case Strong(inlines=inner):
                return f"<strong>{self._words(inner)}</strong>"
            case Emphasis(inlines=inner):
                return f"<em>{self._words(inner)}</em>"
            case CodeWords(text=text):
                return f"<code>{_plain(text)}</code>"
            case Link(target=target, inlines=inner):
                return self._link(target, inner)
            case Reference(anchor=anchor, title=title):
                return f'{self._sections.before(anchor)} <a href="#{self._id(anchor)}"><em>{_plain(title)}</em></a>'
            case Break():
                return "<br>"

    def _plain(self, text: str) -> str:
        """In a cell no line ends inside a number, key or date."""
        if not self._in_cell:
            return _plain(text)
        parts = kept(printable(text))
        return "".join(f'<span class="kept">{_plain(part)}</span>' if whole else _plain(part) for part, whole in parts)

    def _link(self, target: str, inner: Inlines) -> str:
        if target.startswith("#"):
            target = f"#{self._id(target[1:])}"
        elif target.startswith(DOCUMENT):
            target = self._documents.get(target.removeprefix(DOCUMENT), "")
        words = self._words(inner)
        return f'<a href="{_plain(target)}">{words}</a>' if target else words

    def _id(self, anchor: str) -> str:
        return _plain(self._prefix + anchor)


def _plain(text: str) -> str:
    return escape(printable(text))
