"""Flow (incident, service request, change): counted records come all the time; a silent gap ends the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.business_time import is_working_day, nth_working_day_after
from milepost.engines.rules.clock.cuts import Cut, Gap, Owed, RhythmKind
from milepost.engines.rules.clock.evidence import DAY, Sight
from milepost.engines.rules.texts import say_many


@dataclass(frozen=True, slots=True)
class Flow:
    """Records all the time: more than `silent_days` working days without a counted one is a gap."""

    silent_days: int = 10
    kind = RhythmKind.FLOW

    def evidence(self, counted: Mapping[date, int], _until: date) -> dict[date, int]:
        return dict(counted)

    def starts_from(self, sight: Sight, day: date) -> date | None:
        return sight.evidence.first_from(day)

    def cut(self, sight: Sight, start: date) -> Cut | None:
        for day, before in sight.silences(start):
            if (before - day).days <= self.silent_days + 1:
                continue
            silent = sight.silence(day, before)
            if silent > self.silent_days:
                why = say_many(
                    "{count} working day without a counted record; {limit} are allowed.",
                    "{count} working days without a counted record; {limit} are allowed.",
                    silent,
                    limit=self.silent_days,
                )
                from_on = nth_working_day_after(day, 1, sight.holidays)
                to_on = min(before - DAY, sight.seen_until)
                while not is_working_day(to_on, sight.holidays):
                    to_on -= DAY
                return Cut(day, why, sight.evidence.first_from(before), Gap(from_on, to_on, why))
        return None

    def owed(self, sight: Sight, start: date) -> Owed | None:
        """A counted record, before the silence is too long."""
        last = sight.evidence.days_from(start)[-1]
        return Owed(last + DAY, nth_working_day_after(last, self.silent_days + 1, sight.holidays))
