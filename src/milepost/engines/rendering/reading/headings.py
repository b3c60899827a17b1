"""Headings before everything else, so that a reference may name one that stands below it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from milepost.engines.rendering.reading.tokens import Source
from milepost.engines.rules.texts import as_written, say

if TYPE_CHECKING:
    from markdown_it.token import Token

_ATTRIBUTES = re.compile(r"\s*\{([^{}]*)\}\s*$")
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
LOWEST, HIGHEST = 4, 2


@dataclass(frozen=True, slots=True)
class Title:
    """What a heading says beside its words."""

    level: int
    anchor: str
    mandatory: bool
    words: str


def read_headings(source: Source, tokens: Sequence["Token"]) -> Mapping[int, Title]:
    """Every heading by the index of its opening token. Takes the attributes off its words."""
    found: dict[int, Title] = {}
    used: dict[str, int] = {}
    above = 1
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        line = (token.map or [0])[0]
        level = int(token.tag[1])
        _check_place(source, token, line, level, above)
        above = level
        anchor, mandatory = _attributes(source, tokens[index + 1], line)
        words = _plain(tokens[index + 1])
        if not words:
            raise source.refuse(
                line, say("the heading has no words."), say("Give it a title."), code="heading_without_words"
            )
        if anchor in used:
            raise source.refuse(
                line,
                say(
                    "the anchor “{anchor}” stands in line {other} already.",
                    anchor=as_written(anchor),
                    other=used[anchor] + 1,
                ),
                say("Give each heading an anchor of its own."),
                code="anchor_twice",
            )
        anchor = anchor or _slug(words, used)
        used[anchor] = line
        found[index] = Title(level, anchor, mandatory, words)
    return found


def _check_place(source: Source, token: "Token", line: int, level: int, above: int) -> None:
    if token.level:
        raise source.refuse(
            line,
            say("a heading stands inside a list or a quotation."),
            say("Begin its line with the ##."),
            code="heading_inside",
        )
    if not HIGHEST <= level <= LOWEST:
        raise source.refuse(
            line,
            say("a heading of level {level}.", level=level),
            say("Use ##, ### or ####: the document prints its title itself."),
            code="heading_level",
        )
    if level > above + 1:
        raise source.refuse(
            line,
            say("a heading of level {level} follows one of level {above}.", level=level, above=above),
            say("Leave no level out."),
            code="heading_skips",
        )


def _attributes(source: Source, inline: "Token", line: int) -> tuple[str, bool]:
    """Anchor (or nothing) and mandatory, taken off the last words."""
    last = inline.children[-1] if inline.children else None
    match = _ATTRIBUTES.search(last.content) if last is not None and last.type == "text" else None
    if last is None or match is None:
        return "", False
    last.content = last.content[: match.start()]
    anchor, mandatory = "", False
    for word in match[1].split():
        if word == ".mandatory":
            mandatory = True
        elif word.startswith("#") and _ANCHOR.fullmatch(word[1:]) and not anchor:
            anchor = word[1:]
        else:
            raise source.refuse(
                line,
                say("“{word}” is no part of a heading.", word=as_written(word)),
                say("Write {form}, with letters, digits, - and _.", form=as_written("{#anchor .mandatory}")),
                code="heading_attribute",
            )
    return anchor, mandatory


def _plain(inline: "Token") -> str:
    parts = ("\n" if child.type in {"softbreak", "hardbreak"} else child.content for child in inline.children or ())
    return " ".join("".join(parts).split())


def _slug(words: str, used: Mapping[str, int]) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section"
    if not slug[0].isalpha():
        slug = f"section-{slug}"
    number = 2
    wanted = slug
    while slug in used:
        slug = f"{wanted}-{number}"
        number += 1
    return slug
