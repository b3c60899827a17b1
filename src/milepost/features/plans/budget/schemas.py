"""What the API takes and gives of the budget. Amounts are in the programme's currency."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema

Category = Literal["internal", "external", "certification-body", "tools", "training", "other"]
Amount = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)]


class BudgetLineIn(Schema):
    """The fields of a budget line; what is left out stays. A new one has a name and a category."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    category: Category | None = None
    phase: Annotated[
        Literal["", "foundation", "design", "implementation", "certification"] | None,
        Field(description="Empty for the programme as a whole."),
    ] = None
    planned: Amount | None = None
    actual: Annotated[Amount | None, Field(description="Spent so far.")] = None
    note: Annotated[str, Field(max_length=2_000)] | None = None


class BudgetLineOut(Schema):
    """A budget line; `remaining` is below 0 where more was spent than planned."""

    code: str
    name: str
    category: Category
    phase: str
    planned: Decimal
    actual: Decimal
    remaining: Decimal
    note: str
    revision: int


class PhaseMoneyOut(Schema):
    """What is planned and spent for a phase; an empty one is the programme as a whole."""

    phase: str
    name: str
    planned: Decimal
    actual: Decimal
    remaining: Decimal


class CategoryMoneyOut(Schema):
    """What is planned and spent of a category."""

    category: Category
    planned: Decimal
    actual: Decimal
    remaining: Decimal


class BudgetOut(Schema):
    """The budget lines with their sums.

    `budget` is the programme's, null where nobody stated one; `unplanned` is what of it no line plans, `remaining` what
    of it is not spent: both below 0 where it does not suffice.
    """

    programme: str
    currency: str
    budget: Decimal | None
    planned: Decimal
    actual: Decimal
    unplanned: Decimal | None
    remaining: Decimal | None
    phases: list[PhaseMoneyOut]
    categories: list[CategoryMoneyOut]
    lines: list[BudgetLineOut]
