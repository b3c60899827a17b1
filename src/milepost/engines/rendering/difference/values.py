"""A comparison as frozen values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]*\}")
_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|[*`|]+|(?m:^\s*(?:#{1,6}|[-+>])\s+)")


class Mark(StrEnum):
    """What happened to a passage or to some of its words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # of passages alone


class Kind(StrEnum):
    """What a passage is."""

    HEADING = "heading"
    WORDS = "words"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in both versions, or in one of them. `text` is Markdown, letter by letter."""

    mark: Mark
    text: str

    @property
    def readable(self) -> str:
        """The same without marks of Markdown."""
        return _MARKUP.sub(lambda match: match[1] or "", _ATTRIBUTES.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a paragraph, an item, a row of a table or a line of a block, with the title of its section."""

    kind: Kind
    mark: Mark
    section: str
    runs: tuple[Run, ...]

    def cells(self) -> tuple[tuple[Run, ...], ...]:
        """The runs of a row by cell, without the bars."""
        cells: list[list[Run]] = [[]]
        for run in self.runs:
            first, *rest = re.split(r"(?<!\\)\|", run.text.strip("\n"))
            cells[-1].append(Run(run.mark, first))
            cells.extend([Run(run.mark, part)] for part in rest)
        kept = [tuple(run for run in cell if run.text.strip()) for cell in cells]
        return tuple(kept[1:-1] if len(kept) > 2 and not kept[0] and not kept[-1] else kept)


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that follow each other and are all the same, or all not; a page may fold those that are."""

    same: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every passage of both versions, in the order of reading."""

    passages: tuple[Passage, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return all(passage.mark == Mark.SAME for passage in self.passages)

    def groups(self) -> Iterator[Group]:
        """The passages in groups."""
        for same, passages in groupby(self.passages, key=lambda passage: passage.mark == Mark.SAME):
            yield Group(same, tuple(passages))

    def old(self) -> str:
        """The older body."""
        return self._side(Mark.ADDED)

    def new(self) -> str:
        """The newer body."""
        return self._side(Mark.REMOVED)

    def _side(self, without: Mark) -> str:
        return "".join(run.text for passage in self.passages for run in passage.runs if run.mark != without)
