"""The implementation plan: how the SMS is built (never the service management plan), its load and its effort."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A baseline of the plan with what it holds, counted; `endorsed_in` names the steering meeting."""

    version: str
    milestones: int = 0
    allocations: int = 0
    budget: Decimal | None = None
    dependencies: int = 0
    risks: int = 0
    apart_from_smp: bool = True
    drawn_up_on: date | None = None
    endorsed_on: date | None = None
    endorsed_in: Ref | None = None


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """Days of work planned for a month (its first day) against the days people have."""

    month: date
    load_days: Decimal
    capacity_days: Decimal


@dataclass(frozen=True, slots=True)
class PhaseForecast:
    """The day on which a phase's work would end as things stand, and the end of the phase in the plan."""

    phase: Phase
    work_ends_on: date
    phase_ends_on: date


@dataclass(frozen=True, slots=True)
class ScopeGrowth:
    """Elements in scope and planned days, in the endorsed baseline and now."""

    elements_then: int
    elements_now: int
    days_then: Decimal
    days_now: Decimal


@dataclass(frozen=True, slots=True)
class PlanFacts:
    plan: Ref
    versions: tuple[PlanVersion, ...] = ()
    loads: tuple[MonthLoad, ...] = ()
    forecasts: tuple[PhaseForecast, ...] = ()
    growth: ScopeGrowth | None = None


@dataclass(frozen=True, slots=True)
class PhaseEffort:
    """Planned days of a phase, ours and of outside help."""

    phase: Phase
    internal_days: Decimal
    external_days: Decimal


@dataclass(frozen=True, slots=True)
class EffortFacts:
    phases: tuple[PhaseEffort, ...] = ()
