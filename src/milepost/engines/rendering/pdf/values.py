"""A document as the values that `document.typ` reads: nothing of it is ever part of the template's source.

Inlines are lists whose first item says what they are: `["t", words]`, `["b", […]]`, `["i", […]]`, `["c", words]`,
`["k", words]` that no line ends in, `["l", address, […]]`, `["a", anchor, […]]`, `["r", anchor, “section 3”, title]`,
`["n"]`.
"""

import re
from collections.abc import Sequence
from typing import Any

from milepost.engines.rendering.blocks import (
    Block,
    Break,
    Code,
    CodeWords,
    Document,
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
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rendering.colours import readable
from milepost.engines.rendering.columns import Fits, Paper
from milepost.engines.rendering.flows import draw
from milepost.engines.rendering.kept import kept
from milepost.engines.rendering.numbering import Sections, numbers
from milepost.engines.rendering.pictures import as_picture
from milepost.engines.rendering.sheets import sheets
from milepost.engines.rendering.typefaces import FAMILIES, INVISIBLE, MONO, drawable
from milepost.engines.rendering.words import words_of

WORD = 34  # characters after which a word in a paragraph may be broken
PAPER = Paper(
    upright=470.0, turned=717.0, sizes=(8.5, 7.5), edges=10.0, slack=1.015
)  # A4 between the margins of document.typ
_CHARACTER = 0.62  # ems, rather more than on average
_NEVER = 100_000  # characters: no word is as long
_CONTENTS_FROM = 4  # headings
_SOFT_HYPHEN, _MAY_BREAK = "\u00ad", "\u200b"
_UNSEEN = "".join(map(chr, sorted(INVISIBLE))) + _SOFT_HYPHEN + " \u00a0"

type Value = dict[str, Any]


def values_of(document: Document) -> Value:
    """Everything that the template prints. Raises `BadDocument`."""
    words = words_of(document.language)
    logo = as_picture(document.logo)
    accent = readable(document.accent)
    writer = Writer(document.blocks, accent, words.section)
    facts = [(words.identification, document.identification), *document.facts]
    if document.classification:
        facts.append((words.classification, document.classification))
    return {
        "title": _line(document.title).strip(_UNSEEN) or _line(document.identification) or "–",
        "identification": _line(document.identification),
        "organisation": _line(document.organisation),
        "classification": _line(document.classification),
        "state": _line(document.state),
        "keywords": [line for word in document.keywords if (line := _line(word))],
        "written": [*document.written_at.timetuple()[:6]] if document.written_at else [],
        "language": document.language,
        "region": words.tag.partition("-")[2],
        "fonts": FAMILIES,
        "mono": MONO,
        "accent": accent,
        "logo": {"kind": logo.kind, "data": list(logo.data)} if logo else None,
        "logo_alt": _line(words.logo.format(organisation=document.organisation)),
        "words": {
            "contents": words.contents,
            "page": words.page,
            "approvals": words.approvals,
            "history": words.history,
        },
        "facts": [[_line(name), _line(value)] for name, value in facts],
        "approvals": writer.plain_table(
            words.approval_columns, [(row.did, row.name, row.role, row.decided) for row in document.approvals]
        ),
        "history": writer.plain_table(
            words.history_columns, [(row.version, row.decided, row.summary, row.by) for row in document.history]
        ),
        "contents": len(headings(document.blocks)) >= _CONTENTS_FROM,
        "sheets": writer.sheets(document.blocks),
    }


def _line(text: str) -> str:
    return _breakable(drawable(on_one_line(text)), WORD)


class Writer:
    """Blocks as values."""

    def __init__(self, blocks: Sequence[Block], accent: str, section: str) -> None:
        self._accent = accent
        self._sections = Sections(section, numbers(blocks))
        self._word = WORD
        self._keeps = True
        self._fits = Fits(blocks, PAPER, self._sections)

    def sheets(self, blocks: Sequence[Block]) -> list[Value]:
        """All blocks, in runs of pages that are turned or not."""
        runs = sheets(blocks, lambda table: self._fits.of(table).turned)
        return [{"turned": turned, "blocks": self.blocks(run)} for turned, run in runs]

    def blocks(self, blocks: Sequence[Block]) -> list[Value]:
        """Each block as a dictionary with its `is`."""
        values = [self._block(block) for block in blocks]
        for value, following in zip(values, blocks[1:], strict=False):
            if value["is"] == "paragraph":  # the sentence that leads to a table stands on its page
                value["leads"] = isinstance(following, Table | List | Flow)
        return values

    def _block(self, block: Block) -> Value:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph(inlines=inlines):
                return {"is": "paragraph", "leads": False, "words": self._words(inlines)}
            case List():
                items = [self.blocks(item) for item in block.items]
                return {"is": "list", "ordered": block.ordered, "start": block.start, "items": items}
            case Table():
                return self._table(block)
            case Flow():
                return {
                    "is": "flow",
                    "title": _line(block.title),
                    "alt": drawable(on_one_line(block.described())),
                    "svg": draw(block, accent=self._accent),
                }
            case Quote(blocks=inner):
                return {"is": "quote", "blocks": self.blocks(inner)}
            case Code(text=text):
                return {"is": "code", "text": drawable(text)}

    def _heading(self, block: Heading) -> Value:
        """A heading of nothing that can be seen would be none for whoever hears it."""
        words = self._words(block.inlines) if _line(as_text(block.inlines)).strip(_UNSEEN) else [["t", "–"]]
        number = self._sections.numbers.get(block.anchor, "")
        return {"is": "heading", "level": block.level - 1, "anchor": block.anchor, "number": number, "words": words}

    def plain_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Value | None:
        """A table of plain words, if it has rows."""
        return self._table(Table.of_words(columns, rows)) if rows else None

    def _table(self, table: Table) -> Value:
        made = self._fits.of(table)
        rooms = [max(4, int((width - PAPER.edges) / made.size / _CHARACTER)) for width in made.widths]
        if not made.cuts:
            rooms = [_NEVER] * len(rooms)
        return {
            "is": "table",
            "widths": [round(width, 2) for width in made.widths],
            "size": made.size,
            "aligns": [str(align) for align in table.aligns],
            "header": self._row(table.header, rooms),
            "rows": [self._row(row, rooms) for row in table.rows],
            "breakable": [made.splits(row) for row in range(len(table.rows))],
            "whole": made.whole,
            "legend": self._words(table.legend),
        }

    def _row(self, cells: Sequence[Inlines], rooms: Sequence[int]) -> list[list[Any]]:
        row = []
        for cell, room in zip(cells, rooms, strict=True):
            self._word, self._keeps = room, room == _NEVER
            row.append(self._words(cell))
        self._word, self._keeps = WORD, True
        return row

    def _words(self, inlines: Inlines) -> list[Any]:
        return [value for inline in inlines for value in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[list[Any]]:
        match inline:
            case Words(text=text):
                return self._plain(text)
            case Strong(inlines=inner):
                return [["b", self._words(inner)]]
            case Emphasis(inlines=inner):
                return [["i", self._words(inner)]]
            case CodeWords(text=text):
                return [["c", _breakable(drawable(text), self._word)]]
            case Link(target=target, inlines=inner):
                kind = "a" if target.startswith("#") else "d" if target.startswith("document:") else "l"
                return [[kind, target.removeprefix("#"), self._words(inner)]]
            case Reference(anchor=anchor, title=title):
                return [["r", anchor, self._sections.before(anchor), drawable(title)]]
            case Break():
                return [["n"]]

    def _plain(self, text: str) -> list[list[Any]]:
        text = drawable(text)
        parts = kept(text) if self._keeps else [(text, False)]
        return [["k", part] if whole else ["t", _breakable(part, self._word)] for part, whole in parts]


def _breakable(text: str, room: int) -> str:
    """The text, where a word longer than the room may be broken: after marks, or with a hyphen."""
    if len(text) <= room or all(len(word) <= room for word in text.split()):
        return text
    return re.sub(rf"\S{{{room + 1},}}", lambda match: _broken(match[0], room), text)


def _broken(word: str, room: int) -> str:
    parts = re.split(r"(?<=[/._@:=?&;,-])(?=\S)", word)
    return _MAY_BREAK.join(
        _SOFT_HYPHEN.join(part[at : at + room - 1] for at in range(0, len(part), room - 1))
        if len(part) > room
        else part
        for part in parts
    )
