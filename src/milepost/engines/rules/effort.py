"""Effort by the roadmap's rows: what a phase costs, scaled to the size of the programme.

The rows add to 490 to 720 internal and 90 to 170 external days, while the roadmap's text says 400 to 800 and 60 to
120. We plan by the rows and warn outside the text's range (W-02); both are shown.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from milepost.engines.rules.facts.settings import Phase


@dataclass(frozen=True, slots=True)
class DayRange:
    """From so many days to so many, both inside."""

    low: int
    high: int

    def __contains__(self, days: Decimal | int) -> bool:
        return self.low <= days <= self.high

    def at(self, size: Decimal) -> Decimal:
        """Whole days at a size between 0 (the low end) and 1 (the high end)."""
        days = self.low + (self.high - self.low) * size
        return days.quantize(Decimal(1), rounding=ROUND_HALF_UP)


INTERNAL_ROWS: dict[Phase, DayRange] = {
    Phase.FOUNDATION: DayRange(80, 120),
    Phase.DESIGN: DayRange(250, 350),
    Phase.IMPLEMENTATION: DayRange(100, 150),
    Phase.CERTIFICATION: DayRange(60, 100),
}
EXTERNAL_ROWS: dict[Phase, DayRange] = {
    Phase.FOUNDATION: DayRange(10, 20),
    Phase.DESIGN: DayRange(60, 100),
    Phase.IMPLEMENTATION: DayRange(20, 40),
    Phase.CERTIFICATION: DayRange(0, 10),
}
INTERNAL_TEXT, EXTERNAL_TEXT = DayRange(400, 800), DayRange(60, 120)
"""The ranges of the roadmap's text for the whole programme."""

SMALL_SERVICES, LARGE_SERVICES = 3, 20
SMALL_PEOPLE, LARGE_PEOPLE = 15, 150
SMALL_PLACES, LARGE_PLACES = 1, 5


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a programme is: what is in scope and how many people work in the SMS."""

    services: int
    people: int
    locations: int = 1


@dataclass(frozen=True, slots=True)
class PhaseEstimate:
    """Days of one phase at a size, with the rows they come from."""

    phase: Phase
    internal_days: Decimal
    external_days: Decimal
    internal_row: DayRange
    external_row: DayRange


def size_of(extent: Extent) -> Decimal:
    """Where a programme lies between small (0) and large (1): services count half, people and places a quarter each.

    The bounds and weights are this programme's, not the roadmap's: they only choose a place inside its rows.
    """
    services = _share(extent.services, SMALL_SERVICES, LARGE_SERVICES)
    people = _share(extent.people, SMALL_PEOPLE, LARGE_PEOPLE)
    places = _share(extent.locations, SMALL_PLACES, LARGE_PLACES)
    return (2 * services + people + places) / 4


def estimate(size: Decimal, *, with_consultants: bool = True) -> tuple[PhaseEstimate, ...]:
    """The days of each phase at a size from 0 to 1; without outside help no external days are planned."""
    if not 0 <= size <= 1:
        raise ValueError("A size lies between 0 and 1")
    return tuple(
        PhaseEstimate(
            phase,
            INTERNAL_ROWS[phase].at(size),
            EXTERNAL_ROWS[phase].at(size) if with_consultants else Decimal(0),
            INTERNAL_ROWS[phase],
            EXTERNAL_ROWS[phase],
        )
        for phase in Phase
    )


def rows_total(rows: dict[Phase, DayRange]) -> DayRange:
    """What the rows add up to."""
    return DayRange(sum(row.low for row in rows.values()), sum(row.high for row in rows.values()))


def _share(value: int, small: int, large: int) -> Decimal:
    clamped = min(max(value, small), large)
    return Decimal(clamped - small) / Decimal(large - small)
