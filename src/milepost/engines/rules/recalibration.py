"""What finished work says about the estimates of work ahead: by which factor a group of activities takes more or less.

The factor of a group is the median of actual by estimated days: half of its activities took more, half took less. One
that went wrong, or of which half was forgotten, moves it little. Below `LEAST` observations a group says nothing, and
the next wider one that an activity belongs to is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

LEAST = 5
"""Observations below which a group says nothing."""

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Observation:
    """A finished activity: the groups it belongs to, the closest first, days as first estimated, days it took."""

    key: str
    groups: tuple[str, ...]
    estimated: int
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Observed:
    """What a group's finished activities came to; `factor` is None where they are too few to say."""

    group: str
    observations: int
    estimated: int
    actual: Decimal
    factor: Decimal | None


def observe(observations: Iterable[Observation]) -> dict[str, Observed]:
    """Every group that something was observed of. What was estimated or took no days is no observation."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        if one.estimated > 0 and one.actual > 0:
            for group in one.groups:
                found[group].append(one)
    return {group: _observed(group, some) for group, some in found.items()}


def closest(groups: Sequence[str], observed: Mapping[str, Observed]) -> Observed | None:
    """The closest of these groups, the closest first, that has enough observations to say something."""
    return next((one for group in groups if (one := observed.get(group)) and one.factor is not None), None)


def rescaled(days: int, factor: Decimal) -> int:
    """Days by a factor, in whole days; what takes any days goes on taking at least one."""
    scaled = int((days * factor).to_integral_value(ROUND_HALF_UP))
    return max(scaled, 1) if days > 0 else 0


def _observed(group: str, some: Sequence[Observation]) -> Observed:
    factor = _median(some) if len(some) >= LEAST else None
    return Observed(
        group,
        len(some),
        sum(one.estimated for one in some),
        sum((one.actual for one in some), Decimal(0)),
        factor,
    )


def _median(some: Sequence[Observation]) -> Decimal:
    """In hundredths, and never nothing."""
    middle = median(Fraction(one.actual) / one.estimated for one in some)
    exact = Decimal(middle.numerator) / Decimal(middle.denominator)
    return max(exact.quantize(HUNDREDTH, ROUND_HALF_UP), HUNDREDTH)
