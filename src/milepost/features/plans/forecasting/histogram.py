"""The certificate's days over all runs as a picture: bars by weeks, and a line of how many runs have it by then.

Places are per cent of the width, so that the picture fits every sheet, and pixels downwards. The same answer gives the
same picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, zip_longest

from milepost.features.plans.forecasting.answers import Reached, Spell
from milepost.features.plans.spans import LABELS, Span, Word, percent

TOP, BOTTOM = 92, 236
"""Pixels between which bars and line are drawn; above stand the names of the days, below the scale."""

ROW = 16
TALLEST = 0.7
"""Of the height that the tallest bar takes: the line needs the rest."""

FEW_WEEKS = 9
LETTER, ROOMY, EDGE = 2.3, 20.0, 90.0
"""Per cent of a phone that a letter takes, that a month with its year takes, and after which the scale has no words."""

WEEK = 7


@dataclass(frozen=True, slots=True)
class Column:
    """A bar and what it counts: `share` and `by_then` are parts of all runs, 0 to 1."""

    spell: Spell
    x: str
    width: str
    y: float
    height: float
    share: float
    by_then: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A day that is named over the bars: `words` stand at `x`, in a row of their own at `y`."""

    x: str
    y: int
    anchor: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The whole picture; `line` are the points of the S-curve in per cent of both ways."""

    columns: tuple[Column, ...]
    line: str
    markers: tuple[Marker, ...]
    ticks: tuple[Marker, ...]
    tallest: Column
    runs: int


def draw_histogram(
    spread: Sequence[Spell], certificate: Reached, *, wanted_on: date | None, wanted: str, word: Word
) -> Histogram | None:
    """The picture of a spread; None where nothing is spread. `wanted` is the word before the day that is wanted."""
    if not spread:
        return None
    scale = Span(spread[0].first, spread[-1].last + timedelta(days=1))
    columns = tuple(_columns(spread, scale))
    named = [("p10", "P10", certificate.p10), ("p50", "P50", certificate.p50), ("p80", "P80", certificate.p80)]
    named.append(("p90", "P90", certificate.p90))
    if wanted_on is not None and scale.first <= wanted_on < scale.end:
        named.append(("wanted", wanted, wanted_on))
    points = [(0.0, 100.0), *((scale.at(column.spell.last + timedelta(days=1)), _down(column)) for column in columns)]
    return Histogram(
        columns=columns,
        line=" ".join(f"{x:g},{y:g}" for x, y in points),
        markers=tuple(
            _marker(scale.at(day + timedelta(days=1)), row, kind, f"{name} {word(day, 'd MMM y')}")
            for row, (kind, name, day) in enumerate(named)
        ),
        ticks=tuple(_ticks(scale, word)),
        tallest=max(columns, key=lambda column: column.share),
        runs=sum(spell.runs for spell in spread),
    )


def _columns(spread: Sequence[Spell], scale: Span) -> Iterator[Column]:
    runs, most = sum(spell.runs for spell in spread), max(spell.runs for spell in spread)
    for spell, so_far in zip(spread, accumulate(spell.runs for spell in spread), strict=True):
        x, end = scale.at(spell.first), scale.at(spell.last + timedelta(days=1))
        height = round(spell.runs / most * TALLEST * (BOTTOM - TOP), 1)
        yield Column(
            spell, percent(x), percent(end - x), round(BOTTOM - height, 1), height, spell.runs / runs, so_far / runs
        )


def _down(column: Column) -> float:
    return round(100 - 100 * column.by_then, 2)


def _marker(x: float, row: int, kind: str, words: str) -> Marker:
    return Marker(percent(x), 12 + row * ROW, "end" if x > 100 - LETTER * len(words) else "start", kind, words)


def _ticks(scale: Span, word: Word) -> Iterator[Marker]:
    """Mondays of a narrow spread, first days of months of a wide one: few enough for a phone."""
    weeks = (scale.end - scale.first).days // WEEK
    narrow = weeks <= FEW_WEEKS
    days = _mondays(scale, weeks) if narrow else scale.months()
    for day, following in zip_longest(days, days[1:], fillvalue=scale.end):
        room = scale.at(following) - scale.at(day)
        form = "d MMM" if narrow else "y" if day.month == 1 else "MMM y" if day == days[0] and room >= ROOMY else "MMM"
        if scale.at(day) <= EDGE:
            yield Marker(percent(scale.at(day)), BOTTOM, "start", "tick", word(day, form))


def _mondays(scale: Span, weeks: int) -> list[date]:
    every = -(-weeks // LABELS)
    return [scale.first + timedelta(days=WEEK * number) for number in range(0, weeks, every)]
