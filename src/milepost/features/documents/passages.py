"""Where remarks stand in a text, and whether the passage they are about is another one in a later version.

A remark names a heading, quotes words, or both. Its passage is the paragraph, list or table that holds the words; where
it quotes none, the heading with everything below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from milepost.engines.rendering import BadDocument, Block, Heading, as_text, read_markdown, words_in
from milepost.features.documents.models import Comment, Version


class Fate(StrEnum):
    """What became of a passage."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: the number of its first block, the heading above it, and its words."""

    at: int
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark where it stands: `place` is empty where it is about the whole, or its passage is not there any more.

    `fate` says what became of the passage in `later`, empty where there is no later version, or no passage.
    """

    comment: Comment
    place: Place | None
    fate: Fate | None = None
    later: Version | None = None

    @property
    def is_another(self) -> bool:
        """Whether the passage is not what it was when the remark was made."""
        return self.fate in (Fate.CHANGED, Fate.GONE)


def placed(version: Version, comments: Iterable[Comment], later: Version | None = None) -> list[Placed]:
    """Each remark on a version with its passage there, and what became of that in a later version."""
    return [_placed(version, comment, later) for comment in comments]


def place_of(body: str, anchor: str, quote: str) -> Place | None:
    """The passage that a remark is about; none where the text does not hold it."""
    blocks = blocks_of(body)
    start = _heading_at(blocks, anchor)
    if quote.strip():
        return _quoted(blocks, quote, start or 0) or (_quoted(blocks, quote, 0) if start else None)
    if start is None:
        return None
    words = "\n".join(words_in(block) for block in blocks[start : _end_of(blocks, start)])
    return Place(start, _title(blocks[start]), _plain(words))


def holds(body: str, quote: str) -> bool:
    """Whether words stand in a text, as it is typed or as it is read."""
    wanted = _plain(quote)
    return wanted in _plain(body) or any(wanted in _plain(words_in(block)) for block in blocks_of(body))


def headings_in(body: str) -> list[str]:
    """The headings that a remark can be tied to."""
    return [_title(block) for block in blocks_of(body) if isinstance(block, Heading)]


@lru_cache(maxsize=32)
def blocks_of(body: str) -> tuple[Block, ...]:
    """The blocks of a text; none of one that is no Markdown of ours."""
    try:
        return tuple(read_markdown(body))
    except BadDocument:
        return ()


def _placed(version: Version, comment: Comment, later: Version | None) -> Placed:
    if not comment.quote and not comment.anchor:
        return Placed(comment, None)
    place = place_of(version.body, comment.anchor, comment.quote)
    if place is None:  # a draft that was written on since; or the remark named a place in words of its own
        return Placed(comment, None, Fate.GONE if comment.quote and version.body else None, version)
    if later is None or not later.body:
        return Placed(comment, place)
    return Placed(comment, place, _fate(place, comment, later.body), later)


def _fate(place: Place, comment: Comment, body: str) -> Fate:
    if comment.quote and any(_plain(words_in(block)) == place.words for block in blocks_of(body)):
        return Fate.SAME
    there = place_of(body, comment.anchor, comment.quote)
    if there is None:
        return Fate.CHANGED if comment.quote and _heading_at(blocks_of(body), place.heading) is not None else Fate.GONE
    return Fate.SAME if there.words == place.words else Fate.CHANGED


def _quoted(blocks: Sequence[Block], quote: str, start: int) -> Place | None:
    wanted = {_plain(quote), _plain(words_in_markdown(quote))}
    heading = ""
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            heading = _title(block)
        words = _plain(words_in(block))
        if number >= start and any(each and each in words for each in wanted):
            return Place(number, heading, words)
    return None


def words_in_markdown(text: str) -> str:
    """The words of a piece of Markdown without its marks."""
    return "\n".join(words_in(block) for block in blocks_of(text))


def _heading_at(blocks: Sequence[Block], anchor: str) -> int | None:
    wanted = _plain(anchor).removeprefix("#").strip().casefold()
    if not wanted:
        return None
    for number, block in enumerate(blocks):
        if isinstance(block, Heading) and wanted in (block.anchor.casefold(), _title(block).casefold()):
            return number
    return None


def _end_of(blocks: Sequence[Block], start: int) -> int:
    head = blocks[start]
    level = head.level if isinstance(head, Heading) else 0
    after = (
        start + number
        for number, block in enumerate(blocks[start + 1 :], 1)
        if isinstance(block, Heading) and block.level <= level
    )
    return next(after, len(blocks))


def _title(block: Block) -> str:
    return _plain(as_text(block.inlines)) if isinstance(block, Heading) else ""


def _plain(text: str) -> str:
    return " ".join(text.split())
