"""The words of a paragraph, a cell or a heading."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from milepost.engines.rendering.blocks import (
    Break,
    CodeWords,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Reference,
    Strong,
    Words,
)
from milepost.engines.rendering.reading.tokens import Source
from milepost.engines.rules.texts import as_written, say

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = ("https://", "http://", "mailto:", "tel:", "document:", "#")
_WRAPS: Mapping[str, type[Strong | Emphasis]] = {"strong_open": Strong, "em_open": Emphasis}


class InlineReader:
    """Reads the children of one inline token; `titles` are those of the headings, by anchor."""

    def __init__(self, source: Source, titles: Mapping[str, str]) -> None:
        self._source = source
        self._titles = titles

    def read(self, tokens: Sequence["Token"], line: int) -> Inlines:
        """The words of these tokens, which begin in that line (from 0)."""
        stack: list[list[Inline]] = [[]]
        opened: list[Token] = []
        for token in tokens:
            if token.type in {"softbreak", "hardbreak"}:
                stack[-1].append(Words(" ") if token.type == "softbreak" else Break())
            elif token.nesting == 1:
                opened.append(token)
                stack.append([])
                self._check_depth(len(opened), line)
            elif token.nesting == -1:
                inner = _joined(stack.pop())
                stack[-1].extend(self._wrapped(opened.pop(), inner, line))
            else:
                stack[-1].extend(self._single(token, line))
        return _joined(stack[0])

    def _single(self, token: "Token", line: int) -> Sequence[Inline]:
        if token.type == "code_inline":
            return [CodeWords(token.content)]
        if token.type == "image":
            raise self._source.refuse(
                line,
                say("a picture stands in the text."),
                say("Attach it as a file and name it here."),
                code="picture",
            )
        return [Words(token.content)] if token.content else []

    def _wrapped(self, token: "Token", inner: Inlines, line: int) -> Sequence[Inline]:
        wrap = _WRAPS.get(token.type)
        if wrap is not None:
            return (wrap(inner),) if inner else ()
        return [self._link(str(token.attrs.get("href", "")), inner, line)]

    def _link(self, target: str, inner: Inlines, line: int) -> Inline:
        if not target.lower().startswith(SCHEMES):
            raise self._source.refuse(
                line,
                say("the link leads to “{target}”.", target=as_written(target[:80])),
                say("Links begin with https://, http://, mailto:, tel:, document: or #."),
                code="link",
            )
        if target.startswith("#"):
            if target[1:] not in self._titles:
                raise self._source.refuse(
                    line,
                    say("no heading has the anchor “{anchor}”.", anchor=as_written(target[1:81])),
                    say("Write it as it stands in the heading's braces."),
                    code="anchor_unknown",
                )
            return Link(target, inner) if inner else Reference(target[1:], self._titles[target[1:]])
        return Link(target, inner or (Words(target.partition(":")[2].removeprefix("//")),))

    def _check_depth(self, depth: int, line: int) -> None:
        if depth > self._source.limits.inline_depth:
            raise self._source.refuse(
                line,
                say("emphasis and links stand {depth} deep in each other.", depth=depth),
                say("Keep to {limit}.", limit=self._source.limits.inline_depth),
                code="inline_depth",
            )


def _joined(inlines: Sequence[Inline]) -> Inlines:
    """The same with neighbouring words as one."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Words) and isinstance(last, Words):
            joined[-1] = Words(last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)
