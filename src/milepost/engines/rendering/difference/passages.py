"""A body of Markdown → passages, which joined again are the body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.engines.rendering.difference.values import Kind

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_STARTS = ((Kind.HEADING, re.compile(r"#{1,6}\s")), (Kind.ITEM, re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s")))
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a body: its text with the empty lines below it, what it is, the title above it."""

    text: str
    kind: Kind
    section: str


def parts(body: str) -> list[Part]:
    """The passages of a body: a heading, item, row or line of a block each; other lines up to the next empty one."""
    found: list[Part] = []
    section = ""
    for kind, text in _joined(_lines(body)):
        if kind == Kind.HEADING:
            section = _ATTRIBUTES.sub("", text.strip().lstrip("#").strip())
        found.append(Part(text, kind, section))
    return found


def _lines(body: str) -> Iterator[tuple[Kind, str]]:
    fence = ""
    for line in body.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            fence = "" if match and match[1].startswith(fence) else fence
            yield Kind.CODE, line
        elif match:
            fence = match[1]
            yield Kind.CODE, line
        else:
            yield _kind(line), line


def _kind(line: str) -> Kind:
    if line.lstrip().startswith("|"):
        return Kind.ROW
    return next((kind for kind, start in _STARTS if start.match(line)), Kind.WORDS)


def _joined(lines: Iterator[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Lines of words that follow each other are one passage, and every passage takes the empty lines below it."""
    kind, text, ended = Kind.WORDS, "", False
    for next_kind, line in lines:
        empty = not line.strip()
        goes_on = next_kind == Kind.WORDS and not ended and kind in {Kind.WORDS, Kind.ITEM}
        if text and not empty and not goes_on:
            yield kind, text
            text = ""
        if not text:
            kind = next_kind
        text += line
        ended = empty
    if text:
        yield kind, text
