"""What the API gives of the load."""

from datetime import date
from typing import Literal

from milepost.platform.organisations.wire import Schema


class PieceOut(Schema):
    """How many days of an activity fall into a week."""

    activity: str
    name: str
    days: float


class WeekOut(Schema):
    """Whole weeks of a role, several where the plan is long: days of work, and days that the role can do."""

    first: date
    last: date
    days: float
    capacity: float
    overloaded: bool
    activities: list[PieceOut]


class RoleLoadOut(Schema):
    """A role that has work ahead."""

    role: str
    name: str
    days: float
    overloaded: bool
    weeks: list[WeekOut]


class LoadOut(Schema):
    """How much each role has to do in each week, by the planned days or by those of the likely schedule."""

    programme: str
    on: date
    basis: Literal["planned", "likely"]
    roles: list[RoleLoadOut]
