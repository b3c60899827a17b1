"""What documents that build the SMS take from the programme and its charter."""

from datetime import date
from typing import Any

import pytest

from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.reading.book import sources_of
from milepost.features.governance.services import put_holder
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import actor_of

ON = date(2026, 9, 15)


def of(programme: Programme, root: str) -> Any:
    return sources_of(programme, on=ON).book[root]


@pytest.mark.django_db
def test_phases_come_with_their_planned_days(programme: Programme) -> None:
    found = of(programme, "programme")
    assert [phase["key"] for phase in found["phases"]] == ["P1", "P2", "P3", "P4"]
    assert found["from"] == "2026-02-02"
    assert found["certificate_by"] == "2027-06-30"
    assert found["internal_days"] == sum(row.internal_days for row in programme.phases.all())


@pytest.mark.django_db
def test_the_baseline_that_was_endorsed_stays_when_the_plan_moves(programme: Programme, ada: Person) -> None:
    told = {"key": "P2", "to": "2026-12-31", "leaves": "procedures"}
    facts = {"phases": [told], "certificate_by": "2027-09-30"}
    put_sheet(actor=actor_of(ada), programme=programme, code="programme", facts=facts)
    found = of(programme, "programme")
    first, second = found["phases"][:2]
    assert (second["to"], second["leaves"]) == ("2026-12-31", "procedures")
    assert first["to"] == programme.phases.get(key="foundation").planned_to.isoformat()
    assert found["certificate_by"] == "2027-09-30"


@pytest.mark.django_db
def test_the_sponsor_s_authority_is_the_charter_s_whatever_a_sheet_says(
    programme: Programme, ada: Person, sari: Person
) -> None:
    fields = {"role": "sponsor", "person": sari.email, "since": date(2026, 2, 2), "authority": 1_500_000_000}
    put_holder(actor=actor_of(ada), programme=programme, fields=fields)
    put_sheet(actor=actor_of(ada), programme=programme, code="programme", facts={"authority": 1})
    assert of(programme, "programme")["authority"] == 1_500_000_000
