"""What a forecast is computed from: frozen, so that the same plan on the same day is the same question."""

from dataclasses import dataclass
from datetime import date

from milepost.catalogue.ties import Tie


@dataclass(frozen=True, slots=True)
class Work:
    """An activity of the plan: its phase (`P2`), the role that leads it, days of that role, and when it was done.

    `low` and `high` are days at the shortest and the longest, where the catalogue's spread does not stand for them;
    `percent` is how much of an undone one is complete, `not_before` a day before which what is left cannot begin,
    `after` what it waits for beside the standard dependencies.
    """

    key: str
    phase: str
    role: str
    days: int
    done_on: date | None = None
    low: int | None = None
    high: int | None = None
    percent: int = 0
    not_before: date | None = None
    deadline: date | None = None
    after: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk of the programme that would delay the end of a phase (`P3`): its chance in percent, its working days."""

    code: str
    phase: str
    percent: int
    days: int


@dataclass(frozen=True, slots=True)
class Given:
    """A plan as it stands on the day `on`; what was done later is not known to it.

    `passed` holds the gates that were passed by then (`G1`) with their day, `shares` the percentage of a full-time
    person that a role has (one person where it says nothing), `numbers` the programme's own settings, `holidays` the
    days off but for weekends, `risks` those that may still come, `people` how many work at
    once in a role that is more than one person.
    """

    on: date
    starts_on: date
    works: tuple[Work, ...]
    passed: tuple[tuple[str, date], ...] = ()
    shares: tuple[tuple[str, int], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    holidays: frozenset[date] = frozenset()
    risks: tuple[Risk, ...] = ()
    people: tuple[tuple[str, int], ...] = ()

    @property
    def begins_on(self) -> date:
        """Before this day nothing that is not done can begin."""
        return max(self.on, self.starts_on)

    @property
    def first_day(self) -> date:
        """The first day that the plan knows of."""
        done = (work.done_on for work in self.works if work.done_on is not None)
        return min((self.begins_on, *done, *(day for _gate, day in self.passed)))
