"""The kind `programme`: the settings of the programme that a file is applied to."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from milepost.features.programmes.applying import applies
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did, Fields, Row
from milepost.platform.organisations.actors import Actor


class ProgrammeRow(Row):
    """Name, wanted dates, budget and numbers; what is left out stays. Dates, budget and numbers take a reason."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    starts_on: date | None = None
    certificate_wanted_on: date | None = None
    stage1_wanted_on: date | None = None
    stage2_wanted_on: date | None = None
    budget: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=2)] = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", description="Three capital letters, like IDR.")] = "IDR"
    numbers: Annotated[dict[str, int | None], Field(description="Keys of the settings, like cmdb_accuracy.")] = {}
    reason: Annotated[str, Field(max_length=2_000)] = ""


@applies("programme", row=ProgrammeRow, order=20, key=())
def apply_programme(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Change the programme's settings."""
    changed = change_programme(
        actor=actor,
        programme=programme,
        fields={name: value for name, value in row.items() if name not in {"numbers", "reason"}},
        numbers=row.get("numbers"),
        reason=row.get("reason", ""),
    )
    return "updated" if changed else "unchanged"
