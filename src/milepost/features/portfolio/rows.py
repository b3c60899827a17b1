"""The fields of each kind of the portfolio, as files, the API and forms give them. References are codes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from milepost.platform.applying.kinds import Row

Code = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=60,
        description="Letters, digits, dots, hyphens and underscores, like email or SVC-001.",
    ),
]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="Two capital letters, like ID.")]


class NamedRow(Row):
    """What every kind has. The name is wanted when a row is new."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    description: Annotated[str, Field(max_length=5_000)] = ""
    retired_on: date | None = None


class UnitRow(NamedRow):
    """An organisational unit."""


class LocationRow(NamedRow):
    """A location."""

    address: Annotated[str, Field(max_length=300)] = ""
    country: Country = ""


class CustomerRow(NamedRow):
    """A customer."""

    internal: bool = False


class SupplierRow(NamedRow):
    """A supplier: external, internal, or a customer acting as one (8.3.4)."""

    kind: Literal["external", "internal", "customer"] = "external"


class ServiceRow(NamedRow):
    """A service with the unit that delivers it, who answers for it, and the customers that receive it."""

    criticality: Literal["low", "medium", "high", "critical"] = "medium"
    delivered_by: Annotated[str | None, Field(description="The code of a unit.")] = None
    owner: Annotated[str | None, Field(description="The e-mail address of a member.")] = None
    customers: Annotated[list[str], Field(description="The codes of customers.")] = []
    other_party_percent: Annotated[int | None, Field(ge=0, le=100, description="A whole number from 0 to 100.")] = None
