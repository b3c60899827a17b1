"""Changes to a plan that somebody thinks about: each makes another plan of the one as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.effort import INTERNAL_ROWS
from milepost.engines.rules.facts.settings import Phase
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.given import Given, Work
from milepost.features.plans.forecasting.networks import FULL, duration
from milepost.features.plans.schedule import shared

STAGE_2 = "stage-2"
WEEK = 7


@dataclass(frozen=True, slots=True)
class Slip:
    """An activity begins so many weeks later than the forecast lets it; everything not done yet where none is named."""

    weeks: int
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody does the work of a role for so many weeks from now on."""

    role: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Share:
    """A role has so many per cent of a full-time person."""

    role: str
    percent: int


@dataclass(frozen=True, slots=True)
class Helper:
    """A consultant gives a role so many per cent of a full-time person on top."""

    role: str
    percent: int


@dataclass(frozen=True, slots=True)
class Services:
    """So many services are in scope instead of `before`; `size` and `size_before` are the programme's (0 to 1)."""

    count: int
    before: int
    size: Decimal
    size_before: Decimal


@dataclass(frozen=True, slots=True)
class Booked:
    """Stage 2 begins on a day."""

    day: date


type Change = Slip | Away | Share | Helper | Services | Booked


def changed(given: Given, answer: Answer, change: Change) -> Given:
    """The plan with a change; `answer` is the forecast of the plan as it is."""
    match change:
        case Slip():
            return _slipped(given, answer, change)
        case Away():
            day = given.begins_on + timedelta(days=WEEK * change.weeks)
            return _each(given, lambda work: _not_before(work, day) if work.role == change.role else work)
        case Share():
            return _with_share(given, change.role, change.percent)
        case Helper():
            return _with_share(given, change.role, share_of(given, change.role) + change.percent)
        case Services():
            return _scaled(given, change)
        case Booked():
            return _booked(given, change.day)


def share_of(given: Given, role: str) -> int:
    """The per cent of a full-time person that a role has."""
    return dict(given.shares).get(role, FULL)


def work_left(given: Given, role: str | None = None) -> Decimal:
    """Days of work that lie ahead, of a role or in all."""
    return sum(
        (
            Decimal(work.days * (FULL - work.percent)) / FULL
            for work in given.works
            if work.done_on is None and role in {None, work.role}
        ),
        Decimal(0),
    )


def helped(given: Given, change: Helper) -> Decimal:
    """What of a role's work a consultant does: by their part of its time. `given` is the plan with all changes."""
    whole = share_of(given, change.role)
    return work_left(given, change.role) * change.percent / whole


def _each(given: Given, change: Callable[[Work], Work]) -> Given:
    return replace(given, works=tuple(work if work.done_on else change(work) for work in given.works))


def _not_before(work: Work, day: date) -> Work:
    return replace(work, not_before=max(day, work.not_before or day))


def _slipped(given: Given, answer: Answer, change: Slip) -> Given:
    begins: Mapping[str, date] = {placed.key: placed.starts_on for placed in answer.placed}
    later = timedelta(days=WEEK * change.weeks)

    def slip(work: Work) -> Work:
        return _not_before(work, begins[work.key] + later) if change.activity in {"", work.key} else work

    return _each(given, slip)


def _with_share(given: Given, role: str, percent: int) -> Given:
    return replace(given, shares=tuple(sorted((dict(given.shares) | {role: percent}).items())))


def _scaled(given: Given, change: Services) -> Given:
    """Days of work by phase as the rows have them that a new programme is planned from, shared among its activities."""
    days: dict[str, int] = {}
    for phase in catalogue.phases():
        own = [work for work in given.works if work.phase == phase.id and work.done_on is None]
        row = INTERNAL_ROWS[Phase(phase.key)]
        now, before = (row.low + (row.high - row.low) * size for size in (change.size, change.size_before))
        total = (sum(work.days for work in own) * now / before).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        days |= dict(zip((work.key for work in own), shared(int(total), [work.days for work in own]), strict=True))
    return _each(given, lambda work: _with_days(work, days[work.key]))


def _with_days(work: Work, days: int) -> Work:
    """Its own estimates still lie around the likely one, as far off as they did."""
    if days == work.days:
        return work
    low = None if work.low is None else max(0, work.low + min(0, days - work.days))
    high = None if work.high is None else max(days, work.high + days - work.days)
    return replace(work, days=days, low=low if low is None else min(low, days), high=high)


def _booked(given: Given, day: date) -> Given:
    """It ends as long after that day as it takes; whatever is later is late."""

    def book(work: Work) -> Work:
        if work.key != STAGE_2:
            return work
        return replace(_not_before(work, day), deadline=ends_if_booked(given, work, day))

    return _each(given, book)


def ends_if_booked(given: Given, work: Work, day: date) -> date:
    """The day on which Stage 2 ends that begins on a day."""
    calendar = WorkingCalendar.of(day, given.holidays)
    return calendar.last_day(max(1, duration(work, dict(given.shares))))
