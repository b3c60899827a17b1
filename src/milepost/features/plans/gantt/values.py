"""What is drawn: a line for each activity, standing wait and gate, and the phases that hold them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a line stands for."""

    ACTIVITY = "activity"
    WAIT = "wait"
    GATE = "gate"


@dataclass(frozen=True, slots=True)
class Line:
    """An activity, a wait or a gate, with its words in the reader's language.

    `planned` are the days it was planned for, `baseline` those on which it was likely in the baseline that stands (it
    `is_new` where it was not in it) and `moved` by how much later it ends since. `likely` are those of the likely
    schedule (of a done activity: from its planned beginning to the day it was done); days are there as `…_words` too.
    `p80` is the day by which eight of ten runs reach a gate. `slack` is in working days, None where there is nothing
    left to slip. `told` is the whole line in one sentence, `beside` what stands beside a gate's diamond, `page` what it
    leads to.
    """

    key: str
    kind: Kind
    name: str
    likely: tuple[date, date]
    planned: tuple[date, date] | None = None
    role: str = ""
    p80: date | None = None
    slack: int | None = None
    is_done: bool = False
    is_critical: bool = False
    reason: str = ""
    likely_words: str = ""
    planned_words: str = ""
    told: str = ""
    beside: str = ""
    page: str = ""
    baseline: tuple[date, date] | None = None
    is_new: bool = False
    moved: int | None = None
    baseline_words: str = ""
    moved_words: str = ""

    @property
    def ghost(self) -> tuple[date, date] | None:
        """The days under the bar: of the baseline, where one stands, else the planned ones."""
        return self.baseline or (None if self.is_new else self.planned)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that the picture must reach."""
        return (*self.likely, *(self.planned or ()), *(self.baseline or ()), *((self.p80,) if self.p80 else ()))


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase with its lines in the order of their days, its gate last; `is_open` says whether they are shown."""

    key: str
    name: str
    lines: tuple[Line, ...]
    is_open: bool = True
    is_passed: bool = False

    @property
    def works(self) -> tuple[Line, ...]:
        """The lines but for the gate."""
        return tuple(line for line in self.lines if line.kind is not Kind.GATE)

    @property
    def activities(self) -> tuple[Line, ...]:
        """The activities alone."""
        return tuple(line for line in self.lines if line.kind is Kind.ACTIVITY)

    @property
    def gates(self) -> tuple[Line, ...]:
        """The gate, unless the phase has none."""
        return tuple(line for line in self.lines if line.kind is Kind.GATE)

    @property
    def done(self) -> int:
        """How many of its activities are done."""
        return sum(line.is_done for line in self.activities)

    @property
    def critical(self) -> int:
        """How many of its lines but the gate decide the day."""
        return sum(line.is_critical for line in self.works)
