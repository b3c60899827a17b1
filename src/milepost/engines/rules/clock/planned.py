"""Planned (reviews, reports, tests): due dates fixed beforehand, each kept within a window; one missed ends the run.

Its evidence are the occurrences done; a run starts with the later of go-live and approval of the due dates, and after
a missed occurrence with the next one done.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.business_time import nth_working_day_after
from milepost.engines.rules.clock.cuts import Cut, Owed, RhythmKind, cut_by_gap
from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.months import Month, each_month, month_of
from milepost.engines.rules.texts import say

OCCURRENCE_DAYS = {1: 10, 2: 15, 3: 15}
LONG_OCCURRENCE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something due on a day that was fixed beforehand; `moved_on`: the day on which it was moved to another one."""

    due_on: date
    done_on: date | None = None
    moved_on: date | None = None

    def is_moved_late(self, by: date) -> bool:
        """Whether its date was changed once it had passed, as known on a day."""
        return self.moved_on is not None and self.due_on < self.moved_on <= by


@dataclass(frozen=True, slots=True)
class Planned:
    """Occurrences every `interval_months` on due dates fixed beforehand; one not kept within the window is missed.

    `window_days`: working days after the due date; None: 10 for a monthly interval, 15 up to three months, else 30.
    """

    interval_months: int
    occurrences: tuple[Occurrence, ...] = ()
    due_dates_approved_on: date | None = None
    procedure_approved_on: date | None = None
    window_days: int | None = None
    kind = RhythmKind.PLANNED

    @property
    def is_long(self) -> bool:
        """Whether three months of operation may hold no occurrence: then one must lie before Stage 2 all the same."""
        return self.interval_months not in OCCURRENCE_DAYS

    def evidence(self, _counted: Mapping[date, int], until: date) -> dict[date, int]:
        return dict(Counter(self.done_days(until)))

    def done_days(self, until: date) -> list[date]:
        """The days on which occurrences were done, up to a day."""
        return sorted(item.done_on for item in self.occurrences if item.done_on is not None and item.done_on <= until)

    def starts_from(self, sight: Sight, day: date) -> date | None:
        approved_on = self.due_dates_approved_on
        if approved_on is None or approved_on > sight.until:
            return None
        return max(day, approved_on)

    def cut(self, sight: Sight, start: date) -> Cut | None:
        for occurrence in self._due(start, sight.until):
            due_on = occurrence.due_on
            deadline = self.deadline(occurrence, sight)
            if not _missed(occurrence, deadline, sight):
                continue
            if occurrence.is_moved_late(sight.until):
                why = say("The occurrence due on {due_on} was moved after its due date.", due_on=due_on)
            else:
                why = say(
                    "The occurrence due on {due_on} was not done by {deadline}.", due_on=due_on, deadline=deadline
                )
            resumes_on = sight.evidence.first_from(due_on + DAY)
            return cut_by_gap(sight, due_on - DAY, due_on, why, resumes_on)
        return None

    def owed(self, sight: Sight, start: date) -> Owed | None:
        """The first occurrence that is still to be done."""
        pending = (item for item in self._due(start, date.max) if item.done_on is None or item.done_on > sight.until)
        return next((Owed(item.due_on, self.deadline(item, sight)) for item in pending), None)

    def next_due(self, since: date, by: date) -> date | None:
        """The first due date at or after `since` of what is still to be done, as known on a day."""
        waiting = (
            item.due_on
            for item in self.occurrences
            if item.due_on >= since and not item.is_moved_late(by) and (item.done_on is None or item.done_on > by)
        )
        return min(waiting, default=None)

    def deadline(self, occurrence: Occurrence, sight: Sight) -> date:
        """The last day on which the occurrence is done in time."""
        window = self.window_days
        if window is None:
            window = OCCURRENCE_DAYS.get(self.interval_months, LONG_OCCURRENCE_DAYS)
        return nth_working_day_after(occurrence.due_on, window, sight.holidays)

    def unscheduled(self, start: date, until: date) -> Month | None:
        """The first month that ends an interval of whole months, wholly inside the run, without any due date."""
        due = {month_of(item.due_on) for item in self.occurrences}
        first = month_of(start) if start.day == 1 else month_of(start).plus(1)
        last = month_of(until + DAY).plus(-1)
        for month in each_month(first.plus(self.interval_months - 1), last):
            if due.isdisjoint(each_month(month.plus(1 - self.interval_months), month)):
                return month
        return None

    def _due(self, first: date, last: date) -> list[Occurrence]:
        """The occurrences due between two days, by due date."""
        return sorted((item for item in self.occurrences if first <= item.due_on <= last), key=lambda item: item.due_on)


def _missed(occurrence: Occurrence, deadline: date, sight: Sight) -> bool:
    """Whether it is known at the judged date that an occurrence was not kept."""
    if occurrence.is_moved_late(sight.until):
        return True
    done_on = occurrence.done_on
    if done_on is not None and done_on <= sight.until:
        return done_on > deadline
    return deadline < sight.until and deadline <= sight.seen_until
