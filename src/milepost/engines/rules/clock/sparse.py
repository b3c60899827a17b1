"""Sparse (problem, release, configuration, …): each month has a counted record or the owner's nil statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.business_time import nth_working_day_after
from milepost.engines.rules.clock.cuts import Cut, Owed, RhythmKind, cut_by_gap
from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.months import Month, each_month, month_of
from milepost.engines.rules.texts import say

NIL_DAYS = 10


@dataclass(frozen=True, slots=True)
class NilStatement:
    """The owner's signed word that a month had nothing to record, naming where they looked."""

    month: Month
    signed_on: date
    looked_at: str
    signed_by_owner: bool = True


@dataclass(frozen=True, slots=True)
class Sparse:
    """A counted record in each calendar month, or a nil statement within `nil_days` working days of its end."""

    nil_statements: tuple[NilStatement, ...] = ()
    nil_days: int = NIL_DAYS
    kind = RhythmKind.SPARSE

    def evidence(self, counted: Mapping[date, int], _until: date) -> dict[date, int]:
        return dict(counted)

    def starts_from(self, sight: Sight, day: date) -> date | None:
        return sight.evidence.first_from(day)

    def cut(self, sight: Sight, start: date) -> Cut | None:
        for month in self._open_months(sight, start):
            if sight.until <= self._due_on(month, sight):
                return None
            why = say("{month} has neither a counted record nor a nil statement in time.", month=str(month))
            resumes_on = sight.evidence.first_from(month.last_day + DAY)
            return cut_by_gap(sight, month.first_day - DAY, month.first_day, why, resumes_on)
        return None

    def owed(self, sight: Sight, start: date) -> Owed | None:
        """A record or the nil statement of the first month that has neither, the present one included."""
        month = month_of(start)
        while self._is_settled(sight, month):
            month = month.plus(1)
        return Owed(month.last_day, self._due_on(month, sight))

    def _open_months(self, sight: Sight, start: date) -> Iterable[Month]:
        """The months after the start's, over and imported, that have neither record nor nil statement."""
        for month in each_month(month_of(start).plus(1), month_of(sight.seen_until + DAY).plus(-1)):
            if not self._is_settled(sight, month):
                yield month

    def _is_settled(self, sight: Sight, month: Month) -> bool:
        if sight.evidence.counted_within(month.first_day, month.last_day) > 0:
            return True
        return any(nil.month == month and self._holds(nil, sight) for nil in self.nil_statements)

    def _due_on(self, month: Month, sight: Sight) -> date:
        """The last day on which a nil statement for the month is in time."""
        return nth_working_day_after(month.last_day, self.nil_days, sight.holidays)

    def _holds(self, nil: NilStatement, sight: Sight) -> bool:
        """Before its last day nobody can say that a month was empty."""
        in_time = nil.month.last_day <= nil.signed_on <= min(self._due_on(nil.month, sight), sight.until)
        return in_time and nil.signed_by_owner and bool(nil.looked_at.strip())
