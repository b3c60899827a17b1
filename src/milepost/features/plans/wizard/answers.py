"""The twelve questions that a new programme is planned from, as a file, the command line and the pages ask them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from milepost.features.programmes.answered import ASSUMED
from milepost.platform.applying.kinds import Row


class Today(StrEnum):
    """How much of service management works today."""

    FEW = "few"
    SOME = "some"
    MOST = "most"


class Answers(Row):
    """Twelve answers. Only the name and the start are wanted; the rest has a middle value or stays open."""

    name: Annotated[str, Field(min_length=1, max_length=200, description="What people call the programme.")]
    starts_on: Annotated[date, Field(description="The first day of the Foundation phase.")]
    certificate_wanted_on: Annotated[
        date | None, Field(description="The day you want the certificate; 12 months after the start where left out.")
    ] = None
    services: Annotated[int, Field(ge=1, le=10_000, description="How many services are to be in scope.")] = 5
    people: Annotated[int, Field(ge=1, le=1_000_000, description="How many people work in the SMS.")] = 40
    sites: Annotated[int, Field(ge=1, le=10_000, description="How many sites are to be in scope.")] = 1
    practices_today: Annotated[
        Today, Field(description="How many practices already work and leave records: few, some or most.")
    ] = Today.FEW
    other_certificates: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=20, description="Management systems that are certified already, like ISO/IEC 27001."),
    ] = []
    external_help: Annotated[bool, Field(description="Whether consultants take part.")] = True
    sponsor: Annotated[
        str,
        Field(max_length=200, description="Name and office of the sponsor; with an e-mail address the role is given."),
    ] = ""
    coordinator: Annotated[
        str, Field(max_length=200, description="Name of the coordinator; with an e-mail address the role is given.")
    ] = ""
    budget: Annotated[
        Decimal | None,
        Field(ge=0, max_digits=18, decimal_places=2, description="The whole budget, in the organisation's currency."),
    ] = None

    def as_kept(self) -> dict[str, object]:
        """As the programme keeps them: plain values without fractions of floats, and which of them nobody gave."""
        kept = self.model_dump(mode="json")
        assumed = sorted(kept.keys() - self.model_fields_set)
        return {
            **kept,
            "budget": str(self.budget) if self.budget is not None else None,
            **({ASSUMED: assumed} if assumed else {}),
        }
