"""What the API takes and gives of papers."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema

Ask = Annotated[str, Field(max_length=1_000)]


class PaperIn(Schema):
    """A paper to issue: the decisions that the committee is asked for, beside what waits for it anyway."""

    model_config = ConfigDict(extra="forbid")
    asks: Annotated[list[Ask], Field(max_length=30)] = []
    seen: Annotated[
        int | None,
        Field(ge=0, description="The number of the meeting's last issue as it was read, 0 for none."),
    ] = None


class MovedFact(Schema):
    """A kind of change, and by how many days it moved the certificate."""

    cause: str
    likely_days: int
    p80_days: int


class PaperFacts(Schema):
    """The figures of a paper."""

    phase: str
    next_gate: str
    open_criteria: list[str]
    activities: int
    done: int
    overdue: list[str]
    likely: date | None
    p80: date | None
    since: str | None
    moved_days: int | None
    moved: list[MovedFact]
    warnings: list[str]
    risks: list[str]
    obstacles: list[str]


class PaperOut(Schema):
    """A paper; `paper`, `number`, `issued_on`, `issued_by` and `sha256` are null for one that is not issued."""

    paper: str | None
    number: int | None
    meeting: str
    issued_on: date | None
    issued_by: str | None
    sha256: str | None
    asks: list[str]
    facts: PaperFacts


class PaperWithText(PaperOut):
    """A paper with its pieces: headings, paragraphs, lists and tables."""

    text: list[dict[str, Any]]


class PapersOut(Schema):
    """Every issue, oldest first."""

    items: list[PaperOut]


Form = Literal["pdf", "docx", "html"]
Language = Literal["en", "id"]
