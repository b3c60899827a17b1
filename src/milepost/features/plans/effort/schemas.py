"""What the API takes and gives of the effort log."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema

Worked = Annotated[Decimal, Field(ge=Decimal("0.1"), le=31, max_digits=5, decimal_places=2)]
Person = Annotated[
    str | None, Field(max_length=254, description="A member's e-mail address; null where only the role is known.")
]
Role = Annotated[str, Field(max_length=40, description="Empty for the role that leads the activity.")]


class EffortIn(Schema):
    """Days of work to log: of a person at most 1.5 on one day, of a role at most 31.

    Without `person` and `role` it is the work of whoever logs it.
    """

    model_config = ConfigDict(extra="forbid")
    worked_on: date
    days: Worked
    external: Annotated[bool, Field(description="Days of outside help.")] = False
    person: Person = None
    role: Role = ""
    note: Annotated[str, Field(max_length=2_000)] = ""


class EffortChange(Schema):
    """What to correct in an entry; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    activity: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    worked_on: date | None = None
    days: Worked | None = None
    external: bool | None = None
    person: Person = None
    role: Role | None = None
    note: Annotated[str, Field(max_length=2_000)] | None = None


class EffortEntryOut(Schema):
    """An entry of the log."""

    code: str
    activity: str
    worked_on: date
    days: float
    external: bool
    person: str
    role: str
    note: str
    revision: int


class LoggedOut(Schema):
    """Days logged, one's own and outside help."""

    internal: float
    external: float
    entries: int


class PlannedDaysOut(Schema):
    """Days planned, one's own and outside help."""

    internal: int
    external: int


class PhaseEffortOut(Schema):
    """A phase: its planned days, those in its activities, and the days logged on these."""

    phase: str
    name: str
    planned: PlannedDaysOut
    in_activities: int
    logged: LoggedOut


class RoleEffortOut(Schema):
    """A role: the planned days of what it leads, and the days logged for it."""

    role: str
    name: str
    planned: int
    logged: LoggedOut


class ActivityEffortOut(Schema):
    """An activity: days planned, days as people estimated them first, days logged."""

    activity: str
    name: str
    planned: int
    estimated: int
    done_on: date | None
    logged: LoggedOut


class EffortOut(Schema):
    """The effort log, summed by phase, by role and by activity, beside what was planned."""

    programme: str
    planned: PlannedDaysOut
    logged: LoggedOut
    phases: list[PhaseEffortOut]
    roles: list[RoleEffortOut]
    activities: list[ActivityEffortOut]
