"""What a practice owes its clock now: nil statements, occurrences, a rehearsal, records; by its rhythms.

Works on a row with registers and the days on which its records count, which the roll-up knows; reads no row itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from milepost.catalogue.practices import Rhythm as KnownRhythm
from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.business_time import nth_working_day_after
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.engines.rules.months import Month, month_of
from milepost.features.practices.models import NilStatement, Occurrence, Practice

AHEAD = timedelta(days=31)


class DutyKind(StrEnum):
    """What is owed."""

    RECORDS = "records"
    NIL = "nil"
    OCCURRENCE = "occurrence"
    DUE_DATES = "due-dates"
    REHEARSAL = "rehearsal"


class DutyState(StrEnum):
    """How it stands; the codes are those that pages show."""

    SETTLED = "settled"
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed. `by` is the last day that keeps the run whole; `count` the records of the month."""

    kind: DutyKind
    rhythm: KnownRhythm
    state: DutyState
    due_on: date | None = None
    by: date | None = None
    month: Month | None = None
    count: int = 0
    statement: NilStatement | None = None
    occurrence: Occurrence | None = None

    @property
    def name(self) -> str:
        """What its fields are called in the form that settles it."""
        match self.kind:
            case DutyKind.NIL:
                return f"nil-{self.month}"
            case DutyKind.OCCURRENCE:
                return f"done-{self.rhythm.key}-{self.due_on}"
        return f"{self.kind}-{self.rhythm.key}"

    @property
    def is_open(self) -> bool:
        """Whether it is owed now."""
        return self.state in {DutyState.DUE, DutyState.OVERDUE}

    @property
    def can_be_settled(self) -> bool:
        """Whether something entered now settles it; a nil statement that is late never does."""
        match self.kind:
            case DutyKind.NIL:
                return self.state is DutyState.DUE
            case DutyKind.OCCURRENCE:
                return self.state is not DutyState.SETTLED
        return self.is_open and self.kind is DutyKind.REHEARSAL


def duties_of(
    practice: Practice, *, on: date, counted: Mapping[date, int], holidays: frozenset[date]
) -> tuple[Duty, ...]:
    """What a live practice owes at a day; nothing before its go-live and after its end."""
    if practice.live_on is None or practice.live_on > on or (practice.ended_on and practice.ended_on <= on):
        return ()
    found: list[Duty] = []
    for rhythm in known_practice(practice.key).rhythms:
        match rhythm.kind:
            case RhythmKind.FLOW:
                found.append(_records(rhythm, month_of(on), counted))
            case RhythmKind.SPARSE:
                found.extend(_months(practice, rhythm, on, counted, holidays))
            case RhythmKind.PLANNED:
                found.extend(_occurrences(practice, rhythm, on, holidays))
            case RhythmKind.TRIGGERED:
                found.append(_rehearsal(practice, rhythm, on))
    return tuple(found)


def _counted_in(month: Month, counted: Mapping[date, int]) -> int:
    return sum(count for day, count in counted.items() if day in month)


def _records(rhythm: KnownRhythm, month: Month, counted: Mapping[date, int]) -> Duty:
    count = _counted_in(month, counted)
    return Duty(DutyKind.RECORDS, rhythm, DutyState.SETTLED if count else DutyState.PLANNED, month=month, count=count)


def _months(
    practice: Practice, rhythm: KnownRhythm, on: date, counted: Mapping[date, int], holidays: frozenset[date]
) -> Iterator[Duty]:
    """The month before, while its statement can still be signed in time or is missing, and the present one."""
    for month in (month_of(on).plus(-1), month_of(on)):
        if practice.live_on is None or month < month_of(practice.live_on):
            continue
        by = nth_working_day_after(month.last_day, rhythm.within_working_days, holidays)
        count = _counted_in(month, counted)
        statement = next((row for row in practice.nil_statements.all() if row.month == month.first_day), None)
        if count or (statement is not None and statement.is_signed):
            state = DutyState.SETTLED
        elif month.last_day > on:
            state = DutyState.PLANNED
        else:
            state = DutyState.DUE if on <= by else DutyState.OVERDUE
        yield Duty(DutyKind.NIL, rhythm, state, month.last_day, by, month, count, statement)


def _occurrences(practice: Practice, rhythm: KnownRhythm, on: date, holidays: frozenset[date]) -> Iterator[Duty]:
    """Everything still to be done up to a month ahead, and what was done this month."""
    if not any(plan.rhythm == rhythm.key for plan in practice.due_plans.all()):
        yield Duty(DutyKind.DUE_DATES, rhythm, DutyState.DUE)
        return
    for row in practice.occurrences.all():
        if row.rhythm != rhythm.key or row.moved_after_due or (practice.live_on and row.due_on < practice.live_on):
            continue
        by = nth_working_day_after(row.due_on, rhythm.within_working_days, holidays)
        if row.done_on is not None:
            if month_of(row.done_on) == month_of(on):
                yield Duty(DutyKind.OCCURRENCE, rhythm, DutyState.SETTLED, row.due_on, by, occurrence=row)
        elif row.due_on <= on + AHEAD:
            owed = DutyState.DUE if row.due_on <= month_of(on).last_day else DutyState.PLANNED
            state = DutyState.OVERDUE if by < on else owed
            yield Duty(DutyKind.OCCURRENCE, rhythm, state, row.due_on, by, occurrence=row)


def _rehearsal(practice: Practice, rhythm: KnownRhythm, on: date) -> Duty:
    """A case run through, or one rehearsal, since the go-live."""
    since = practice.live_on or on
    rows = [row for row in practice.cases.all() if row.rhythm == rhythm.key and since <= row.happened_on <= on]
    return Duty(DutyKind.REHEARSAL, rhythm, DutyState.SETTLED if rows else DutyState.DUE, count=len(rows))
