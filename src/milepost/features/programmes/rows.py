"""The kind `programme`: the settings of the programme that a file is applied to."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from milepost.engines.rules.facts.settings import Phase as PhaseKey
from milepost.features.programmes.answered import MOST_PEOPLE
from milepost.features.programmes.applying import applies
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.features.programmes.replanning import MOST_DAYS, by_phase
from milepost.platform.applying.kinds import Did, Fields, Row
from milepost.platform.organisations.actors import Actor


class PhaseRow(Row):
    """A phase as planned; what is left out stays."""

    phase: PhaseKey
    planned_from: date | None = None
    planned_to: date | None = None
    internal_days: Annotated[int | None, Field(ge=0, le=MOST_DAYS, description="Working days of own people.")] = None
    external_days: Annotated[int | None, Field(ge=0, le=MOST_DAYS, description="Days of consultants.")] = None


class ProgrammeRow(Row):
    """Name, wanted dates, budget, phases and numbers; what is left out stays.

    Dates, budget, phases and numbers take a reason.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    starts_on: date | None = None
    certificate_wanted_on: date | None = None
    stage1_wanted_on: date | None = None
    stage2_wanted_on: date | None = None
    budget: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=2)] = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", description="Three capital letters, like IDR.")] = "IDR"
    people: Annotated[int | None, Field(ge=1, le=MOST_PEOPLE, description="How many people work in the SMS.")] = None
    other_certificates: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=20, description="Management systems that are certified already, like ISO/IEC 27001."),
    ] = []
    phases: Annotated[list[PhaseRow], Field(max_length=4, description="Phases that are planned anew.")] = []
    numbers: Annotated[dict[str, int | None], Field(description="Keys of the settings, like cmdb_accuracy.")] = {}
    reason: Annotated[str, Field(max_length=2_000)] = ""


@applies("programme", row=ProgrammeRow, order=20, key=())
def apply_programme(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Change the programme's settings."""
    changed = change_programme(
        actor=actor,
        programme=programme,
        fields={name: value for name, value in row.items() if name not in {"numbers", "phases", "reason"}},
        numbers=row.get("numbers"),
        phases=by_phase(row.get("phases", ())),
        reason=row.get("reason", ""),
    )
    return "updated" if changed else "unchanged"
