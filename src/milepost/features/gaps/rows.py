"""A rating as files give and take it. What only helps the reader is read over when it comes back."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, field_validator

from milepost.features.gaps.checking import LINE, LINK, TEXT
from milepost.features.gaps.statements import LONGEST_ID, bare
from milepost.platform.applying.kinds import Row

Words = Annotated[str, Field(max_length=TEXT)]
OnlyRead = Annotated[str, Field(description="For the reader; not taken in.")]


class RatingRow(Row):
    """The rating of one statement; what is left out stays as it is."""

    statement: Annotated[str, Field(min_length=1, max_length=LONGEST_ID, description="An id like 8.6.1-01.")]
    assessment: OnlyRead = ""
    clause: OnlyRead = ""
    letter: OnlyRead = ""
    question: OnlyRead = ""
    text: OnlyRead = ""
    current: Annotated[int | None, Field(description="A whole number from 0 to 5, or nothing.")] = None
    not_triggered: Annotated[bool, Field(description="true or false.")] = False
    required: Annotated[int, Field(description="3, 4 or 5.")] = 3
    parts: Annotated[list[str], Field(description="unit:CODE=LEVEL and location:CODE=LEVEL.")] = []
    priority: Annotated[str, Field(description="high, medium or low.")] = ""
    owner: Annotated[str | None, Field(description="The e-mail address of a member.")] = None
    days: Annotated[Decimal | None, Field(description="A number of days like 2.5.")] = None
    due_on: date | None = None
    remediation: Words = ""
    finding: Words = ""
    note: Annotated[str, Field(max_length=TEXT, description="The evidence, in words; at most 20,000 characters.")] = ""
    link: Annotated[str, Field(max_length=LINK, description="An address that starts with https://.")] = ""
    trigger: Words = ""
    period_from: date | None = None
    period_to: date | None = None
    searched_in: Annotated[str, Field(max_length=LINE)] = ""
    rated_by: OnlyRead = ""
    rated_at: OnlyRead = ""

    @field_validator("statement")
    @classmethod
    def _without_edition(cls, written: str) -> str:
        return bare(written)

    @field_validator("priority", mode="before")
    @classmethod
    def _in_small_letters(cls, written: Any) -> Any:
        return written.strip().lower() if isinstance(written, str) else written
