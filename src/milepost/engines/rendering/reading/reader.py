"""Tokens → blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from milepost.engines.rendering.blocks import Block, Code, Flow, Heading, List, Paragraph, Quote, Table
from milepost.engines.rendering.reading.flow_text import read_flow
from milepost.engines.rendering.reading.headings import Title
from milepost.engines.rendering.reading.inlines import InlineReader
from milepost.engines.rendering.reading.tables import read_table, refuse_what_is_no_table
from milepost.engines.rendering.reading.tokens import Source
from milepost.engines.rules.texts import as_written, say

if TYPE_CHECKING:
    from markdown_it.token import Token

LEGEND = "{.legend}"


class Reader:
    """Reads the tokens once, from the first to the last."""

    def __init__(self, source: Source, tokens: Sequence["Token"], titles: Mapping[int, Title]) -> None:
        self._source = source
        self._tokens = tokens
        self._titles = titles
        self._inlines = InlineReader(source, {title.anchor: title.words for title in titles.values()})
        self._at = 0
        self._depth = 0
        self._by_type: Mapping[str, Callable[[Token], Block]] = {
            "heading_open": self._heading,
            "paragraph_open": self._paragraph,
            "bullet_list_open": self._list,
            "ordered_list_open": self._list,
            "blockquote_open": self._quote,
            "table_open": self._table,
            "fence": self._fence,
        }

    def read(self) -> tuple[Block, ...]:
        """All blocks."""
        return self._until("")

    def _until(self, closing: str) -> tuple[Block, ...]:
        """The blocks up to the token of that type, which is passed over."""
        blocks: list[Block] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == closing:
                break
            if self._is_legend(token):
                self._add_legend(token, blocks)
            else:
                blocks.append(self._block(token))
        return tuple(blocks)

    def _block(self, token: "Token") -> Block:
        read = self._by_type.get(token.type)
        if read is None:
            raise self._source.refuse(
                _line(token),
                say("a line of {marks} divides nothing here.", marks=as_written(token.markup[:3])),
                say("Begin the next part with a heading."),
                code="rule",
            )
        return read(token)

    # == blocks of words ===========================================================================================

    def _heading(self, token: "Token") -> Heading:
        title = self._titles[self._at - 1]
        inlines = self._inlines.read(self._inline().children or (), _line(token))
        return Heading(title.level, inlines, title.anchor, title.mandatory)

    def _paragraph(self, token: "Token") -> Paragraph:
        first, last = token.map or (0, 0)
        refuse_what_is_no_table(self._source, first, last)
        return Paragraph(self._inlines.read(self._inline().children or (), first))

    def _inline(self) -> "Token":
        """The words of the block just opened; passes over its end."""
        inline = self._tokens[self._at]
        self._at += 2
        return inline

    def _fence(self, token: "Token") -> Code | Flow:
        first, last = token.map or (0, 0)
        closing = self._source.lines[last - 1].strip() if last - 1 > first else ""
        if not closing.endswith(token.markup) or closing.strip("> " + token.markup[0]):
            raise self._source.refuse(
                first,
                say("the block that {marks} opens is not closed.", marks=as_written(token.markup[:8])),
                say("Close it with the same marks on a line of their own."),
                code="fence",
            )
        if token.info.strip() == "flow":
            return read_flow(self._source, token.content, first + 1)
        return Code(token.content.rstrip("\n"))

    # == blocks of blocks ==========================================================================================

    def _list(self, token: "Token") -> List:
        self._enter(token)
        items: list[tuple[Block, ...]] = []
        closing = token.type.replace("open", "close")
        while self._tokens[self._at].type != closing:
            self._at += 1
            items.append(self._until("list_item_close"))
        self._at += 1
        self._depth -= 1
        ordered = token.type.startswith("ordered")
        return List(tuple(items), ordered, int(token.attrs.get("start", 1)) if ordered else 1)

    def _quote(self, token: "Token") -> Quote:
        self._enter(token)
        blocks = self._until("blockquote_close")
        self._depth -= 1
        return Quote(blocks)

    def _enter(self, token: "Token") -> None:
        self._depth += 1
        if self._depth > self._source.limits.depth:
            raise self._source.refuse(
                _line(token),
                say("lists and quotations stand {depth} deep in each other.", depth=self._depth),
                say("Keep to {limit}.", limit=self._source.limits.depth),
                code="depth",
            )

    # == tables ====================================================================================================

    def _table(self, token: "Token") -> Table:
        first = self._at - 1
        if self._depth:
            raise self._source.refuse(
                _line(token),
                say("a table stands inside a list or a quotation."),
                say("Begin its lines with the |."),
                code="table_inside",
            )
        while self._tokens[self._at].type != "table_close":
            self._at += 1
        self._at += 1
        return read_table(self._source, self._inlines, self._tokens[first : self._at])

    def _is_legend(self, token: "Token") -> bool:
        if token.type != "paragraph_open":
            return False
        children = self._tokens[self._at].children or []
        return bool(children) and children[-1].type == "text" and children[-1].content.rstrip().endswith(LEGEND)

    def _add_legend(self, token: "Token", blocks: list[Block]) -> None:
        line = _line(token)
        table = blocks[-1] if blocks else None
        if not isinstance(table, Table) or table.legend:
            raise self._source.refuse(
                line,
                say("a {mark} stands under no table.", mark=as_written(LEGEND)),
                say("Put it right under the table that it explains, once."),
                code="legend",
            )
        children = self._inline().children or []
        children[-1].content = children[-1].content.rstrip().removesuffix(LEGEND).rstrip()
        blocks[-1] = replace(table, legend=self._inlines.read(children, line))


def _line(token: "Token") -> int:
    return (token.map or [0])[0]
