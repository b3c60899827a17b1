"""A new draft that keeps what people wrote by hand: three texts merged, block by block.

`base` is the text as it was generated, `mine` what people made of it, `theirs` what is generated today. Where only one
of the two changed a run of blocks, its blocks stand; where both did, and differently, people's stand, and the clash is
told with both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

type Blocks = tuple[str, ...]

_FENCE = re.compile(r"^```")


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that people changed and the facts too: the heading above it, people's text, and the one written now."""

    heading: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, and where people have to decide."""

    body: str
    clashes: tuple[Clash, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge three texts. Without a change of people's it is `theirs`, without one of the facts it is `mine`."""
    if mine == base:
        return Merged(theirs, ())
    if theirs == base:
        return Merged(mine, ())
    blocks, clashes = _merged(blocks_of(base), blocks_of(mine), blocks_of(theirs), "\n\n")
    return Merged("\n\n".join(blocks) + "\n" if blocks else "", clashes)


def merge_lines(base: str, mine: str, theirs: str) -> Merged:
    """The same line by line, for what is no text of paragraphs."""
    old, hand, new = (tuple(text.splitlines()) for text in (base, mine, theirs))
    lines, clashes = _merged(old, hand, new, "\n")
    return Merged("\n".join(lines) + "\n" if lines else "", clashes)


def _merged(base: Blocks, mine: Blocks, theirs: Blocks, between: str) -> tuple[list[str], tuple[Clash, ...]]:
    blocks: list[str] = []
    clashes: list[Clash] = []
    for old, hand, new in _runs(base, mine, theirs):
        if hand == old:
            blocks += new
        elif new in (old, hand):
            blocks += hand
        else:
            clashes.append(Clash(_heading_above(blocks), between.join(hand), between.join(new)))
            blocks += hand
    return blocks, tuple(clashes)


def blocks_of(text: str) -> Blocks:
    """The blocks of a Markdown text: what blank lines part, a fence with its blank lines being one block."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        if line.strip() or fenced:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return tuple("\n".join(lines) for lines in blocks if lines)


def _runs(base: Blocks, mine: Blocks, theirs: Blocks) -> Iterator[tuple[Blocks, Blocks, Blocks]]:
    """The three texts cut where a block is the same in all of them: what lies between, and each common block."""
    to_mine, to_theirs = _matches(base, mine), _matches(base, theirs)
    at_base = at_mine = at_theirs = 0
    for number, block in enumerate(base):
        if number in to_mine and number in to_theirs and to_mine[number] >= at_mine and to_theirs[number] >= at_theirs:
            here, there = to_mine[number], to_theirs[number]
            yield base[at_base:number], mine[at_mine:here], theirs[at_theirs:there]
            yield (block,), (block,), (block,)
            at_base, at_mine, at_theirs = number + 1, here + 1, there + 1
    yield base[at_base:], mine[at_mine:], theirs[at_theirs:]


def _matches(base: Blocks, other: Blocks) -> dict[int, int]:
    """For each block of the base that stands in the other text, its place there."""
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        match.a + offset: match.b + offset for match in matcher.get_matching_blocks() for offset in range(match.size)
    }


def _heading_above(blocks: Sequence[str]) -> str:
    for block in reversed(blocks):
        if block.startswith("#"):
            return block.lstrip("#").partition("{#")[0].strip()
    return ""
