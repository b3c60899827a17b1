"""The road as a picture: phases as stretches, gates as diamonds, today as a pin, placed by per cent of its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.months import add_months
from milepost.features.gates.selectors import GateStanding
from milepost.features.programmes.models import Phase as PhaseRow

LEAST = 42  # days that a phase still ahead is drawn with at least, so that gates keep apart
MARGIN = 21  # days before the end of the road in which no month is named: the word would stand outside
NARROW = 9.0  # per cent: two labels closer than this would run into each other


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase, or the part of it before or after today."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Name:
    """A phase's name over its beginning; left out where the stretch is too short for it."""

    x: str
    words: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Diamond:
    """A gate at the end of its phase; `row` keeps labels of near gates apart."""

    x: str
    kind: str
    standing: GateStanding
    gate: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A month on the scale."""

    x: str
    day: date
    with_year: bool


@dataclass(frozen=True, slots=True)
class Road:
    """The whole picture."""

    stretches: tuple[Stretch, ...]
    names: tuple[Name, ...]
    gates: tuple[Diamond, ...]
    ticks: tuple[Tick, ...]
    here: str
    here_anchor: str
    week: int
    weeks: int
    first: date
    last: date

    @property
    def tall(self) -> bool:
        """Whether a gate has more to say than fits in two lines."""
        return any(gate.standing.pending or gate.standing.stated for gate in self.gates)


def draw_road(phases: Sequence[PhaseRow], standings: Sequence[GateStanding], names: Sequence[str], *, on: date) -> Road:
    """The road from the first phase's beginning to a month after the last one's end (or to today, if that is later)."""
    first = phases[0].opened_on or phases[0].planned_from
    begins = _begins(phases, on)
    last = add_months(max(phases[-1].planned_to, begins[-1]), 1)
    span = (last - first).days

    def at(day: date) -> float:
        return max(0.0, min(100.0, (day - first).days / span * 100))

    ends = [*begins[1:], phases[-1].closed_on or max(phases[-1].planned_to, begins[-1] + timedelta(days=LEAST))]
    here = at(on)
    stretches: list[Stretch] = []
    current = max((i for i, phase in enumerate(phases) if phase.opened_on and phase.opened_on <= on), default=0)
    for i, (begin, end) in enumerate(zip(map(at, begins), map(at, ends), strict=True)):
        stretches += _stretches(begin, end, here, running=i == current)
    begun = begins[current]
    return Road(
        stretches=tuple(stretches),
        names=tuple(
            Name(_percent(at(begin)), f"{i + 1} {name}", at(end) - at(begin) >= NARROW)
            for i, (begin, end, name) in enumerate(zip(begins, ends, names, strict=True))
        ),
        gates=tuple(
            Diamond(_percent(at(end)), _kind(standing), standing, Phase(phase.key).gate, _anchor(at(end), at(after)))
            for phase, standing, end, after in zip(phases, standings, ends, [*ends[1:], date.max], strict=True)
        ),
        ticks=_ticks(first, last, at),
        here=_percent(here),
        here_anchor="start" if here < 12 else "end" if here > 88 else "middle",
        week=max(1, (on - begun).days // 7 + 1),
        weeks=max(1, ((phases[current].planned_to - begun).days + 6) // 7),
        first=first,
        last=last,
    )


def _begins(phases: Sequence[PhaseRow], on: date) -> list[date]:
    """Where each phase begins: the day it was opened, else the planned one, which a late phase before it pushes on."""
    days: list[date] = []
    for phase in phases:
        day = phase.opened_on or max(phase.planned_from, on + timedelta(days=7))
        pushed = days[-1] + timedelta(days=LEAST) if days and not phase.opened_on else day
        days.append(max(day, pushed))
    return days


def _stretches(begin: float, end: float, here: float, *, running: bool) -> list[Stretch]:
    if here >= end:
        return [Stretch("now" if running else "past", _percent(begin), _percent(end - begin))]
    if here <= begin:
        return [Stretch("ahead", _percent(begin), _percent(end - begin))]
    return [
        Stretch("now", _percent(begin), _percent(here - begin)),
        Stretch("ahead", _percent(here), _percent(end - here)),
    ]


def _kind(standing: GateStanding) -> str:
    if standing.went:
        return "g-ok"
    return "g-open" if standing.holding else "g-far"


def _anchor(x: float, following: float) -> str:
    """Which end of a gate's words stands at it: near the edge, or near the next gate, they make way."""
    if x > 92 or (x > 20 and following - x < 2 * NARROW):
        return "end"
    return "start" if x < 6 else "middle"


def _ticks(first: date, last: date, at: "object") -> tuple[Tick, ...]:
    months = []
    day = first.replace(day=1)
    while day <= last:
        if day >= first - timedelta(days=2) and (last - day).days >= MARGIN:
            months.append(day)
        day = add_months(day, 1)
    every = max(1, len(months) // 14 + (len(months) > 14))
    shown = months[::every]
    return tuple(
        Tick(_percent(at(day)), day, i == 0 or day.month <= every)  # type: ignore[operator]
        for i, day in enumerate(shown)
    )


def _percent(value: float) -> str:
    return f"{value:.2f}%"
