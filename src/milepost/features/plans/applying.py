"""The plan's kind of rows: `activities`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from milepost.features.plans.services import put_activities
from milepost.features.programmes.applying import Did, Fields, Row, applies_many
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


class ActivityRow(Row):
    """An activity of the plan. A new one has a phase, a name and its planned days."""

    code: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="Like gap-practices.")
    ]
    phase: Literal["foundation", "design", "implementation", "certification"] = "foundation"
    name: Annotated[str, Field(min_length=1, max_length=300)] = ""
    role: Annotated[str, Field(max_length=40, description="The role that leads it, like coordinator.")] = ""
    planned_from: date | None = None
    planned_to: date | None = None
    days_low: Annotated[
        int | None,
        Field(ge=0, le=10_000, description="Days of work if all goes well; empty for the usual spread."),
    ] = None
    days: Annotated[int, Field(ge=0, le=10_000, description="Days of work that are likely.")] = 0
    days_high: Annotated[
        int | None,
        Field(ge=0, le=10_000, description="Days of work if much goes wrong; empty for the usual spread."),
    ] = None
    percent_complete: Annotated[
        int | None, Field(ge=0, le=100, description="0 to 99; 100 with the day on which it was done.")
    ] = None
    not_before: Annotated[date | None, Field(description="A day like 2026-11-23 before which it cannot begin.")] = None
    deadline: Annotated[date | None, Field(description="A day like 2026-11-23 by which it has to be done.")] = None
    after: Annotated[
        str | None,
        Field(
            max_length=4_000,
            description="What it waits for beside the standard dependencies, like gap-practices; risk-method SS+5.",
        ),
    ] = None
    done_on: date | None = None


@applies_many("activities", row=ActivityRow, order=30)
def apply_activities(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
    """Create or change activities; one may wait for another that stands below it."""
    return put_activities(actor, programme, rows)
