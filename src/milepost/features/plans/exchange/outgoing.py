"""A plan as a file of another tool holds it: phases around their activities, gates and waits where the plan puts them.

Six queries, however long the plan. Nothing of the forecast goes out: what people planned does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from milepost.catalogue import programme as catalogue
from milepost.catalogue.ties import Tie
from milepost.catalogue.waits import waits
from milepost.engines.rules.dates import LAST_DAY
from milepost.features.plans.exchange.attributes import SUBJECT
from milepost.features.plans.exchange.links import linked
from milepost.features.plans.exchange.values import DayOff
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Work
from milepost.features.plans.forecasting.networks import FULL, GATE, GATES, WAIT, stated_dependencies, wait_ends
from milepost.features.plans.forecasting.reading import registered_shares, works_among
from milepost.features.plans.models import Activity
from milepost.features.plans.notation import read_after
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.selectors import calendar_of, holidays_between
from milepost.platform.ledger.clock import today

PHASE = "phase:"
YEARS = 12
"""So many years the calendar of a file reaches."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the file. `row` is the activity; a phase, a gate and a wait have a key, a name and days alone."""

    key: str
    name: str
    first: date
    last: date
    level: int
    row: Activity | None = None
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A whole plan: `calendar` counts its working days, `days_off` names those that are off, `shares` by role."""

    programme: Programme
    subject: str
    items: tuple[Item, ...]
    calendar: WorkingCalendar
    days_off: tuple[DayOff, ...]
    roles: Mapping[str, str]
    shares: Mapping[str, int]


def subject_of(programme: Programme) -> str:
    """What a file says of whose plan it is."""
    return f"{SUBJECT} {programme.organisation.code}/{programme.code}"


def outgoing(programme: Programme, language: str) -> Outgoing:
    """The plan as it stands."""
    rows = tuple(Activity.objects.filter(programme=programme))
    first = min((row.planned_from for row in rows), default=programme.starts_on)
    last = max((row.planned_to for row in rows), default=programme.starts_on)
    ends = min(last.year + 1, first.year + YEARS, LAST_DAY.year)
    holidays = holidays_between(programme.organisation, first, date(ends, 12, 31))
    names = {role.key: role.name.in_language(language) for role in catalogue.roles()}
    used = sorted({row.role for row in rows if row.role})
    return Outgoing(
        programme,
        subject_of(programme),
        tuple(_items(programme, rows, language)),
        WorkingCalendar.of(first, holidays),
        tuple(_days_off(programme, first.year, ends, language)),
        {role: names.get(role, role) for role in used},
        shares_of(programme),
    )


def shares_of(programme: Programme) -> dict[str, int]:
    """What the register says of each role's time today, in per cent of a full-time person."""
    shares = registered_shares(programme, today(programme.organisation.timezone))
    return {role: share or FULL for role, share in shares.items()}


def standard_ties(works: Mapping[str, Work]) -> dict[str, tuple[Tie, ...]]:
    """What the standard lets each activity, gate and wait wait for, by who waits."""
    found: dict[str, dict[tuple[str, str], Tie]] = {}
    for each in stated_dependencies(works):
        if not each.is_own:
            tie = Tie(each.tie.before, each.tie.link.value, each.tie.lag)
            found.setdefault(each.tie.after, {}).setdefault((tie.key, tie.link), tie)
    return {key: tuple(ties.values()) for key, ties in found.items()}


def _items(programme: Programme, rows: tuple[Activity, ...], language: str) -> Iterator[Item]:
    works = works_among(rows)
    standard = standard_ties(works)
    lying = dict(_waiting(programme, rows))
    for phase, gate in zip(programme.phases.all(), GATES, strict=True):
        own = [row for row in rows if row.phase == phase.key]
        standing = [wait for wait in waits() if wait.phase == catalogue.phase(phase.key).id and wait.key in lying]
        days = [day for row in own for day in (row.planned_from, row.planned_to)] or [phase.planned_from]
        name = catalogue.phase(phase.key).name.in_language(language)
        ends = max(*days, phase.planned_to, *(lying[wait.key][1] for wait in standing))
        yield Item(PHASE + phase.key, name, min(*days, phase.planned_from), ends, 1)
        for row in own:
            ties = linked(read_after(row.after or ""), standard.get(row.key, ()))
            yield Item(row.key, row.name, row.planned_from, row.planned_to, 2, row, ties)
        for wait in standing:
            key = WAIT + wait.key
            yield Item(
                key, wait.name.in_language(language), *lying[wait.key], 2, ties=linked((), standard.get(key, ()))
            )
        key, title = GATE + gate, catalogue.gate(gate).name.in_language(language)
        day = phase.closed_on or ends
        yield Item(key, f"{gate} {title}", day, day, 2, ties=linked((), standard.get(key, ())))


def _waiting(programme: Programme, rows: Iterable[Activity]) -> Iterator[tuple[str, tuple[date, date]]]:
    """Each standing wait from the planned end of what it follows, as long as the programme says."""
    ends = {row.key: row.done_on or row.planned_to for row in rows}
    numbers = {key: int(value) for key, value in programme.numbers.items()}
    for wait in waits():
        since = [ends[key] for key in wait.after if key in ends]
        if since and any(key in ends for key in wait.before):
            begins = max(since)
            yield wait.key, (begins, max(begins, wait_ends(wait, begins, numbers)))


def _days_off(programme: Programme, first: int, last: int, language: str) -> Iterator[DayOff]:
    for year in range(first, last + 1):
        for each in calendar_of(programme.organisation, year, language):
            if each.day.weekday() < 5 and (each.is_off or each.own):
                yield DayOff(each.day, each.own.name if each.own else each.public, works=not each.is_off)
