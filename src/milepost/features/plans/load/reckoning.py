"""The work that lies ahead, spread over the working days of each activity, by role and week, beside what the role can.

A role can do a day of work on each working day, times its share of a full-time person and how many work in it at once.
No work is lost: what has no working day left counts on the next one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Given, Work
from milepost.features.plans.forecasting.networks import FULL

MOST = 60
"""Columns at most: a longer plan is counted by two weeks, three, and so on."""

WEEK = 7
ALMOST = 1e-6
"""Days by which sums of parts may miss each other."""

type Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Piece:
    """How many days of an activity fall into a spell."""

    key: str
    days: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Whole weeks of a role: days of work, days that it can do, and of what the work consists, the most first.

    `is_over` where in one of the weeks there is more to do than can be done: another week's room does not help.
    """

    first: date
    last: date
    days: float
    capacity: float
    pieces: tuple[Piece, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """The spells of a role without gaps, the same ones for every role; `days` is all it has to do."""

    role: str
    days: float
    spells: tuple[Spell, ...]

    @property
    def over(self) -> tuple[Spell, ...]:
        """The spells with too much."""
        return tuple(spell for spell in self.spells if spell.is_over)


def reckon(given: Given, spans: Mapping[str, Days]) -> tuple[RoleLoad, ...]:
    """The load of every role that has work ahead, those with too much first, then those with the most to do.

    `spans` says from when to when each activity lies. O(activities × weeks).
    """
    calendar = WorkingCalendar.of(given.begins_on, given.holidays)
    weeks: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for work in given.works:
        if work.key in spans and (left := days_left(work)):
            for week, days in _spread(left, spans[work.key], calendar):
                weeks[work.role][week][work.key] = days
    if not weeks:
        return ()
    last = max(week for by_week in weeks.values() for week in by_week)
    able = [_able(calendar, week) for week in range(last + 1)]
    roles = (_role(given, role, by_week, able) for role, by_week in weeks.items())
    return tuple(sorted(roles, key=lambda each: (-len(each.over), -each.days, each.role)))


def days_left(work: Work) -> float:
    """Days of the role that an activity still takes; none where nobody leads it or it is done."""
    if work.done_on is not None or not work.role:
        return 0.0
    return work.days * (FULL - work.percent) / FULL


def _spread(days: float, span: Days, calendar: WorkingCalendar) -> Iterator[tuple[int, float]]:
    """The days of an activity by weeks, evenly over its working days from today on."""
    last = len(calendar.days) - 1
    begin = min(calendar.unit_from(max(span[0], calendar.first)), last)
    end = max(min(calendar.finish_by(span[1]), last + 1), begin + 1)
    counted: dict[int, int] = defaultdict(int)
    for unit in range(begin, end):
        counted[_week(calendar.first, calendar.days[unit])] += 1
    for week, many in counted.items():
        yield week, days * many / (end - begin)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(first: date, day: date) -> int:
    return (day - _monday(first)).days // WEEK


def _able(calendar: WorkingCalendar, week: int) -> int:
    """Working days of a week, from today on."""
    monday = _monday(calendar.first) + timedelta(days=WEEK * week)
    return calendar.finish_by(monday + timedelta(days=WEEK - 1)) - calendar.unit_from(monday)


def _role(given: Given, role: str, by_week: Mapping[int, Mapping[str, float]], able: list[int]) -> RoleLoad:
    people = dict(given.people).get(role, 1) * dict(given.shares).get(role, FULL) / FULL
    length = -(-len(able) // MOST)
    monday = _monday(given.begins_on)
    spells = []
    for begin in range(0, len(able), length):
        weeks = range(begin, min(begin + length, len(able)))
        pieces: dict[str, float] = defaultdict(float)
        for week in weeks:
            for key, days in by_week.get(week, {}).items():
                pieces[key] += days
        spells.append(
            Spell(
                monday + timedelta(days=WEEK * begin),
                monday + timedelta(days=WEEK * (weeks.stop) - 1),
                round(sum(pieces.values()), 2),
                round(sum(able[week] for week in weeks) * people, 2),
                tuple(
                    Piece(key, round(days, 2))
                    for key, days in sorted(pieces.items(), key=lambda one: (-one[1], one[0]))
                ),
                any(sum(by_week.get(week, {}).values()) > able[week] * people + ALMOST for week in weeks),
            )
        )
    return RoleLoad(role, round(sum(sum(one.values()) for one in by_week.values()), 2), tuple(spells))
