"""The four phases on the calendar: the roadmap's months 1–2, 2–5, 5–10 and 10–12, stretched to a programme's length."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.months import add_months

ROADMAP_MONTHS = 12
_ENDS = (2, 5, 10, 12)  # the month of the roadmap at whose end each phase ends


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase as planned: its first and last day, and days of work."""

    key: str
    planned_from: date
    planned_to: date
    internal_days: int
    external_days: int

    def as_columns(self) -> dict[str, Any]:
        """As a phase's row takes it."""
        return {
            "planned_from": self.planned_from,
            "planned_to": self.planned_to,
            "internal_days": self.internal_days,
            "external_days": self.external_days,
        }


def phase_dates(starts_on: date, certificate_wanted_on: date | None) -> tuple[tuple[date, date], ...]:
    """First and last day of each phase, from the start to the wanted certificate date (12 months where there is none).

    Each phase begins on the day after the one before ends. A programme too short for four phases gets a day for each.
    """
    last = certificate_wanted_on or add_months(starts_on, ROADMAP_MONTHS)
    if last == add_months(starts_on, ROADMAP_MONTHS):
        ends = [add_months(starts_on, end) - timedelta(days=1) for end in _ENDS[:-1]] + [last]
    else:
        length = (last - starts_on).days + 1
        ends = [
            starts_on + timedelta(days=max(place, round(length * end / ROADMAP_MONTHS)) - 1)
            for place, end in enumerate(_ENDS, start=1)
        ]
    begins = [starts_on, *(end + timedelta(days=1) for end in ends[:-1])]
    return tuple(zip(begins, ends, strict=True))


def roadmap_phases(starts_on: date, certificate_wanted_on: date | None) -> tuple[PlannedPhase, ...]:
    """The phases with the middle of the roadmap's days."""
    return tuple(
        PlannedPhase(phase.key, begins, ends, sum(phase.internal_days) // 2, sum(phase.external_days) // 2)
        for phase, (begins, ends) in zip(catalogue.phases(), phase_dates(starts_on, certificate_wanted_on), strict=True)
    )
