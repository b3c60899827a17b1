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
    days_low: int | None
    days: int
    days_high: int | None
    percent_complete: int
    not_before: date | None
    deadline: date | None
    after: str
    done_on: date | None
    revision: int


class ActivityIn(Schema):
    """The fields of an activity; what is left out stays. A new one has phase, name and planned days.

    `days_low` and `days_high` lie around `days`, null for the usual spread; `percent_complete` is 100 where, and only
    where, `done_on` is given. `after` is what it waits for beside the standard dependencies, like
    `gap-practices; risk-method SS+5; charter FS-2`: the code of an activity, the link, the lag in working days.
    """

    model_config = ConfigDict(extra="forbid")
    phase: Literal["foundation", "design", "implementation", "certification"] | None = None
    name: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    role: Annotated[str, Field(max_length=40)] | None = None
    planned_from: date | None = None
    planned_to: date | None = None
    days_low: Annotated[int, Field(ge=0, le=10_000)] | None = None
    days: Annotated[int, Field(ge=0, le=10_000)] | None = None
    days_high: Annotated[int, Field(ge=0, le=10_000)] | None = None
    percent_complete: Annotated[int, Field(ge=0, le=100)] | None = None
    not_before: date | None = None
    deadline: date | None = None
    after: Annotated[str, Field(max_length=4_000)] | None = None
    done_on: date | None = None
