"""The load of one role as a picture: a column for each spell, a line for what the role can do, too much set apart.

Places are per cent of the width, so that the picture fits every sheet, and pixels downwards. All roles share one scale
of time; each has its own of days, which the words beside its line tell. The same load gives the same picture.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.engines.rules.months import add_months, month_of
from milepost.features.plans.load.reckoning import RoleLoad, Spell

TOP, BOTTOM = 22, 104
"""Pixels between which columns are drawn; above stand the marks of too much, below the scale."""

LABELS = 6
EDGE = 88.0
"""Per cent after which the scale has no words: they would be cut off."""

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)

type Word = Callable[[date, str], str]


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
class _Scale:
    first: date
    end: date
    most: float

    def at(self, day: date) -> float:
        """Where a day begins, in per cent of the width."""
        return round(100 * (day - self.first).days / (self.end - self.first).days, 2)

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
        spell, _percent(x), _percent(end - x), _percent((x + end) / 2), y, round(BOTTOM - y, 1), over_y,
        round(y - over_y, 1),
    )  # fmt: skip


def _ticks(scale: _Scale, word: Word) -> Iterator[Tick]:
    """First days of months, as many as a phone has room for."""
    days = _months(scale.first, scale.end)
    if not days:
        yield Tick(_percent(0), word(scale.first, "d MMM y"))
    for day in days:
        x = scale.at(day)
        form = "y" if day.month == 1 else "MMM y" if day == days[0] and len(days) < LABELS else "MMM"
        yield Tick(_percent(x), word(day, form) if x <= EDGE else "")


def _months(first: date, end: date) -> Sequence[date]:
    begun = first if first.day == 1 else month_of(first).plus(1).first_day
    for step in STEPS:
        day = add_months(begun, -(begun.month - 1) % min(step, 12))
        days = []
        while day < end:
            days.append(day)
            day = add_months(day, step)
        if len(days) <= LABELS:
            break
    return days


def _percent(value: float) -> str:
    return f"{value:.2f}%"
