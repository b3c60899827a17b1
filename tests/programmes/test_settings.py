"""A programme's settings: dates, budget and numbers, each change with its reason."""

import json
from datetime import date
from typing import Any

import pytest

from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.people import actor_of, client_of

PAGE = "/o/cakrawala/p/sms-1/settings"


def form_of(ada: Person, **changed: str) -> dict[str, str]:
    form = client_of(ada).get(PAGE).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in given.items() if value is not None} | {"seen": "1"} | changed


def test_a_number_is_changed_within_its_limits_and_for_a_reason(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    assert client.post(PAGE, form_of(ada, months_of_operation="4")).status_code == 422
    assert client.post(PAGE, form_of(ada, months_of_operation="13", reason="x")).status_code == 422
    assert client.post(PAGE, form_of(ada, months_of_operation="4", reason="The body asks for it")).status_code == 302
    programme.refresh_from_db()
    assert programme.numbers == {"months_of_operation": 4}
    assert verify_ledger().breaches == []


def test_a_default_is_not_kept_as_a_change(programme: Programme, ada: Person) -> None:
    change = {"actor": actor_of(ada), "programme": programme, "fields": {}, "reason": "x"}
    change_programme(**change, numbers={"cmdb_accuracy": 97})  # type: ignore[arg-type]
    change_programme(**change, numbers={"cmdb_accuracy": 95})  # type: ignore[arg-type]
    assert programme.numbers == {}


def test_the_page_as_it_is_changes_nothing(programme: Programme, ada: Person) -> None:
    assert client_of(ada).post(PAGE, form_of(ada)).status_code == 302
    programme.refresh_from_db()
    assert programme.revision == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"certificate_wanted_on": date(2026, 1, 1)}, "certificate_wanted_on"),
        ({"stage1_wanted_on": date(2027, 4, 1), "stage2_wanted_on": date(2027, 3, 1)}, "stage2_wanted_on"),
        ({"budget": -1}, "budget"),
    ],
)
def test_what_cannot_be_is_refused(programme: Programme, ada: Person, fields: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        change_programme(actor=actor_of(ada), programme=programme, fields=fields, reason="x")
    assert refused.value.field == field


def test_an_unknown_number_is_refused(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused):
        change_programme(actor=actor_of(ada), programme=programme, fields={}, numbers={"luck": 1}, reason="x")


def test_a_phase_is_planned_anew_for_a_reason(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    assert client.post(PAGE, form_of(ada, design_planned_to="2026-07-24")).status_code == 422
    given = form_of(ada, design_planned_to="2026-07-24", design_internal_days="170", reason="SC-04 moved it")
    assert client.post(PAGE, given).status_code == 302
    design = programme.phases.get(key="design")
    assert (design.planned_to, design.internal_days, design.revision) == (date(2026, 7, 24), 170, 2)
    assert programme.phases.get(key="foundation").revision == 1
    entry = Entry.objects.get(kind="programme.changed")
    assert json.loads(bytes(entry.payload.body))["change"]["phases"] == [
        {"design.planned_to": "2026-07-31", "design.internal_days": 160},
        {"design.planned_to": "2026-07-24", "design.internal_days": 170},
    ]
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("phases", "field"),
    [
        ({"desing": {"internal_days": 1}}, "phases"),
        ({"design": {"planned_to": date(2026, 3, 1)}}, "design_planned_to"),
        ({"design": {"planned_from": date(2026, 3, 31)}}, "design_planned_from"),
        ({"design": {"planned_to": date(2026, 8, 1)}}, "implementation_planned_from"),
        ({"design": {"internal_days": -1}}, "design_internal_days"),
    ],
)
def test_phases_follow_each_other(programme: Programme, ada: Person, phases: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        change_programme(actor=actor_of(ada), programme=programme, fields={}, phases=phases, reason="x")
    assert refused.value.field == field


def test_what_was_answered_at_the_start_is_changed_like_the_rest(programme: Programme, ada: Person) -> None:
    given = form_of(ada, people="61", other_certificates="ISO 9001\n\n ISO/IEC  27001 \nISO 9001")
    assert client_of(ada).post(PAGE, given).status_code == 302
    programme.refresh_from_db()
    assert programme.answers == {"people": 61, "other_certificates": ["ISO 9001", "ISO/IEC 27001"]}
    rows = {"programme": [{"people": 64, "other_certificates": []}]}
    assert apply_rows(actor_of(ada), programme, rows)["refused"] == []
    programme.refresh_from_db()
    assert programme.answers == {"people": 64}
    with pytest.raises(Refused):
        change_programme(actor=actor_of(ada), programme=programme, fields={"people": 0})


def test_the_second_of_two_people_is_told(programme: Programme, ada: Person, karl: Person) -> None:
    second = form_of(karl, name="Second")
    assert client_of(ada).post(PAGE, form_of(ada, name="First")).status_code == 302
    page = client_of(karl).post(PAGE, second)
    assert page.status_code == 409
    assert "First" in page.content.decode()
    assert 'value="Second"' in page.content.decode()
    with pytest.raises(Superseded):
        change_programme(actor=actor_of(ada), programme=programme, fields={"name": "Third"}, seen=1)


def test_a_reader_sees_and_changes_nothing(programme: Programme, iris: Person, zoe: Person) -> None:
    page = client_of(iris).get(PAGE)
    assert page.status_code == 200
    assert 'name="months_of_operation"' not in page.content.decode()
    with pytest.raises(NotAllowed):
        change_programme(actor=actor_of(iris), programme=programme, fields={"name": "x"})
    assert client_of(zoe).get(PAGE).status_code == 404
