"""Triggered (design and transition, major incident, continuity invocation): a real case run through, or none needed.

Until there is a case, each month is derived from the registers as "no trigger". A run starts with a case or a
rehearsal, so that a run without a case always holds the rehearsal that the rule asks for.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.clock.cuts import Cut, Owed, RhythmKind, cut_by_gap
from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.months import Month, each_month, month_of
from milepost.engines.rules.texts import say


@dataclass(frozen=True, slots=True)
class Triggered:
    """A real case run through, or a rehearsal and each month derived from the registers as "no trigger".

    `cases_on`: the days of the cases, where only some of the practice's records are such (a major incident among the
    incidents); None: each counted record of the practice is a case.
    """

    no_trigger_months: frozenset[Month] = frozenset()
    rehearsed_on: tuple[date, ...] = ()
    cases_on: tuple[date, ...] | None = None
    kind = RhythmKind.TRIGGERED

    def evidence(self, counted: Mapping[date, int], until: date) -> dict[date, int]:
        rehearsed = Counter(day for day in self.rehearsed_on if day <= until)
        cases = Counter(counted if self.cases_on is None else (day for day in self.cases_on if day <= until))
        return dict(rehearsed | cases)

    def starts_from(self, sight: Sight, day: date) -> date | None:
        return sight.evidence.first_from(day)

    def cut(self, sight: Sight, start: date) -> Cut | None:
        case_on = self._first_case(sight, start)
        for month in each_month(month_of(start), month_of(sight.seen_until + DAY).plus(-1)):
            if case_on is not None and case_on <= month.last_day:
                return None
            if month not in self.no_trigger_months:
                why = say(
                    "{month}: no case was run through, and the registers do not show that there was no trigger.",
                    month=str(month),
                )
                resumes_on = sight.evidence.first_from(month.last_day + DAY)
                from_on = max(month.first_day, start + DAY)
                return cut_by_gap(sight, from_on - DAY, from_on, why, resumes_on)
        return None

    def owed(self, _sight: Sight, _start: date) -> Owed | None:
        """Nothing is owed on a date: months are derived, cases come when they come."""
        return None

    def _first_case(self, sight: Sight, start: date) -> date | None:
        """A rehearsal may be in the register too: a day has a case when it has more records than rehearsals."""
        rehearsed = Counter(self.rehearsed_on)
        days = sight.evidence.days_from(start)
        return next((day for day in days if sight.evidence.counted_within(day, day) > rehearsed[day]), None)
