"""A plan as it stood on a day: everything that people endorse, and what the forecast said of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.features.plans.forecasting.given import Given


@dataclass(frozen=True, slots=True)
class ActivityThen:
    """An activity with the days planned for it, and those on which it was likely to begin and to end (or did)."""

    code: str
    phase: str
    name: str
    role: str
    planned_from: date
    planned_to: date
    starts_on: date
    finishes_on: date
    days: int
    days_low: int | None
    days_high: int | None
    percent: int
    not_before: date | None
    deadline: date | None
    after: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class GateThen:
    """A gate, which is a milestone: the planned end of its phase, and when it was likely to be reached."""

    gate: str
    state: str
    planned_to: date | None
    likely: date
    p50: date
    p80: date


@dataclass(frozen=True, slots=True)
class PhaseThen:
    """A phase with its planned days, ours and of outside help."""

    key: str
    planned_from: date
    planned_to: date
    internal_days: int
    external_days: int


@dataclass(frozen=True, slots=True)
class TieThen:
    """A dependency; `rule` asks for it, `is_own` where the organisation stated it itself."""

    before: str
    after: str
    link: str
    lag: int
    rule: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class RiskThen:
    """A risk of the programme that might still come."""

    code: str
    title: str
    phase: str
    percent: int | None
    delay_days: int | None
    cost: int | None
    response: str


@dataclass(frozen=True, slots=True)
class LateThen:
    """A deadline that the plan missed already when it was drawn up, by so many working days."""

    code: str
    deadline: date
    likely: date
    days: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A plan on the day `on`. `given` is what the forecast was computed from, by so many `runs` and a `seed`.

    The last of `gates` is reached on the day of the certificate. `scope_elements` counts what was in scope.
    """

    on: date
    programme: str
    starts_on: date
    certificate_wanted_on: date | None
    budget: Decimal | None
    currency: str
    phases: tuple[PhaseThen, ...]
    activities: tuple[ActivityThen, ...]
    dependencies: tuple[TieThen, ...]
    gates: tuple[GateThen, ...]
    risks: tuple[RiskThen, ...]
    late: tuple[LateThen, ...]
    scope_elements: int
    runs: int
    seed: int
    given: Given

    @property
    def certificate(self) -> GateThen:
        """When the certificate was likely to be there."""
        return self.gates[-1]

    @property
    def effort(self) -> int:
        """Days of work of all activities."""
        return sum(activity.days for activity in self.activities)
