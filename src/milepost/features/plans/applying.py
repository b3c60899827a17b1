"""The plan's kinds of rows: `activities`, `effort`, `budget-lines`."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from milepost.features.plans.budget.services import put_budget_line
from milepost.features.plans.effort.services import put_effort
from milepost.features.plans.services import put_activities
from milepost.features.programmes.applying import Did, Fields, Row, applies, applies_many
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
    days_first: Annotated[
        int | None,
        Field(ge=0, le=10_000, description="Days as people estimated them, where finished work moved them since."),
    ] = None
    days_low_first: Annotated[
        int | None, Field(ge=0, le=10_000, description="The shortest that stood below them; empty if none did.")
    ] = None
    days_high_first: Annotated[
        int | None, Field(ge=0, le=10_000, description="The longest that stood above them; empty if none did.")
    ] = None


@applies_many("activities", row=ActivityRow, order=30)
def apply_activities(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
    """Create or change activities; one may wait for another that stands below it."""
    return put_activities(actor, programme, rows)


class EffortRow(Row):
    """Days of work on an activity, as a time sheet holds them. A new one has an activity, a day and its days.

    Without a person it is the work of the role, up to 31 days; of a person up to 1.5 days on one day.
    """

    code: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="The time sheet's own, or like E-12."
        ),
    ]
    activity: Annotated[str, Field(max_length=60, description="The activity's code, like gap-practices.")] = ""
    worked_on: date | None = None
    days: Annotated[Decimal | None, Field(gt=0, le=31, max_digits=5, decimal_places=2)] = None
    external: Annotated[bool, Field(description="Days of outside help.")] = False
    person: Annotated[str | None, Field(max_length=254, description="A member's e-mail address.")] = None
    role: Annotated[str, Field(max_length=40, description="Empty for the role that leads the activity.")] = ""
    note: Annotated[str, Field(max_length=2_000)] = ""


@applies("effort", row=EffortRow, order=31)
def apply_effort(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Log days of work, or correct what was logged."""
    return put_effort(actor=actor, programme=programme, fields=row, is_own=False).did


class BudgetLineRow(Row):
    """A budget line, planned and spent, in the programme's currency. A new one has a name and a category."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="Like B-3.")]
    name: Annotated[str, Field(max_length=200)] = ""
    category: Literal["internal", "external", "certification-body", "tools", "training", "other"] | None = None
    phase: Annotated[
        Literal["", "foundation", "design", "implementation", "certification"],
        Field(description="Empty for the programme as a whole."),
    ] = ""
    planned: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] = Decimal(0)
    actual: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2, description="Spent so far.")] = Decimal(0)
    note: Annotated[str, Field(max_length=2_000)] = ""


@applies("budget-lines", row=BudgetLineRow, order=32)
def apply_budget_line(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Create or change a budget line."""
    return put_budget_line(actor=actor, programme=programme, fields=row).did
