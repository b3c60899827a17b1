"""Gates as the API speaks of them."""

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema

GateName = Literal["foundation", "design", "implementation", "certification"]


class SubjectOut(Schema):
    """What a result is about."""

    kind: str
    key: str
    label: str


class ResultOut(Schema):
    """One check result."""

    id: str
    subject: SubjectOut
    basis: Literal["standard", "accreditation", "roadmap", "programme"]
    clause: str | None
    text: str
    fix: str


class CriterionOut(Schema):
    """One criterion: computed, attested or open."""

    id: str
    state: Literal["computed", "attested", "open"]
    passed: bool
    summary: str
    holds_from: date | None
    holds_until: date | None
    results: list[ResultOut]


class SlipOut(Schema):
    """A criterion of a decided gate that no longer holds."""

    id: str
    since: date | None
    shown_then: bool
    results: list[ResultOut]


class PendingOut(Schema):
    """A decision that waits for the sponsor's signature: until then it decides nothing."""

    decision: str
    decided: Literal["go", "no-go", "before"]
    on: date


class GateOut(Schema):
    """A gate judged at a day; `decided` is the latest decision that stands, `pending` one that came after it.

    `last` is the number of the last decision on record, 0 for none: whoever decides hands it back as `seen`.
    """

    programme: str
    gate: GateName
    on: date
    knowledge_at: datetime
    passed: bool
    holds_from: date | None
    decided: Literal["go", "no-go", "before"] | None
    decision: str | None
    signed: bool
    pending: PendingOut | None
    last: int
    slipped: list[SlipOut]
    criteria: list[CriterionOut]


class GatesOut(Schema):
    """All gates at a day."""

    items: list[GateOut]


class DecisionIn(Schema):
    """What the committee decided. It stands once the sponsor has signed it, on screen or on the command line."""

    model_config = ConfigDict(strict=True, extra="forbid")
    outcome: Literal["go", "no-go"]
    note: str = Field("", max_length=100_000)
    seen: int | None = Field(
        None,
        ge=0,
        description="`last` of the gate as it was read; left out, only what comes at the same moment counts.",
    )


class DecisionOut(Schema):
    """A decision on record."""

    decision: str
    number: int
    gate: GateName
    decided: Literal["go", "no-go", "before"]
    on: date
    note: str
    stands: bool


class DecisionsOut(Schema):
    """Every decision at a gate, oldest first."""

    items: list[DecisionOut]


class PhaseOpened(Schema):
    """A phase and the day on which it was opened."""

    phase: str
    opened_on: date


class GoLive(Schema):
    """The day on which a practice goes live; today where it is left out."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = None


class WentLive(Schema):
    """A practice and the day on which it went live."""

    practice: str
    live_on: date
