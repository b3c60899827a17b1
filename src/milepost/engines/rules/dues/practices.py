"""What a practice's rhythms ask for by a day: a record, a month's record or nil statement, an occurrence, a rehearsal.

The clock says afterwards that a month was silent; these are the days on which that could still be helped.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from milepost.engines.rules.business_time import nth_working_day_after
from milepost.engines.rules.dues.due import Due
from milepost.engines.rules.months import Month, add_months, each_month, month_of
from milepost.engines.rules.results import Subject
from milepost.engines.rules.texts import Text, Value, say

DAY = timedelta(days=1)
MONTHS_BACK = 3  # a month that stayed silent is asked about so long; then nothing helps it any more


@dataclass(frozen=True, slots=True)
class Operated:
    """A live practice: who answers for it, since when, how long still, and on which days how many records count."""

    about: Subject
    owner: str
    live_on: date
    live_until: date | None = None
    counted: Mapping[date, int] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

    def due(self, what: str, period: str, due_on: date, title: Text, **more: object) -> Due:
        """One of its dues."""
        return Due(self.about, what, period, due_on, title, self.owner, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rhythm: its key and what it is about, in words."""

    key: str
    label: Text


def record_due(practice: Operated, asked: Asked, silent_days: int, *, on: date) -> Due:
    """The next record of a flow, by the last working day of the silence that is borne.

    It is listed in the last third of it: who brings records in once a week is not asked each week.
    """
    last = max(
        (day for day, count in practice.counted.items() if count and practice.live_on <= day <= on), default=None
    )
    since = last or practice.live_on - DAY
    due_on = nth_working_day_after(since, silent_days, practice.holidays)
    words: dict[str, Value] = {"practice": practice.about.label, "day": due_on}
    title = (
        say("{practice}: the last record is of {last}; without another by {day} its run ends", last=last, **words)
        if last
        else say("{practice}: nothing is recorded since it went live; the first record is owed by {day}", **words)
    )
    listed_from = nth_working_day_after(since, silent_days - silent_days // 3, practice.holidays)
    return practice.due(asked.key, since.isoformat(), due_on, title, recurs=True, listed_from=listed_from)


def month_dues(practice: Operated, asked: Asked, within: int, signed: AbstractSet[Month], *, on: date) -> Iterator[Due]:
    """A record or a signed nil statement of each month: the present one, and those before that may still be asked."""
    last = month_of(on) if practice.live_until is None else min(month_of(on), month_of(practice.live_until))
    first = max(month_of(practice.live_on), month_of(on).plus(-MONTHS_BACK))
    for month in each_month(first, last):
        due_on = nth_working_day_after(month.last_day, within, practice.holidays)
        recorded = any(count for day, count in practice.counted.items() if day in month and day <= on)
        title = say(
            "{practice}: {month} has no record ({what}); keep one, or sign the nil statement by {day}",
            practice=practice.about.label, month=month, what=asked.label, day=due_on,
        )  # fmt: skip
        yield practice.due(asked.key, str(month), due_on, title, settled=recorded or month in signed)


def occurrence_dues(practice: Operated, asked: Asked, fixed: Sequence[tuple[date, date | None]]) -> Iterator[Due]:
    """What was fixed for days, each with the day on which it was done; and the next days, before the last is over."""
    mine = [(due_on, done_on) for due_on, done_on in fixed if due_on >= practice.live_on]
    words: dict[str, Value] = {"practice": practice.about.label, "what": asked.label}
    for due_on, done_on in mine:
        if practice.live_until is None or due_on <= practice.live_until:
            title = say("{practice}: {what}, due on {day}", day=due_on, **words)
            yield practice.due(asked.key, due_on.isoformat(), due_on, title, settled=done_on is not None)
    if mine and practice.live_until is None:
        last = max(due_on for due_on, _done_on in mine)
        for day, _done_on in mine:  # where a later one was fixed, that was done
            title = say("{practice}: fix the next days ({what}); the last one is {day}", day=day, **words)
            yield practice.due(f"{asked.key}-days", day.isoformat(), day, title, settled=day < last)


def rehearsal_due(practice: Operated, asked: Asked, cases_on: Sequence[date], *, on: date) -> Due:
    """A case run through, or a rehearsal, within the first month: the clock counts from it."""
    due_on = add_months(practice.live_on, 1)
    title = say(
        "{practice}: run a case through or rehearse one ({what}) by {day}",
        practice=practice.about.label, what=asked.label, day=due_on,
    )  # fmt: skip
    settled = any(practice.live_on <= day <= on for day in cases_on)
    return practice.due(asked.key, practice.live_on.isoformat(), due_on, title, settled=settled)
