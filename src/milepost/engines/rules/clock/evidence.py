"""What can be seen at the judged date: the days that left evidence, and how far the imports reach."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise

from milepost.engines.rules.business_time import working_days_within

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The days with evidence, in order, and the running totals of their records (one more than days, from 0)."""

    days: tuple[date, ...]
    totals: tuple[int, ...]

    @classmethod
    def of(cls, counts: Mapping[date, int]) -> "Evidence":
        days = tuple(sorted(day for day, count in counts.items() if count > 0))
        return cls(days, tuple(accumulate((counts[day] for day in days), initial=0)))

    def first_from(self, day: date) -> date | None:
        """The first day with evidence at or after a day."""
        index = bisect_left(self.days, day)
        return self.days[index] if index < len(self.days) else None

    def counted_within(self, first: date, last: date) -> int:
        """How many records count from `first` to `last`, both inside."""
        return self.totals[bisect_right(self.days, last)] - self.totals[bisect_left(self.days, first)]

    def until(self, last: date) -> "Evidence":
        """The evidence up to a day, inside."""
        index = bisect_right(self.days, last)
        return Evidence(self.days[:index], self.totals[: index + 1])

    def days_from(self, day: date) -> tuple[date, ...]:
        """The days with evidence at or after a day."""
        return self.days[bisect_left(self.days, day) :]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one rhythm sees: evidence from `live_on` to `until`, complete only as far as `seen_until`.

    Time after `seen_until` is not imported: it is no silence. `retired_on`: the last live day, once it has passed.
    """

    evidence: Evidence
    live_on: date
    until: date
    seen_until: date
    holidays: Collection[date]
    retired_on: date | None = None

    def as_of(self, day: date) -> "Sight":
        """What was seen on an earlier day."""
        return replace(
            self,
            evidence=self.evidence.until(day),
            until=min(self.until, day),
            seen_until=min(self.seen_until, day),
            retired_on=None,
        )

    def silence(self, after: date, before: date) -> int:
        """Working days strictly between two days, as far as imported."""
        return working_days_within(after + DAY, min(before - DAY, self.seen_until), self.holidays)

    def silences(self, first: date) -> Iterable[tuple[date, date]]:
        """Each two neighbouring days with evidence from `first` on; the last one with the day after what is seen."""
        days = self.evidence.days_from(first)
        yield from pairwise(days)
        if days:
            yield days[-1], max(days[-1], self.seen_until) + DAY

    def longest_silence(self, first: date) -> int:
        """The most working days without evidence since `first`."""
        return max((self.silence(day, before) for day, before in self.silences(first) if before - day > DAY), default=0)

    def present_silence(self) -> int:
        """Working days since the last evidence, or since the practice went live."""
        last = self.evidence.days[-1] if self.evidence.days else self.live_on - DAY
        return self.silence(last, self.seen_until + DAY)
