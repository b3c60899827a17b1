"""What a new programme would look like: phases with dates and days, activities, roles to fill, warnings.

The days come from the roadmap's rows, at a place inside them that follows from the answers; the roadmap's text gives
other ranges, and both are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.effort import (
    EXTERNAL_ROWS,
    EXTERNAL_TEXT,
    INTERNAL_ROWS,
    INTERNAL_TEXT,
    DayRange,
    Extent,
    PhaseEstimate,
    estimate,
    rows_total,
    size_of,
)
from milepost.engines.rules.facts.plan import EffortFacts, PhaseEffort
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.warnings import RaisedWarning, raise_warnings
from milepost.features.plans.schedule import PlannedActivity, planned_activities
from milepost.features.plans.wizard.answers import Answers, Today
from milepost.features.programmes.phasing import PlannedPhase, phase_dates

INTERNAL_TOTAL, EXTERNAL_TOTAL = rows_total(INTERNAL_ROWS), rows_total(EXTERNAL_ROWS)
RELIEF = {Today.FEW: Decimal(0), Today.SOME: Decimal("0.15"), Today.MOST: Decimal("0.3")}
RELIEF_OF_A_CERTIFICATE = Decimal("0.1")
"""How far what exists already moves a programme towards the small end: ours, not the roadmap's, and inside its rows."""


@dataclass(frozen=True, slots=True)
class PhasePreview:
    """A phase as it would be: dates, days, the rows they come from, and its activities."""

    standard: catalogue.Phase
    planned: PlannedPhase
    estimate: PhaseEstimate
    activities: tuple[PlannedActivity, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole programme as it would be."""

    answers: Answers
    phases: tuple[PhasePreview, ...]
    roles: tuple[catalogue.Role, ...]
    warnings: tuple[RaisedWarning, ...]
    internal_rows: DayRange = INTERNAL_TOTAL
    external_rows: DayRange = EXTERNAL_TOTAL
    internal_text: DayRange = INTERNAL_TEXT
    external_text: DayRange = EXTERNAL_TEXT

    @property
    def planned(self) -> tuple[PlannedPhase, ...]:
        """The phases as a programme takes them."""
        return tuple(phase.planned for phase in self.phases)

    @property
    def activities(self) -> tuple[PlannedActivity, ...]:
        """Every activity, in the order of the phases."""
        return tuple(activity for phase in self.phases for activity in phase.activities)

    @property
    def internal_days(self) -> int:
        """Internal days in all."""
        return sum(phase.planned.internal_days for phase in self.phases)

    @property
    def external_days(self) -> int:
        """External days in all."""
        return sum(phase.planned.external_days for phase in self.phases)

    @property
    def ends_on(self) -> date:
        """The last day of the last phase."""
        return self.phases[-1].planned.planned_to


def size_from(answers: Answers) -> Decimal:
    """Where the programme lies between small (0) and large (1)."""
    extent = size_of(Extent(answers.services, answers.people, answers.sites))
    relief = RELIEF[answers.practices_today] + (RELIEF_OF_A_CERTIFICATE if answers.other_certificates else 0)
    return max(Decimal(0), extent - relief)


def preview_of(answers: Answers) -> Preview:
    """The programme that follows from the answers."""
    dates = phase_dates(answers.starts_on, answers.certificate_wanted_on)
    estimates = estimate(size_from(answers), with_consultants=answers.external_help)
    planned = tuple(
        PlannedPhase(row.phase.value, begins, ends, int(row.internal_days), int(row.external_days))
        for row, (begins, ends) in zip(estimates, dates, strict=True)
    )
    standard = catalogue.phases()
    activities = planned_activities(planned, {phase.key: phase.id for phase in standard})
    phases = tuple(
        PhasePreview(kind, phase, row, tuple(activity for activity in activities if activity.phase == phase.key))
        for kind, phase, row in zip(standard, planned, estimates, strict=True)
    )
    to_fill = tuple(role for role in catalogue.roles() if role.must_fill)
    return Preview(answers, phases, to_fill, _warnings(answers, planned, estimates))


def _warnings(
    answers: Answers, planned: Sequence[PlannedPhase], estimates: Sequence[PhaseEstimate]
) -> tuple[RaisedWarning, ...]:
    facts = ProgrammeFacts(
        key="",
        code="",
        name=answers.name,
        started_on=answers.starts_on,
        planned_end=planned[-1].planned_to,
        effort=EffortFacts(tuple(PhaseEffort(row.phase, row.internal_days, row.external_days) for row in estimates)),
    )
    return raise_warnings(facts, on=answers.starts_on)
