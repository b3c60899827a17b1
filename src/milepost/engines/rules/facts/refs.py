"""How facts point at people and things, and at one step's wanted, confirmed and true dates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ref:
    """A person or thing: a stable key, and the name people know it by. Two refs are the same when the keys are."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class StepDates:
    """The dates of an outside event.

    *Wanted* is never refused, *confirmed* is guarded by the sequencing rules, *held* is what happened
    (`held_until` is its last day). All are days in the programme's zone.
    """

    wanted_for: date | None = None
    confirmed_for: date | None = None
    held_from: date | None = None
    held_until: date | None = None

    @property
    def best_known(self) -> date | None:
        """The first day as far as anybody knows: held, else confirmed, else wanted."""
        return self.held_from or self.confirmed_for or self.wanted_for


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many fell on a day."""

    day: date
    count: int
