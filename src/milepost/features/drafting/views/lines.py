"""The list of drafts, line by line: the documents of each kind, and what each waits for."""

from collections.abc import Mapping
from dataclasses import dataclass

from milepost.catalogue.documents.kinds import Kind, kinds
from milepost.features.drafting.sheets.things import TABLES, is_needless, why_none
from milepost.features.drafting.writing.controlling import Standing
from milepost.features.drafting.writing.drafts import Coverage, Drafted
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the list: its draft, its headings, what it waits for, and how its version stands to it."""

    written: Drafted
    done: int
    wanted: int
    asked: int
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The documents of one kind; of a kind that repeats one for each thing, or none, and why."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def repeats(self) -> bool:
        """Whether the kind is written once for each of something."""
        return self.kind.repeats in TABLES

    @property
    def whole(self) -> int:
        """How many are drafted whole."""
        return sum(line.done == line.wanted for line in self.lines)

    @property
    def why_none(self) -> str:
        """Why there is none."""
        return speak(why_none(self.kind))

    @property
    def is_needless(self) -> bool:
        """Whether none is required."""
        return is_needless(self.kind)


def lines_of(found: Coverage, standing: Mapping[str, Standing]) -> tuple[Lines, ...]:
    """The list in the order of the catalogue, the documents of a kind that repeats beneath each other."""
    lines: dict[str, list[Line]] = {idle.key: [] for idle in found.idle}
    for each in found.documents:
        asked = sum(each.address in asked.documents for asked in found.asked)
        line = Line(each, *each.draft.complete, asked, standing.get(each.address))
        lines.setdefault(each.kind.key, []).append(line)
    return tuple(Lines(kind, tuple(lines[kind.key])) for kind in kinds() if kind.key in lines)
