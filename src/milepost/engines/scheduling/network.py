"""The project network as a planner states it. Values only; `checking` says what of them cannot be meant."""

from dataclasses import dataclass
from enum import StrEnum

MAX_DURATION = 2_610
"""Units of the longest activity: ten years of 261 working days."""

MAX_TIME = 10 * MAX_DURATION
"""The largest date, and the largest lag either way, in units."""


class Link(StrEnum):
    """Which end of the one before a dependency ties to which end of the one after."""

    FINISH_TO_START = "FS"
    START_TO_START = "SS"
    FINISH_TO_FINISH = "FF"
    START_TO_FINISH = "SF"


@dataclass(frozen=True, slots=True)
class Demand:
    """How many units of a renewable resource an activity keeps busy from its start to its finish."""

    resource: str
    units: int


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that is not interrupted once begun; a milestone has duration 0.

    It starts no earlier than `earliest`, no later than `latest`, and finishes no later than `deadline`. A fixed date
    is an `earliest` that equals `latest`.
    """

    key: str
    duration: int
    demands: tuple[Demand, ...] = ()
    earliest: int = 0
    latest: int | None = None
    deadline: int | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A generalised precedence relation: the end of `after` lies at least `lag` units after the end of `before`.

    A negative lag lets them overlap. A maximal lag ("at most five days after A starts, B starts") is the relation in
    the other direction with the negative lag: `Dependency("B", "A", Link.START_TO_START, -5)`.
    """

    before: str
    after: str
    link: Link = Link.FINISH_TO_START
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """Another capacity than usual from `start` until just before `end`: leave, a holiday, a consultant's weeks."""

    start: int
    end: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A renewable resource, a role or a named person: how many units work at once, and when it is another number."""

    key: str
    capacity: int
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """A whole plan. Keys are unique among activities, and among resources."""

    activities: tuple[Activity, ...]
    dependencies: tuple[Dependency, ...] = ()
    resources: tuple[Resource, ...] = ()
