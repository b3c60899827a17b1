"""Gap assessments as the API speaks of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from milepost.features.gaps.checking import TEXT
from milepost.platform.organisations.wire import Schema

Reference = Annotated[str, Field(max_length=20, description="The number of an assessment, `GA-2026-01`.")]
LevelIn = Annotated[int, Field(ge=0, le=5)]
PriorityName = Literal["high", "medium", "low", ""]


class Strict(Schema):
    """A request body; a field that nobody knows is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class PartOut(Schema):
    """The level in one service area or at one site."""

    part: str
    level: int


class PartIn(Strict):
    """The level in one service area or at one site."""

    part: Annotated[str, Field(max_length=80, description="`unit:CODE` or `location:CODE` of the portfolio.")]
    level: LevelIn


class RatingOut(Schema):
    """A statement and how it stands; `revision` 0 while nobody has said anything of it."""

    statement: str
    edition: str
    clause: str
    letter: str
    conditional: bool
    current: int | None
    required: int
    not_triggered: bool
    gap: int | None
    trigger: str
    period_from: date | None
    period_to: date | None
    searched_in: str
    reopened_by: str
    reopened_on: date | None
    priority: PriorityName
    owner: str | None
    days: Decimal | None
    due_on: date | None
    remediation: str
    finding: str
    note: str
    link: str
    rated_by: str | None
    rated_at: datetime | None
    revision: int
    parts: list[PartOut]


class RatingsOut(Schema):
    """A part of the list of statements; `next` is the cursor of the part after it, null at the end."""

    assessment: str | None
    items: list[RatingOut]
    next: str | None


class RatingChange(Strict):
    """What to change of a rating; what is left out stays."""

    current: LevelIn | None = None
    required: Annotated[int, Field(ge=0, le=5, description="3 at least.")] = 3
    not_triggered: bool = False
    trigger: Annotated[str, Field(max_length=TEXT)] = ""
    period_from: date | None = None
    period_to: date | None = None
    searched_in: Annotated[str, Field(max_length=300)] = ""
    priority: PriorityName = ""
    owner: Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")] = None
    days: Annotated[Decimal | None, Field(ge=0, lt=100_000, decimal_places=1)] = None
    due_on: date | None = None
    remediation: Annotated[str, Field(max_length=TEXT)] = ""
    finding: Annotated[str, Field(max_length=TEXT)] = ""
    note: Annotated[str, Field(max_length=TEXT, description="The evidence, in words; at most 20,000 characters.")] = ""
    link: Annotated[str, Field(max_length=1_000, description="An address that starts with https://.")] = ""


class RatingIn(RatingChange):
    """A rating; `parts` replaces all levels per service area and site."""

    parts: Annotated[list[PartIn], Field(max_length=500)] = []


class BulkItem(RatingChange):
    """A change of one statement."""

    statement: Annotated[str, Field(max_length=64)]


class BulkIn(Strict):
    """Changes of several statements: all or none."""

    items: Annotated[list[BulkItem], Field(min_length=1, max_length=388)]


class BulkOut(Schema):
    """How many ratings were taken how."""

    created: int
    updated: int
    unchanged: int


class AssessmentOut(Schema):
    """One round of rating."""

    assessment: str
    opened_on: date
    closed_on: date | None
    open: bool
    revision: int


class AssessmentsOut(Schema):
    """Every assessment, the oldest first."""

    items: list[AssessmentOut]


class HeatTotal(Schema):
    """Statements added up: how many at each level, means, and what is left to do."""

    statements: int
    levels: dict[str, int]
    rated: int
    unrated: int
    not_triggered: int
    at_required: int
    below: int
    current: Decimal | None
    since: Decimal | None
    required: Decimal | None
    gap: Decimal | None
    days_left: Decimal
    progress: int | None


class HeatClauseOut(HeatTotal):
    """A row of the heat map."""

    clause: str
    title: str


class HeatMapOut(Schema):
    """The heat map, clauses in the order of the standard."""

    programme: str
    assessment: str | None
    opened_on: date | None
    closed_on: date | None
    compared_with: str | None
    clauses: list[HeatClauseOut]
    total: HeatTotal


class PlanIn(Strict):
    """The statements whose remediation becomes actions; every gap where left out."""

    statements: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=388)] | None = None


class PlannedOut(Schema):
    """An action that came of a gap."""

    action: str
    statement: str
    title: str


class PlanOut(Schema):
    """The actions added."""

    created: int
    actions: list[PlannedOut]


class ReopenIn(Strict):
    """The record that shows that the trigger of a statement has arisen."""

    record: Annotated[str, Field(min_length=1, max_length=200)]
    on: date | None = None
