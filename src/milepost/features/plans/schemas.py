"""What the API takes and gives of a plan."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema


class ActivityOut(Schema):
    """An activity of the plan."""

    code: str
    phase: str
    name: str
    role: str
    planned_from: date
    planned_to: date
    days: int
    done_on: date | None
    revision: int


class ActivityIn(Schema):
    """The fields of an activity; what is left out stays. A new one has phase, name and planned days."""

    model_config = ConfigDict(extra="forbid")
    phase: Literal["foundation", "design", "implementation", "certification"] | None = None
    name: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    role: Annotated[str, Field(max_length=40)] | None = None
    planned_from: date | None = None
    planned_to: date | None = None
    days: Annotated[int, Field(ge=0, le=10_000)] | None = None
    done_on: date | None = None
