"""Who was trained for what, and who stands on both sides of one piece of work."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


@dataclass(frozen=True, slots=True)
class Trainee:
    """A person with an SMS role. `alone_from`: the day from which they work without somebody beside them."""

    person: Ref
    role: str
    since: date
    until: date | None = None
    alone_from: date | None = None
    role_trained_on: date | None = None
    procedures_trained_on: date | None = None
    tools_trained_on: date | None = None
    evaluated_on: date | None = None
    acknowledged_on: date | None = None


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    trainees: tuple[Trainee, ...] = ()


class Duty(StrEnum):
    """Work that must be done by somebody else than the person it is about (S-16)."""

    AUDIT = "audit"
    VERIFICATION = "verification"
    APPROVAL = "approval"


class SafeguardKind(StrEnum):
    OUTSIDE_AUDITOR = "outside-auditor"
    SECOND_READER = "second-reader"
    SAMPLED_RECHECK = "sampled-re-check"


@dataclass(frozen=True, slots=True)
class Safeguard:
    """Why separation was impossible and what stands in its place, signed by the sponsor."""

    kind: SafeguardKind
    reason: str
    signed_by: Ref | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who checks (`by`) work that somebody owns, corrected or wrote (`of`); `about` is the thing checked."""

    duty: Duty
    about_kind: str
    about: Ref
    by: tuple[Ref, ...]
    of: tuple[Ref, ...]
    assigned_on: date | None = None
    safeguard: Safeguard | None = None


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """`checked` counts all assignments looked at; `assignments` may hold only those where `by` and `of` overlap."""

    checked: int = 0
    assignments: tuple[Assignment, ...] = ()
