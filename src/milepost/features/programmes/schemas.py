"""What the API takes and gives of programmes and their scope."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from milepost.engines.rules.facts.settings import Phase as PhaseKey
from milepost.features.programmes.answered import MOST_PEOPLE
from milepost.features.programmes.replanning import MOST_DAYS
from milepost.platform.organisations.wire import Schema


class Strict(Schema):
    """A request body; a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid")


class PhaseOut(Schema):
    """A phase: planned days, and when it was opened and closed."""

    phase: str
    planned_from: date
    planned_to: date
    internal_days: int
    external_days: int
    opened_on: date | None
    closed_on: date | None


class ProgrammeOut(Schema):
    """A programme. `numbers` are those that differ from their defaults.

    `people` and `other_certificates` were answered when it was made: documents are written from them.
    """

    organisation: str
    code: str
    name: str
    phase: str
    starts_on: date
    certificate_wanted_on: date | None
    stage1_wanted_on: date | None
    stage2_wanted_on: date | None
    budget: Decimal | None
    currency: str
    people: int | None
    other_certificates: list[str]
    numbers: dict[str, int]
    revision: int
    phases: list[PhaseOut]


class PhaseChange(Strict):
    """A phase as it is planned; what is left out stays."""

    phase: PhaseKey
    planned_from: date | None = None
    planned_to: date | None = None
    internal_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None
    external_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None


class ProgrammeChange(Strict):
    """What to change; what is left out stays. Dates, budget, phases and numbers take a reason."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    starts_on: date | None = None
    certificate_wanted_on: date | None = None
    stage1_wanted_on: date | None = None
    stage2_wanted_on: date | None = None
    budget: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    people: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] | None = None
    other_certificates: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    phases: Annotated[list[PhaseChange], Field(max_length=4)] = []
    numbers: dict[str, int | None] = {}
    reason: Annotated[str, Field(max_length=2_000)] = ""


class SubjectOut(Schema):
    """What a result is about."""

    kind: str
    key: str
    label: str


class ScopeResultOut(Schema):
    """A check result of a rule."""

    id: str
    subject: SubjectOut
    basis: str
    clause: str | None
    text: str
    fix: str


class SentenceOut(Schema):
    """The scope sentence by language."""

    en: str
    id: str


class ElementOut(Schema):
    """A service, customer, unit or location, and what was decided about it."""

    kind: str
    code: str
    name: str
    state: str
    justification: str


class VersionOut(Schema):
    """A version of the scope statement; it counts once its signature does."""

    number: int
    approved_on: date
    signatory: str
    office: str
    counts: bool
    content_hash: str
    sentence: SentenceOut
    elements: list[ElementOut]


class ScopeOut(Schema):
    """The scope statement as it stands, with the version in force and what the rules say."""

    programme: str
    on: date
    passed: bool
    sentence: SentenceOut
    content_hash: str
    version: int | None
    approved_on: date | None
    drifted: bool
    elements: list[ElementOut]
    results: list[ScopeResultOut]


class ElementIn(Strict):
    """A decision on an element. A justification that is left out stays."""

    state: Literal["in", "out", "undecided"]
    justification: Annotated[str, Field(max_length=5_000)] | None = None


class WordingIn(Strict):
    """A part of the sentence in words of one's own; an empty one goes back to the names."""

    en: Annotated[str, Field(max_length=2_000)] = ""
    id: Annotated[str, Field(max_length=2_000)] = ""
