"""What documents that build the SMS take from the programme, its charter and its answers, before any fact sheet."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from milepost.features.documents.models import Version
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.reading.book import reading_of
from milepost.features.drafting.reading.given import Origin
from milepost.features.drafting.writing.controlling import standings, take_up
from milepost.features.drafting.writing.drafts import write_some
from milepost.features.governance.services import put_holder
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from tests.management.places import enter
from tests.people import actor_of

ON = date(2026, 9, 15)
ANSWERS: dict[str, Any] = {
    "name": "SMS",
    "starts_on": date(2026, 2, 2),
    "certificate_wanted_on": date(2027, 3, 1),
    "people": 61,
    "other_certificates": ["ISO/IEC 27001"],
    "sponsor": "Sari Dewanti, President Director",
    "coordinator": "Ada Wibowo",
    "budget": Decimal(1_200_000_000),
}


def of(programme: Programme, root: str) -> Any:
    return reading_of(programme, on=ON).sources.book[root]


def origin(programme: Programme, path: str) -> Origin | None:
    said = reading_of(programme, on=ON).said.get(path)
    return said.origin if said else None


def entered(person: Person, programme: Programme, code: str, facts: Any) -> None:
    put_sheet(actor=actor_of(person), programme=programme, code=code, facts=facts)


def started(adi: Person, organisation: Organisation, **changed: Any) -> Programme:
    """A programme that has its answers, and nothing else."""
    given = {name: value for name, value in {**ANSWERS, **changed}.items() if value is not None}
    answers = Answers.model_validate(given)
    return start_programme(actor=actor_of(adi), organisation=organisation, code="sms-2", answers=answers)


# -- the programme ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_phases_come_with_their_planned_days(programme: Programme) -> None:
    found = of(programme, "programme")
    assert [phase["key"] for phase in found["phases"]] == ["P1", "P2", "P3", "P4"]
    assert found["from"] == "2026-02-02"
    assert found["certificate_by"] == "2027-06-30"
    assert found["internal_days"] == sum(row.internal_days for row in programme.phases.all())
    assert origin(programme, "programme.phases.2.to") is Origin.SETTINGS


@pytest.mark.django_db
def test_the_settings_go_before_the_sheet_which_adds_what_they_have_no_column_for(
    programme: Programme, ada: Person
) -> None:
    told = {"key": "P2", "to": "2026-12-31", "internal": 1, "leaves": "procedures", "money": 5_000_000}
    entered(ada, programme, "programme", {"phases": [told], "certificate_by": "2027-09-30", "aim": "A certificate"})
    found = of(programme, "programme")
    design = programme.phases.get(key="design")
    second = found["phases"][1]
    assert (second["to"], second["internal"]) == (design.planned_to.isoformat(), design.internal_days)
    assert (second["leaves"], second["money"], found["aim"]) == ("procedures", 5_000_000, "A certificate")
    assert found["certificate_by"] == "2027-06-30"
    assert len(found["phases"]) == 4


@pytest.mark.django_db
def test_a_plan_that_moved_makes_the_document_drift_which_keeps_what_was_endorsed(
    programme: Programme, ada: Person
) -> None:
    entered(ada, programme, "programme", {"aim": "A certified SMS"})
    actor = actor_of(ada)
    (taken,) = take_up(actor=actor, programme=programme, keys=["DOC-PLN-01"], language="en", on=ON)
    moved = {"planned_to": date(2026, 7, 30)}
    change_programme(actor=actor, programme=programme, fields={}, phases={"design": moved}, reason="SC-08")
    assert taken.version is not None
    assert "31 July 2026" in Version.objects.get(pk=taken.version.pk).body
    standing = standings(programme, write_some(programme, ["DOC-PLN-01"], "en", on=ON).documents)["DOC-PLN-01"]
    changed = {drift.path: (drift.gone, drift.come) for drift in standing.drifts}
    assert changed["programme.phases.to"] == (("2026-07-31",), ("2026-07-30",))


@pytest.mark.django_db
def test_the_plan_tells_the_risks_of_the_register_and_the_sheet_how_they_show(
    programme: Programme, ada: Person
) -> None:
    shown = {"ref": "PR-01", "title": "Said before", "signs": {"en": "two reports late", "id": "dua laporan terlambat"}}
    entered(ada, programme, "programme_plan", {"risks": [shown, {"ref": "PR-9", "title": "Of the sheet alone"}]})
    risk = {"code": "PR-01", "title": {"en": "The sponsor changes", "id": "Sponsor berganti"}, "probability": 30,
            "delay_days": 25, "response": "accept", "owner": ada.email}  # fmt: skip
    enter(actor_of(ada), programme, "programme-risks", **risk)
    enter(actor_of(ada), programme, "programme-risks", code="PR-02", title="Over", ended_on=date(2026, 3, 1))
    (told,) = of(programme, "programme_plan")["risks"]
    assert told == {
        "ref": "PR-01",
        "title": {"en": "The sponsor changes", "id": "Sponsor berganti"},
        "level": {"en": "30 %, 25 working days", "id": "30 %, 25 hari kerja"},
        "answer": {"en": "accepted", "id": "diterima"},
        "owner": "coordinator",
        "signs": shown["signs"],
    }
    assert origin(programme, "programme_plan.risks.1.title") is Origin.RISKS


@pytest.mark.django_db
def test_without_a_wanted_day_the_certificate_is_planned_for_the_last_day(cakrawala: Organisation, adi: Person) -> None:
    programme = started(adi, cakrawala, certificate_wanted_on=None)
    last = max(row.planned_to for row in programme.phases.all()).isoformat()
    assert of(programme, "programme")["certificate_by"] == last
    assert of(programme, "sms")["period"] == {"from": "2026-02-02", "to": last}


@pytest.mark.django_db
def test_no_consultants_are_an_answer_too(cakrawala: Organisation, adi: Person) -> None:
    assert of(started(adi, cakrawala, external_help=False), "programme")["external_days"] == 0


# -- the charter ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_sponsor_s_authority_is_the_charter_s_whatever_a_sheet_says(
    programme: Programme, ada: Person, sari: Person
) -> None:
    fields = {"role": "sponsor", "person": sari.email, "since": date(2026, 2, 2), "authority": 1_500_000_000}
    put_holder(actor=actor_of(ada), programme=programme, fields=fields)
    entered(ada, programme, "programme", {"authority": 1})
    assert of(programme, "programme")["authority"] == 1_500_000_000
    assert origin(programme, "programme.authority") is Origin.PEOPLE


@pytest.mark.django_db
def test_the_team_is_the_charter_s_and_the_sheet_adds_what_each_member_brings(
    programme: Programme, ada: Person, ben: Person
) -> None:
    rows: dict[str, Any] = {
        "units": [{"code": "OPS", "name": "Operations"}],
        "team": [{"code": "T-1", "person": ben.email, "areas": ["OPS"], "since": "2026-02-09"}],
        "steering": [{"starts_on": "2026-02-16", "every_weeks": 4}],
        "facts": [
            {
                "code": "charter",
                "facts": {
                    "team": [{"person": ben.name, "share": 30, "from": "2020-01-01"}, {"person": "Gone"}],
                    "steering": {"quorum": "two", "since": "2020-01-01"},
                },
            }
        ],
    }
    assert apply_rows(actor_of(ada), programme, rows)["refused"] == []
    charter = of(programme, "charter")
    assert charter["team"] == [{"person": ben.name, "unit": "OPS", "from": "2026-02-09", "share": 30}]
    assert charter["steering"] == {"quorum": "two", "since": "2026-02-16"}


@pytest.mark.django_db
def test_the_board_that_covered_the_budget_has_approved_it(programme: Programme, ada: Person) -> None:
    actor = actor_of(ada)
    change_programme(actor=actor, programme=programme, fields={"budget": Decimal(100)}, reason="SC-01")
    rows = {
        "board-decisions": [
            {"code": "B-1", "decided_on": "2026-03-02", "amount": "50"},
            {"code": "B-2", "decided_on": "2026-03-09", "amount": "100"},
        ]
    }
    assert apply_rows(actor, programme, rows)["refused"] == []
    entered(ada, programme, "programme_budget", {"approved_by": "sponsor"})
    assert of(programme, "programme_budget") == {"approved_by": "board", "approved_on": "2026-03-09", "total": 100}


# -- the answers ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_answered_when_the_programme_was_made_is_not_asked_again(cakrawala: Organisation, adi: Person) -> None:
    programme = started(adi, cakrawala)
    assert of(programme, "roles")["sponsor"]["holder"] == "Sari Dewanti"
    assert of(programme, "roles")["coordinator"]["holder"] == "Ada Wibowo"
    assert of(programme, "quotation") == {"people": 61, "held": [{"name": "ISO/IEC 27001"}]}
    assert of(programme, "programme_budget")["total"] == 1_200_000_000
    assert origin(programme, "roles.sponsor.holder") is Origin.NAMED
    assert origin(programme, "quotation.people") is Origin.ANSWERS
    assert origin(programme, "quotation.held.1.name") is Origin.ANSWERS


@pytest.mark.django_db
def test_a_middle_value_that_nobody_answered_is_stated_nowhere(cakrawala: Organisation, adi: Person) -> None:
    programme = started(adi, cakrawala, people=None, other_certificates=None)
    assert programme.answers["people"] == 40
    assert "quotation" not in reading_of(programme, on=ON).sources.book


@pytest.mark.django_db
def test_a_register_goes_before_an_answer_also_when_the_office_is_empty_again(
    cakrawala: Organisation, adi: Person
) -> None:
    programme = started(adi, cakrawala)
    fields = {"role": "sponsor", "name": "Budi Santoso", "since": date(2026, 3, 2)}
    put_holder(actor=actor_of(adi), programme=programme, fields={**fields, "code": "SPONSOR"})
    assert of(programme, "roles")["sponsor"]["holder"] == "Budi Santoso"
    assert origin(programme, "roles.sponsor.holder") is Origin.PEOPLE
    put_holder(actor=actor_of(adi), programme=programme, fields={"code": "SPONSOR", "until": date(2026, 5, 29)})
    assert "holder" not in of(programme, "roles")["sponsor"]


@pytest.mark.django_db
def test_whose_address_was_answered_is_called_as_the_member_is(cakrawala: Organisation, adi: Person) -> None:
    programme = started(adi, cakrawala, coordinator="A. Wibowo <ada@cakrawala.example>")
    Person.objects.filter(email="ada@cakrawala.example").update(name="Ada Wibowo")
    assert of(programme, "roles")["coordinator"]["holder"] == "Ada Wibowo"
    assert origin(programme, "roles.coordinator.holder") is Origin.MEMBERS


@pytest.mark.django_db
def test_an_answer_is_changed_with_the_settings_and_the_sheet_adds_to_it(cakrawala: Organisation, adi: Person) -> None:
    programme = started(adi, cakrawala, coordinator="Ada Wibowo <ada@cakrawala.example>")
    ada = Person.objects.get(email="ada@cakrawala.example")
    held = [{"name": "ISO/IEC 27001", "by": "PT Sertifikasi"}, {"name": "ISO 22301"}]
    entered(ada, programme, "quotation", {"people": 5, "held": held})
    fields = {"people": 64, "other_certificates": ["ISO 9001", "ISO/IEC 27001"]}
    change_programme(actor=actor_of(ada), programme=programme, fields=fields)
    assert of(programme, "quotation") == {
        "people": 64,
        "held": [{"name": "ISO 9001"}, {"name": "ISO/IEC 27001", "by": "PT Sertifikasi"}, {"name": "ISO 22301"}],
    }
