"""The picture as shapes: pixels from the upper left corner of the canvas, names apart from it, rows downwards.

Bars lie within the canvas, rows keep the order of their lines, and a whisker begins at its diamond and never leads
back. The same lines on the same day give the same picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from milepost.engines.rules.dates import FIRST_DAY, LAST_DAY
from milepost.features.plans.gantt.axis import Axis, Mark, Scale, Word
from milepost.features.plans.gantt.shortening import shortened, width_of
from milepost.features.plans.gantt.values import Kind, Line, Stage

NAMES, PHONE_NAMES, PAPER_NAMES = 240, 148, 640
"""Pixels of the names beside the picture on a desk and on a phone, and on paper, where the type is larger."""

PAD, HEAD, FOOT = 12, 54, 22
"""Pixels left and right of the axis, of today's name and the scale above, and of the scale below."""

ROW, STAGE_ROW, INDENT = 22, 28, 12
TODAY = 16
"""Pixels of the row in which today is named."""

MANY = 24
"""Rows after which the scale is repeated below."""

BEYOND = 1_600
"""Pixels by which bands and lines go on to the right of the canvas, for a sheet that is wider."""

TYPE, PAPER_TYPE, BOLD = 12, 15, 1.13
"""Sizes of the names' type, and how much wider bold type is."""

LEAST_BAR = 3.0
DIAMOND = 7.0
BESIDE = 9.0
"""Pixels between a shape and the words beside it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle that begins at `x`, so wide."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 1)


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; `anchor` says which end of them stands there."""

    x: float
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Names:
    """What fits of a name on a desk, on a phone and on paper, from `x` on."""

    x: int
    desk: str
    phone: str
    paper: str

    @property
    def is_whole(self) -> bool:
        """Whether one text does for all three."""
        return self.desk == self.phone == self.paper


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picture at `y`, `height` high, its shapes placed by `x`.

    `kind` is that of the line, or `stage`. `was` is where a gate's diamond stood in the baseline.
    """

    kind: str
    y: int
    height: int
    names: Names
    told: str
    bar: Bar | None = None
    ghost: Bar | None = None
    diamond: float | None = None
    was: float | None = None
    whisker: Bar | None = None
    tick: float | None = None
    label: Label | None = None
    is_critical: bool = False
    is_done: bool = False
    is_open: bool = True

    @property
    def middle(self) -> float:
        """Half its height down."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> int:
        """Where the next one begins."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole canvas: `marks` and `marks_above` are the scale, `today` is where the line stands, if it does."""

    width: float
    height: int
    scale: Scale
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    marks_above: tuple[Mark, ...]
    today: Label | None
    first: date
    last: date
    has_foot: bool

    @property
    def body(self) -> int:
        """Where the rows end."""
        return self.height - (FOOT if self.has_foot else 0)

    @property
    def beyond(self) -> float:
        """How wide bands are."""
        return self.width + BEYOND

    @property
    def grid(self) -> str:
        """The lines of the scale as one path."""
        return "".join(f"M{mark.x:g} {HEAD - 18}V{self.body}" for mark in self.marks)

    @property
    def grid_above(self) -> str:
        """Those of the larger units."""
        return "".join(f"M{mark.x:g} {TODAY}V{self.body}" for mark in self.marks_above[1:])

    @property
    def rules(self) -> str:
        """The lines between rows as one path, from the left edge."""
        return "".join(f"M0 {row.bottom}h{self.width + BEYOND:g}" for row in self.rows)


def draw(stages: Sequence[Stage], *, on: date, word: Word, today: str, scale: Scale | None = None) -> Picture:
    """The phases as a picture; `word` writes days and `today` the label of the line of the day `on`.

    It reaches from the first to the last day of any line, shown or not, so that opening a phase moves nothing.
    """
    days = [_within(day) for stage in stages for line in stage.lines for day in line.days] or [_within(on)]
    axis = Axis.of(min(days), max(days), scale)
    canvas = _Canvas(axis)
    rows = tuple(canvas.rows(stages))
    has_foot = len(rows) > MANY
    return Picture(
        width=axis.width + 2 * PAD,
        height=(rows[-1].bottom if rows else HEAD) + (FOOT if has_foot else 0),
        scale=axis.scale,
        rows=rows,
        marks=_shown(axis.marks(word), axis),
        marks_above=_shown(axis.marks_above(word), axis),
        today=canvas.today(on, today),
        first=min(days),
        last=max(days),
        has_foot=has_foot,
    )


@dataclass(frozen=True, slots=True)
class _Canvas:
    axis: Axis

    @property
    def width(self) -> float:
        return self.axis.width + 2 * PAD

    def rows(self, stages: Sequence[Stage]) -> Iterator[Row]:
        y = HEAD
        for stage in stages:
            if not stage.lines:
                continue
            yield self._stage(stage, y)
            y += STAGE_ROW
            for line in stage.lines if stage.is_open else stage.gates:
                yield self._line(line, y)
                y += ROW

    def today(self, on: date, words: str) -> Label | None:
        """The line of the day, if the picture reaches it; its words make way at the edges."""
        if not self.axis.first <= on < self.axis.end:
            return None
        x, half = self._x(on), width_of(words, PAPER_TYPE) / 2
        anchor = "start" if x < half else "end" if x > self.width - half else "middle"
        return Label(x, anchor, words)

    def _stage(self, stage: Stage, y: int) -> Row:
        works = stage.works
        bar = None
        if works:
            bar = self._bar(min(line.likely[0] for line in works), max(line.likely[1] for line in works))
        return Row("stage", y, STAGE_ROW, _names(stage.name, 0, bold=True), stage.name, bar=bar, is_open=stage.is_open,
                   is_critical=stage.critical > 0, is_done=bool(works) and stage.done == len(works))  # fmt: skip

    def _line(self, line: Line, y: int) -> Row:
        names = _names(line.name, INDENT, bold=line.is_critical or line.kind is Kind.GATE)
        row = Row(line.kind, y, ROW, names, line.told, is_critical=line.is_critical, is_done=line.is_done)
        return self._gate(line, row) if line.kind is Kind.GATE else self._work(line, row)

    def _work(self, line: Line, row: Row) -> Row:
        ghost = self._bar(*line.ghost) if line.ghost else None
        bar = self._bar(*line.likely)
        tick = min(max(bar.end, 6.0), self.width - 6) if line.is_done else None
        return replace(row, bar=bar, ghost=ghost, tick=tick)

    def _gate(self, line: Line, row: Row) -> Row:
        x = self._x(line.likely[1])
        latest = max(self._x(line.p80), x) if line.p80 else x
        whisker = Bar(x, round(latest - x, 1)) if latest > x else None
        was = self._x(line.baseline[1]) if line.baseline else None
        return replace(row, diamond=x, was=was, whisker=whisker, label=self._beside(line.beside, x, latest))

    def _beside(self, words: str, x: float, latest: float) -> Label | None:
        """To the right of the whisker where there is room, else to the left of the diamond, else nowhere."""
        if not words:
            return None
        right, left, needed = latest + BESIDE, x - DIAMOND - BESIDE, width_of(words, 11)
        if right + needed <= self.width:
            return Label(round(right, 1), "start", words)
        return Label(round(left, 1), "end", words) if left - needed >= 0 else None

    def _x(self, day: date) -> float:
        return round(PAD + self.axis.x(_within(day)), 1)

    def _bar(self, first: date, last: date) -> Bar:
        """From the beginning of one day to the end of another, wide enough to be seen."""
        begins, ends = self.axis.x(_within(first)), self.axis.after(_within(max(first, last)))
        width = max(ends - begins, LEAST_BAR)
        return Bar(round(PAD + min(begins, self.axis.width - width), 1), round(width, 1))


def _names(name: str, indent: int, *, bold: bool) -> Names:
    wider = BOLD if bold else 1
    desk, phone, paper = (
        shortened(name, width - indent - 2 * PAD, size * wider)
        for width, size in ((NAMES, TYPE), (PHONE_NAMES, TYPE), (PAPER_NAMES, PAPER_TYPE))
    )
    return Names(PAD + indent, desk, phone, paper)


def _shown(marks: Sequence[Mark], axis: Axis) -> tuple[Mark, ...]:
    """The marks on the canvas, without the words for which there is no room before the next."""
    ends = [mark.x for mark in marks[1:]] + [axis.width] * bool(marks)
    return tuple(
        Mark(round(PAD + mark.x, 1), mark.words if width_of(mark.words, 11) + 4 <= end - mark.x else "")
        for mark, end in zip(marks, ends, strict=True)
    )


def _within(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)
