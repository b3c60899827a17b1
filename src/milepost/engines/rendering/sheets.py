"""Which blocks stand on turned pages: a table that needs one, with what belongs to it."""

from collections.abc import Callable, Sequence
from itertools import groupby

from milepost.engines.rendering.blocks import Block, Flow, Heading, List, Paragraph, Table

_LEADING = 3  # blocks between a heading and its table that go with both
_FOLLOWING = 3  # blocks to the end of the section that go with the table
_FEW = 4  # blocks that would be an upright page by themselves, and have no table or drawing


def sheets(blocks: Sequence[Block], turned: Callable[[Table], bool]) -> list[tuple[bool, tuple[Block, ...]]]:
    """The blocks in order, in runs of pages that are turned or not.

    A heading and the words that lead to a table go with it. So does the little that follows in the same section, which
    would stand alone on the next page; and a few lines before the first, between two, or after the last of them.
    """
    marks = [False] * len(blocks)
    for number, block in enumerate(blocks):
        if isinstance(block, Table) and turned(block):
            for place in range(_first(blocks, number), _last(blocks, number) + 1):
                marks[place] = True
    _join(marks, blocks)
    pairs = groupby(zip(marks, blocks, strict=True), key=lambda pair: pair[0])
    return [(mark, tuple(block for _, block in run)) for mark, run in pairs]


def _first(blocks: Sequence[Block], table: int) -> int:
    place = table
    while place > 0 and table - place < _LEADING and isinstance(blocks[place - 1], Paragraph | List):
        place -= 1
    if place == 0 or not isinstance(blocks[place - 1], Heading):
        leads = table > 0 and isinstance(blocks[table - 1], Paragraph)
        return table - 1 if leads else table
    while place > 0 and isinstance(blocks[place - 1], Heading):
        place -= 1
    return place


def _last(blocks: Sequence[Block], table: int) -> int:
    place = table
    while place + 1 < len(blocks) and isinstance(blocks[place + 1], Paragraph | List | Table):
        place += 1
    ends = place + 1 == len(blocks) or isinstance(blocks[place + 1], Heading)
    return place if ends and place - table <= _FOLLOWING else table


def _join(marks: list[bool], blocks: Sequence[Block]) -> None:
    """Turn the pages of a few blocks, where turned ones stand on each side of them that has any."""
    place = 0
    for mark, run in groupby(list(marks)):
        length = len(list(run))
        own = blocks[place : place + length]
        if not mark and length < len(blocks) and length <= _FEW and not any(isinstance(b, Table | Flow) for b in own):
            marks[place : place + length] = [True] * length
        place += length
