"""Governance as the API speaks of it. What comes in is in `rows`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from milepost.platform.organisations.wire import Schema


class HolderOut(Schema):
    """Somebody in a role. `access`: whether they hold the role in Milepost too."""

    code: str
    role: Literal["sponsor", "coordinator", "steering-member", "implementation-team"]
    person: str | None
    name: str
    office: str
    since: date | None
    until: date | None
    access: bool


class SponsorOut(HolderOut):
    """The executive sponsor with the amount they may commit alone."""

    authority: Decimal | None


class CoordinatorOut(HolderOut):
    """The coordinator with time and line to the sponsor."""

    share_percent: int | None
    direct_access: bool
    logged_percent: int | None


class TeamMemberOut(HolderOut):
    """A team member with the service areas represented."""

    areas: list[str]


class AreaOut(Schema):
    """A service area: a unit, the services it delivers, and who represents it."""

    unit: str
    name: str
    services: list[str]
    members: list[str]


class MeetingLine(Schema):
    """A meeting in the overview."""

    code: str
    due_on: date
    held_on: date | None
    state: Literal["planned", "held", "missed"]


class MeetingOut(Schema):
    """A steering meeting with its minutes."""

    code: str
    due_on: date
    held_on: date | None
    agenda: str
    present: list[str]
    excused: list[str]
    absent: list[str]
    decisions: list[str]
    minutes: str
    minutes_file: str | None
    minutes_sha256: str | None
    revision: int


class ObstacleLine(Schema):
    """An obstacle with what was decided about it, in the overview."""

    code: str
    title: str
    note: str
    raised_on: date
    owner: str | None
    decision: str
    decided_on: date | None
    meeting: str | None


class ObstacleOut(ObstacleLine):
    """An obstacle with what was decided about it."""

    revision: int


class BoardDecisionOut(Schema):
    """A decision of the board that approves an amount."""

    code: str
    title: str
    decided_on: date
    amount: Decimal
    file: str | None
    file_sha256: str | None


class SignatureOut(Schema):
    """A signature under a commitment; one from paper counts once it is checked."""

    id: UUID
    by: str
    role: str
    office: str
    method: Literal["password", "paper", "certified"]
    signed_on: date
    at: datetime
    counts: bool
    sentence: str
    content_hash: str
    file_sha256: str | None


class CommitmentOut(Schema):
    """The leadership commitment: its words, what is signed, and who signed."""

    code: str
    state: Literal["draft", "waiting", "signed", "withdrawn"]
    stands: bool
    text: str
    covers: list[str]
    written_on: date
    withdrawn_on: date | None
    sentence: str
    content_hash: str
    signatures: list[SignatureOut]


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


class GovernanceCriterionOut(Schema):
    """A criterion judged by what is entered here."""

    id: str
    passed: bool
    summary: str
    results: list[ResultOut]


class GovernanceOut(Schema):
    """Who carries a programme on a day, how the committee meets, and what is missing."""

    programme: str
    on: date
    budget: Decimal | None
    currency: str
    sponsor: SponsorOut | None
    coordinator: CoordinatorOut | None
    team: list[TeamMemberOut]
    committee: list[HolderOut]
    areas: list[AreaOut]
    rhythm_days: int | None
    next_due: date | None
    missed: list[date]
    meetings: list[MeetingLine]
    obstacles: list[ObstacleLine]
    board_decisions: list[BoardDecisionOut]
    commitment: CommitmentOut | None
    criteria: list[GovernanceCriterionOut]
