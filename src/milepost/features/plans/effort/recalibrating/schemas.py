"""What the API takes and gives of recalibration."""

from typing import Annotated

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema


class RecalibratedOut(Schema):
    """An activity of work ahead: days as people estimated them, days now, days by what finished work took."""

    activity: str
    name: str
    estimated: int
    before: int
    after: int


class ObservedGroupOut(Schema):
    """A group of activities: what its finished work took, and what that would change of the work ahead.

    `factor` is null where the observations are too few to say. Each activity ahead belongs to the closest group that
    says something; `ahead` counts them.
    """

    group: str
    name: str
    says: str
    observations: int
    estimated: int
    actual: float
    factor: float | None
    ahead: int
    changes: list[RecalibratedOut]


class RecalibrationOut(Schema):
    """What finished work says about estimates; `least` observations say something. Nothing is changed by reading it."""

    programme: str
    least: int
    seen: str
    groups: list[ObservedGroupOut]


class RecalibrationIn(Schema):
    """Write what finished work says into the days of work ahead, of one group or of all, for a reason."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=1_000)]
    group: Annotated[str, Field(max_length=60, description="Like work:documents; empty for every group.")] = ""
    seen: Annotated[str, Field(max_length=40, description="The state that the preview gave.")] = ""


class RecalibratedPlanOut(Schema):
    """What was changed."""

    groups: list[str]
    activities: list[RecalibratedOut]
