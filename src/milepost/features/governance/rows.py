"""The fields of each kind of governance, as files and the API give them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from milepost.platform.applying.kinds import Row

TEXT = 100_000  # characters of an agenda, minutes, a note
Code = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=60,
        description="Letters, digits, dots, hyphens and underscores, like SC-2026-03.",
    ),
]
Name = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=TEXT)]


def _one_a_line(given: object) -> object:
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return "\n".join(" ".join(one.split()) for one in given)
    return given


# In a file's cell a text with semicolons must not fall apart, so several sentences are lines; elsewhere also a list.
Lines = Annotated[
    Long,
    BeforeValidator(_one_a_line),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string", "maxLength": TEXT}]}),
    Field(description="One decision a line, or a list of them."),
]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2, description="A number like 250000000.")]


class HolderRow(Row):
    """Somebody in a role for a time: a member by address, or anybody by name and office. `until` is the last day."""

    code: Code
    person: Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")] = None
    name: Name = ""
    office: Name = ""
    since: date | None = None
    until: date | None = None


class RoleRow(HolderRow):
    """Sponsor, coordinator or steering member."""

    role: Literal["sponsor", "coordinator", "steering-member"]
    authority: Amount | None = None
    share_percent: Annotated[int | None, Field(ge=0, le=100, description="A whole number from 0 to 100.")] = None
    direct_access: bool = False


class TeamRow(HolderRow):
    """A member of the implementation team with the service areas represented."""

    areas: Annotated[list[str], Field(max_length=200, description="The codes of units.")] = []


class SteeringRow(Row):
    """The steering committee's rhythm from a day on: in days or in weeks."""

    starts_on: date
    every_days: Annotated[int | None, Field(ge=1, le=366, description="A whole number of days.")] = None
    every_weeks: Annotated[int | None, Field(ge=1, le=52, description="A whole number of weeks.")] = None


class MeetingIn(Row):
    """A steering meeting. People are named by the code of their role, their address, or as guests by name."""

    due_on: date | None = None
    held_on: date | None = None
    agenda: Long = ""
    present: Annotated[list[Name], Field(max_length=200, description="Codes of roles, addresses or names.")] = []
    excused: Annotated[list[Name], Field(max_length=200, description="Codes of roles, addresses or names.")] = []
    absent: Annotated[list[Name], Field(max_length=200, description="Codes of roles, addresses or names.")] = []
    decisions: Lines = ""
    minutes: Long = ""
    reason: Annotated[str, Field(max_length=2_000, description="Why its due day is moved.")] = ""


class MeetingRow(MeetingIn):
    """A steering meeting by its number."""

    code: Code


class ObstacleIn(Row):
    """Something in the programme's way. The owner is named by address, or by name."""

    title: Annotated[str, Field(max_length=300, description="What stands in the way.")] = ""
    note: Long = ""
    raised_on: date | None = None
    owner: Annotated[str | None, Field(max_length=254, description="The e-mail address of a member, or a name.")] = None
    decision: Long = ""
    decided_on: date | None = None
    meeting: Annotated[str | None, Field(max_length=60, description="The number of the meeting that decided.")] = None


class ObstacleRow(ObstacleIn):
    """An obstacle by its number."""

    code: Code


class BoardDecisionRow(Row):
    """A decision of the board that approves an amount."""

    code: Code
    title: Annotated[str, Field(max_length=300)] = ""
    decided_on: date | None = None
    amount: Amount | None = None
