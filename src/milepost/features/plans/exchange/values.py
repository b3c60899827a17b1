"""What a file of another planner's tool holds, as plain values; days are working days, minutes working minutes."""

from dataclasses import dataclass, field
from datetime import date

DAY_MINUTES = 480
"""Working minutes of a day in the files that Milepost writes."""


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency on the task `uid`: `lag` in tenths of a minute, of a kind that `lag_format` says."""

    uid: int
    kind: str = "FS"
    lag: int = 0
    lag_format: int = 7
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a file. `row` counts from one; `texts` and `numbers` are extended attributes by their alias.

    `minutes` is how long it takes, `work` what its people work; None where the file does not say. `parent` is the uid
    of the summary task around it.
    """

    row: int
    uid: int
    name: str
    wbs: str = ""
    level: int = 1
    parent: int | None = None
    is_summary: bool = False
    is_active: bool = True
    is_elsewhere: bool = False
    start: date | None = None
    finish: date | None = None
    minutes: float | None = None
    work: float | None = None
    percent: int = 0
    actual_finish: date | None = None
    constraint: int = 0
    constraint_on: date | None = None
    deadline: date | None = None
    notes: str = ""
    links: tuple[Link, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    has_cost: bool = False
    has_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: `code` is a role of ours in files that Milepost wrote, `units` its share of time (1 is a person)."""

    uid: int
    name: str
    code: str = ""
    is_work: bool = True
    units: float | None = None
    calendar: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource on a task."""

    task: int
    resource: int
    work: float = 0.0


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day of a calendar that is off, or worked although others are not."""

    day: date
    name: str
    works: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar: its exceptions day by day, and what of it cannot be read, in words of the file."""

    uid: int
    name: str
    days: tuple[DayOff, ...] = ()
    weekdays: frozenset[int] = frozenset(range(5))
    recurring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A whole file."""

    name: str = ""
    subject: str = ""
    calendar: int | None = None
    day_minutes: int = DAY_MINUTES
    aliases: frozenset[str] = frozenset()
    tasks: tuple[Task, ...] = ()
    resources: tuple[Resource, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    calendars: tuple[Calendar, ...] = ()
