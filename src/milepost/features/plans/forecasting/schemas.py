"""What the API gives of a forecast."""

from datetime import date
from typing import Literal

from milepost.platform.organisations.wire import Schema


class ReachedOut(Schema):
    """When a gate or the certificate is reached: the likely day, and the percentiles of all runs."""

    state: Literal["passed", "done", "ahead"]
    likely: date
    p10: date
    p50: date
    p80: date
    p90: date


class PlacedOut(Schema):
    """An activity, a wait (`wait:…`) or a gate (`gate:…`) where all likely durations put it; slack in working days."""

    activity: str
    name: str
    starts_on: date
    finishes_on: date
    slack: int
    critical: bool
    criticality: float
    reason: str


class MoverOut(Schema):
    """By how many working days the certificate moves between the shortest and the longest tenth of runs."""

    activity: str
    name: str
    working_days: float


class LateOut(Schema):
    """A deadline that the likely schedule misses, and the chain of activities that makes it late."""

    activity: str
    name: str
    deadline: date
    likely: date
    working_days_late: int
    chain: list[PlacedOut]


class SpellOut(Schema):
    """In how many runs the certificate is there within whole weeks, and by their end."""

    first: date
    last: date
    runs: int
    runs_by_then: int


class ForecastOut(Schema):
    """The forecast of a programme. `distribution` counts the certificate's days over all runs, empty once it is there.

    `days_after_wanted` counts from the wanted day to P80 and is below 0 before it.
    """

    programme: str
    on: date
    certificate: ReachedOut
    wanted_on: date | None
    days_after_wanted: int | None
    distribution: list[SpellOut]
    gates: dict[str, ReachedOut]
    critical: list[PlacedOut]
    movers: list[MoverOut]
    activities: list[PlacedOut]
    late: list[LateOut]
    without_people: date
    assumed_full_time: list[str]
    people_at_once: dict[str, int]
    phases_without_activities: list[str]
    makespan_proven: bool
    runs: int
    seed: int
