"""The gap assessment as counts, with the names of what is missing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GapField(StrEnum):
    """What each gap needs besides its present level."""

    REQUIRED = "required"
    PRIORITY = "priority"
    OWNER = "owner"
    EFFORT = "effort"
    REMEDIATION = "remediation"


@dataclass(frozen=True, slots=True)
class UnratedClause:
    """How many statements of a clause are unrated, and the first few ids."""

    clause: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncompleteGap:
    """A statement rated below its required level (or without one), and the fields it lacks."""

    statement: str
    clause: str
    missing: tuple[GapField, ...]


@dataclass(frozen=True, slots=True)
class NotTriggered:
    """A conditional statement whose condition has not arisen, with what was searched, and for which period.

    `reopened_by` names a record of the trigger that was found, on `reopened_on`.
    """

    statement: str
    clause: str
    trigger: str = ""
    period_from: date | None = None
    period_to: date | None = None
    register: str = ""
    conditional: bool = True
    reopened_by: str = ""
    reopened_on: date | None = None


@dataclass(frozen=True, slots=True)
class GapFacts:
    """`rated` counts rated and not-triggered statements. `complete_on` is the day the last one was first rated.

    `unrated` adds up to what is missing; `not_applicable` are statements that a list tried to set aside.
    """

    rated: int
    unrated: tuple[UnratedClause, ...] = ()
    incomplete: tuple[IncompleteGap, ...] = ()
    not_triggered: tuple[NotTriggered, ...] = ()
    not_applicable: tuple[str, ...] = ()
    complete_on: date | None = None
