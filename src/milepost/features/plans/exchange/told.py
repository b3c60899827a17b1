"""What a file holds for a plan: rows of activities, what cannot be taken, and notes on what is left behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.catalogue.ties import Tie
from milepost.engines.rules.texts import Text
from milepost.features.plans.exchange.values import DayOff
from milepost.features.plans.forecasting.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Row:
    """An activity as a file gives it: the fields that `put_activity` takes, and the file's own number."""

    number: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """What was left behind, or taken for something else; `row` and `code` where it is of one task."""

    text: Text
    row: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A task that cannot be taken."""

    row: int
    code: str
    field: str
    reason: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here: activities as `fields_of` gives them, standard dependencies, roles, phases, the calendar.

    `subject` is what a file of this very plan says of itself, `phase` that of tasks which name none; `roles` and
    `phases` lead from their names to their keys.
    """

    subject: str
    activities: Mapping[str, Mapping[str, Any]]
    standard: Mapping[str, tuple[Tie, ...]]
    roles: Mapping[str, str]
    phases: Mapping[str, str]
    days_off: frozenset[date]
    calendar: WorkingCalendar
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file holds for a plan."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    days: tuple[DayOff, ...] = ()
