"""The load of one role as a picture: a column for each spell, a line for what the role can do, too much set apart.

Places are per cent of the width, so that the picture fits every sheet, and pixels downwards. All roles share one scale
of time; each has its own of days, which the words beside its line tell. The same load gives the same picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from milepost.features.plans.load.reckoning import RoleLoad, Spell
from milepost.features.plans.spans import LABELS, Span, Word, percent

TOP, BOTTOM = 22, 104
"""Pixels between which columns are drawn; above stand the marks of too much, below the scale."""

EDGE = 88.0
"""Per cent after which the scale has no words: they would be cut off."""


@dataclass(frozen=True, slots=True)
class Column:
    """A spell: what can be done stands from `y` down, what is too much above it, from `over_y` down."""

    spell: Spell
    x: str
    width: str
    middle: str
    y: float
    height: float
    over_y: float
    over_height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A day of the scale; `words` may be empty."""

    x: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of a role; `line` are the points of what it can do, in per cent of both ways."""

    columns: tuple[Column, ...]
    line: str
    ticks: tuple[Tick, ...]
    most: float


def draw_load(load: RoleLoad, *, word: Word) -> Chart:
    """The picture of a role that has at least one spell; `word` writes days."""
    first, end = load.spells[0].first, load.spells[-1].last + timedelta(days=1)
    most = max(max(spell.days, spell.capacity) for spell in load.spells) or 1.0
    scale = _Scale(first, end, most)
    points = [
        f"{x:g},{scale.share(spell.capacity):g}"
        for spell in load.spells
        for x in (scale.at(spell.first), scale.at(spell.last + timedelta(days=1)))
    ]
    return Chart(
        tuple(_column(spell, scale) for spell in load.spells), " ".join(points), tuple(_ticks(scale, word)), most
    )


@dataclass(frozen=True, slots=True)
class _Scale(Span):
    most: float

    def share(self, days: float) -> float:
        """How far down so many days reach, in per cent of the height."""
        return round(100 - 100 * days / self.most, 2)

    def down(self, days: float) -> float:
        """The same in pixels."""
        return round(BOTTOM - (BOTTOM - TOP) * days / self.most, 1)


def _column(spell: Spell, scale: _Scale) -> Column:
    x, end = scale.at(spell.first), scale.at(spell.last + timedelta(days=1))
    able = min(spell.days, spell.capacity)
    y, over_y = scale.down(able), scale.down(spell.days)
    return Column(
        spell, percent(x), percent(end - x), percent((x + end) / 2), y, round(BOTTOM - y, 1), over_y,
        round(y - over_y, 1),
    )  # fmt: skip


def _ticks(scale: _Scale, word: Word) -> Iterator[Tick]:
    """First days of months, as many as a phone has room for."""
    days = scale.months()
    if not days:
        yield Tick(percent(0), word(scale.first, "d MMM y"))
    for day in days:
        x = scale.at(day)
        form = "y" if day.month == 1 else "MMM y" if day == days[0] and len(days) < LABELS else "MMM"
        yield Tick(percent(x), word(day, form) if x <= EDGE else "")
