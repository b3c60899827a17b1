"""The fields of practices and their registers, as files and the API give them. People are e-mail addresses."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from milepost.platform.applying.kinds import Row

PracticeKey = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=40, description="A key like incident.")]
RhythmKey = Annotated[str, Field(max_length=40, description="A key of the catalogue, like review or test.")]
Email = Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")]


class PracticeChange(Row):
    """What can be said of a practice. What is left out stays."""

    owner: Email = None
    deputy: Email = None
    hours_per_week: Annotated[Decimal | None, Field(gt=0, le=60, decimal_places=1)] = None
    accepted: Annotated[bool, Field(description="True when the owner themselves says so.")] = False
    planned_live_on: date | None = None
    procedure: Annotated[str, Field(max_length=200, description="The title of an approved version.")] = ""
    procedure_approved_on: date | None = None
    procedure_approved_by: Annotated[str, Field(max_length=200)] = ""
    procedure_written_by: Annotated[str, Field(max_length=200)] = ""
    redesign: bool = False
    tool: Annotated[str, Field(max_length=60, description="The source that keeps the records.")] = ""
    tool_from: date | None = None
    live_on: Annotated[
        date | None,
        Field(description="A go-live from before the programme came to Milepost, with `before` and `reason`."),
    ] = None
    before: bool = False
    silent_days: Annotated[int | None, Field(ge=5, le=20)] = None
    reason: Annotated[str, Field(max_length=1000)] = ""


class PracticeRow(PracticeChange):
    """A practice by its key."""

    code: PracticeKey


class RegisterRow(Row):
    """What every row of a register names."""

    practice: PracticeKey


class ToolRow(RegisterRow):
    """A tool of record."""

    source: Annotated[str, Field(min_length=1, max_length=60)]
    from_on: date
    until_on: date | None = None


class NilStatementRow(RegisterRow):
    """A nil statement, prepared: the owner signs it with their password."""

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="A month like 2026-10.")]
    looked_at: Annotated[str, Field(min_length=1, max_length=5_000)]


class DueDatesRow(RegisterRow):
    """Due dates of a planned rhythm by its interval, approved together."""

    rhythm: RhythmKey
    first_due_on: date
    until: date
    approved_on: Annotated[date | None, Field(description="Today where it is left out.")] = None
    reason: Annotated[str, Field(max_length=1000, description="Wanted where approved before today.")] = ""


class OccurrenceRow(RegisterRow):
    """An occurrence that was done, or moved to another day."""

    rhythm: RhythmKey
    due_on: date
    done_on: date | None = None
    note: Annotated[str, Field(max_length=2_000)] = ""
    move_to: date | None = None
    reason: Annotated[str, Field(max_length=1_000, description="Wanted where it is moved.")] = ""


class CaseRow(RegisterRow):
    """A real case of a triggered rhythm, or a rehearsal."""

    happened_on: date
    title: Annotated[str, Field(min_length=1, max_length=200)]
    rehearsal: bool = False
    outcome: Annotated[str, Field(max_length=5_000)] = ""
