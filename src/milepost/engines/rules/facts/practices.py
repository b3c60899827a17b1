"""Practices: owner, procedure, go-live; and one summary of each operation clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.engines.rules.facts.refs import DayCount, Ref
from milepost.engines.rules.results import CheckResult


@dataclass(frozen=True, slots=True)
class Practice:
    """One of the twenty. `before`: the go-live happened before Milepost and was recorded with its minutes.

    `procedure_first_approved_on` is the first approval ever, `procedure_approved_on` that of the version in force,
    `procedure_ended_on` the day it was withdrawn without a successor.
    """

    practice: Ref
    clause: str
    owner: Ref | None = None
    accepted_on: date | None = None
    deputy: Ref | None = None
    hours_per_week: Decimal | None = None
    procedure: Ref | None = None
    procedure_first_approved_on: date | None = None
    procedure_approved_on: date | None = None
    procedure_ended_on: date | None = None
    planned_live_on: date | None = None
    live_on: date | None = None
    before: bool = False
    ended_on: date | None = None

    def live(self, on: date) -> bool:
        return self.live_on is not None and self.live_on <= on and (self.ended_on is None or self.ended_on > on)

    def has_procedure(self, on: date) -> bool:
        approved = self.procedure_first_approved_on or self.procedure_approved_on
        return (
            approved is not None
            and approved <= on
            and (self.procedure_ended_on is None or self.procedure_ended_on > on)
        )


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """`missing` names practices of the catalogue that the programme lacks: none may be dropped."""

    practices: tuple[Practice, ...] = ()
    missing: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeClock:
    """What one operation clock says, judged on `judged_on`.

    `complete_on` is the day the current run shows the months, if records go on; `run_start` None: no run.
    `last_sealed_on` with `witnessed_since` tells whether two seals lie 28 days apart; `hand_kept` whether that refuses.
    `entered_by_day` counts the records offered as operation, also those that do not count, by the day on which they
    were entered (not received), where the source says it;
    `without_procedure` counts records discounted because no procedure was approved.
    """

    practice: str
    name: str
    live_on: date | None = None
    before: bool = False
    passed: bool = False
    months_complete: int = 0
    run_start: date | None = None
    complete_on: date | None = None
    horizon: date | None = None
    witnessed_since: date | None = None
    unmapped: int = 0
    results: tuple[CheckResult, ...] = ()
    judged_on: date | None = None
    clause: str = ""
    last_sealed_on: date | None = None
    hand_kept: bool = False
    native: bool = False
    counted: int = 0
    without_procedure: int = 0
    entered_by_day: tuple[DayCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockFacts:
    clocks: tuple[PracticeClock, ...] = ()
