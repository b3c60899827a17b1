"""The plan and the wizard on their pages."""

from datetime import date

import pytest

from milepost.catalogue import programme as catalogue
from milepost.features.plans.models import Activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from tests.people import actor_of, client_of

WIZARD = "/o/cakrawala/programmes/new"
PLAN = "/o/cakrawala/p/sms-1/plan"
FIRST = {"name": "SMS", "code": "sms-7", "starts_on": "2026-02-02", "certificate_wanted_on": ""}
SIZE = {"services": "5", "people": "40", "sites": "1"}
TODAY = {"practices_today": "some", "other_certificates": ["ISO/IEC 27001"], "external_help": "yes"}
MONEY = {"sponsor": "", "coordinator": "", "budget": ""}
ROW = {"code": "own", "phase": "design", "name": "Own", "planned_from": "2026-05-01", "planned_to": "2026-05-31"}


# -- the wizard -------------------------------------------------------------------------------------------------------


def test_a_programme_is_made_step_by_step(cakrawala: Organisation, adi: Person) -> None:
    client = client_of(adi)
    assert client.get(WIZARD).status_code == 200
    typed: dict[str, object] = {}
    for step, part in enumerate((FIRST, SIZE, TODAY, MONEY), start=1):
        typed |= part
        page = client.post(WIZARD, {**typed, "step": step})
        assert page.context["step"] == step + 1
    assert page.context["preview"].internal_days >= 490
    assert not Programme.objects.exists()
    made = client.post(WIZARD, {**typed, "step": 5, "go": "make"})
    assert made.status_code == 302
    assert made["Location"] == "/o/cakrawala/p/sms-7/plan"
    assert client.get(made["Location"]).status_code == 200
    assert Activity.objects.count() == len(catalogue.activities())


def test_nothing_is_lost_going_back(cakrawala: Organisation, adi: Person) -> None:
    typed = {**FIRST, **SIZE, **TODAY, "services": "not a number", "step": 3, "go": "back"}
    page = client_of(adi).post(WIZARD, typed)
    assert page.status_code == 200
    assert page.context["step"] == 2
    content = page.content.decode()
    assert 'value="not a number"' in content
    assert 'name="other_certificates" value="ISO/IEC 27001"' in content
    assert 'name="name" value="SMS"' in content


def test_a_wrong_answer_leads_back_to_its_step(cakrawala: Organisation, adi: Person) -> None:
    typed = {**FIRST, **SIZE, "starts_on": "someday", "step": 2}
    page = client_of(adi).post(WIZARD, typed)
    assert (page.status_code, page.context["step"]) == (422, 1)
    assert list(page.context["form"].errors) == ["starts_on"]


def test_a_code_taken_meanwhile_is_told_at_its_step(programme: Programme, adi: Person) -> None:
    typed = {**FIRST, **SIZE, **TODAY, **MONEY, "code": "sms-1", "step": 5, "go": "make"}
    page = client_of(adi).post(WIZARD, typed)
    assert (page.status_code, page.context["step"]) == (422, 1)
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("posted", [{"step": "9", "go": "make"}, {"step": "x"}, {"go": "back-7"}, {"step": "-1"}])
def test_whatever_is_posted_a_step_is_shown(cakrawala: Organisation, adi: Person, posted: dict[str, str]) -> None:
    assert client_of(adi).post(WIZARD, posted).status_code in {200, 422}
    assert not Programme.objects.exists()


def test_only_an_administrator_sees_the_wizard(programme: Programme, ada: Person, zoe: Person) -> None:
    assert client_of(ada).get(WIZARD).status_code == 403
    assert client_of(zoe).get(WIZARD).status_code == 404


# -- the plan ---------------------------------------------------------------------------------------------------------


def test_an_empty_plan_says_how_it_is_filled(programme: Programme, iris: Person, zoe: Person) -> None:
    assert "--kind activities" in client_of(iris).get(PLAN).content.decode()
    assert client_of(zoe).get(PLAN).status_code == 404


def test_activities_are_taken_in_by_code(programme: Programme, ada: Person) -> None:
    assert apply_rows(actor_of(ada), programme, {"activities": [ROW]})["created"] == 1
    assert apply_rows(actor_of(ada), programme, {"activities": [ROW]})["unchanged"] == 1
    report = apply_rows(actor_of(ada), programme, {"activities": [{"code": "own", "days": 4}]})
    assert report["updated"] == 1
    assert Activity.objects.get().days == 4
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"planned_to": "2026-04-01"}, "planned_to"),
        ({"done_on": "2999-01-01"}, "done_on"),
        ({"phase": "party"}, "phase"),
        ({"name": None}, "name"),
    ],
)
def test_an_activity_that_cannot_be_is_refused(
    programme: Programme, ada: Person, change: dict[str, object], field: str
) -> None:
    [refused] = apply_rows(actor_of(ada), programme, {"activities": [{**ROW, **change}]})["refused"]
    assert refused["field"] == field


def test_an_activity_is_done_and_not_done_after_all(
    programme: Programme, ada: Person, ben: Person, iris: Person
) -> None:
    apply_rows(actor_of(ada), programme, {"activities": [ROW]})
    client = client_of(ben)
    assert client.post(f"{PLAN}/own/done", {"done_on": "2026-05-20", "seen": "1"}).status_code == 302
    assert Activity.objects.get().done_on == date(2026, 5, 20)
    client.post(f"{PLAN}/own/done", {"done_on": "2026-05-21", "seen": "1"})
    assert Activity.objects.get().done_on == date(2026, 5, 20)
    client.post(f"{PLAN}/own/done", {"seen": "2"})
    assert Activity.objects.get().done_on is None
    assert client_of(iris).post(f"{PLAN}/own/done", {"today": "1"}).status_code == 403
    assert verify_ledger().breaches == []


def test_what_is_exported_is_taken_in_again_as_it_was(cakrawala: Organisation, adi: Person, tmp_path: object) -> None:
    programme = start_programme(
        actor=actor_of(adi),
        organisation=cakrawala,
        code="sms-1",
        answers=Answers(name="SMS", starts_on=date(2026, 2, 2)),
    )
    export = b"".join(client_of(adi).get(f"{PLAN}?export=csv"))  # type: ignore[arg-type]
    from milepost.features.programmes.applying import kinds
    from milepost.platform.applying.files import read_rows

    given = read_rows("plan.csv", export, kinds=kinds(), kind="activities")
    assert apply_rows(actor_of(adi), programme, given)["unchanged"] == len(catalogue.activities())


def test_a_reader_sees_the_plan_in_their_language(cakrawala: Organisation, adi: Person) -> None:
    start_programme(
        actor=actor_of(adi),
        organisation=cakrawala,
        code="sms-1",
        answers=Answers(name="SMS", starts_on=date(2026, 2, 2)),
    )
    Person.objects.filter(pk=adi.pk).update(language="id")
    assert "Memulai program" in client_of(adi).get(PLAN).content.decode()
