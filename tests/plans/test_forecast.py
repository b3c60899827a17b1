"""The forecast at its doors: the same figures on the page, on the command line and over the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.catalogue import programme as catalogue
from milepost.features.governance.services.people import put_holder
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.models import Activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.practices.services import add_practices, assign_practice
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.services import put_own_day
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, make_token
from tests.management.places import enter as programme_risk
from tests.people import actor_of, cli

API = "/api/v1/organisations/cakrawala/programmes/sms-7/forecast"
ON = date(2026, 2, 2)


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    """A programme with the standard activities, none of them done, that wants its certificate within a year."""
    answers = Answers(name="SMS", starts_on=ON, certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _api(programme: Programme, person: Person, query: str = f"on={ON}") -> Any:
    _, secret = make_token(
        actor=actor_of(person),
        organisation=programme.organisation,
        person=person,
        scope="read",
        expires_on=date(2099, 1, 1),
    )
    answer = Client().get(f"{API}?{query}", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.json()


# -- risks ------------------------------------------------------------------------------------------------------------


def test_a_risk_of_the_register_moves_the_certificate_until_it_is_over(planned: Programme, adi: Person) -> None:
    add_member(actor=actor_of(adi), organisation=planned.organisation, email=adi.email, name=adi.name,
               role=Role.COORDINATOR)  # fmt: skip
    before = ask_forecast(planned, on=ON).answer.certificate
    risk = {"code": "PR-01", "title": "The sponsor changes", "probability": 60, "delay_days": 200}
    programme_risk(actor_of(adi), planned, "programme-risks", **risk)
    programme_risk(actor_of(adi), planned, "programme-risks", code="PR-02", title="Without a number yet")
    asked = ask_forecast(planned, on=ON)
    assert (asked.answer.certificate.p80 - before.p80).days > 200
    assert asked.answer.certificate.likely == before.likely
    said = cli("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email, "--json").json
    assert said["movers"][0]["activity"] == "risk:PR-01"
    assert "The sponsor changes" in said["movers"][0]["name"]
    programme_risk(actor_of(adi), planned, "programme-risks", **risk, ended_on=ON)
    assert ask_forecast(planned, on=ON).answer.certificate == before


# -- the command line and the API -------------------------------------------------------------------------------------


def test_command_and_api_say_the_same_figures(planned: Programme, adi: Person) -> None:
    said = cli("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email, "--json").json
    status, answered = _api(planned, adi)
    assert status == 200
    assert said.pop("schema") == "milepost/forecast/1"
    assert answered == said
    counted = said["distribution"]
    assert [spell["runs_by_then"] for spell in counted][-1] == sum(spell["runs"] for spell in counted) == 2_000
    assert counted[0]["first"] <= said["certificate"]["p10"] <= said["certificate"]["p90"] <= counted[-1]["last"]
    assert (said["runs"], said["seed"], said["on"], said["wanted_on"]) == (2_000, 1, "2026-02-02", "2027-01-29")
    assert said["certificate"] == said["gates"]["G4"]
    certificate = {name: day for name, day in said["certificate"].items() if name.startswith("p")}
    assert sorted(certificate.values()) == list(certificate.values())
    assert said["critical"][-1]["activity"] == "gate:G4"
    assert len(said["movers"]) == 10
    assert len([each for each in said["activities"] if not each["activity"].startswith("wait:")]) == len(
        catalogue.activities()
    )
    late = (date.fromisoformat(certificate["p80"]) - date(2027, 1, 29)).days
    assert said["days_after_wanted"] == late > 0


def test_people_read_dates_reasons_and_what_is_assumed(planned: Programme, adi: Person) -> None:
    said = cli("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email).stdout
    assert "wanted       2027-01-29: P80 is" in said
    assert (
        "Gate G4: “Open the three-year cycle: surveillance, audits, reviews, and changes to tell the body” ends on"
        in said
    )
    assert "Practice owner is busy with “" in said
    assert "one full-time person is assumed for" in said
    assert said.endswith("2000 runs, seed 1\n")


def test_another_seed_and_more_runs_are_said_with_the_answer(planned: Programme, adi: Person) -> None:
    asked = ("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email, "--json", "--seed", 5, "--runs", 150)
    first, again = cli(*asked).json, cli(*asked).json
    assert first == again
    assert (first["seed"], first["runs"]) == (5, 150)
    assert first["movers"] != _api(planned, adi)[1]["movers"]


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("runs=99", "runs", "outside 100 to 20000"),
        ("runs=20001", "runs", "outside 100 to 20000"),
        ("seed=-1", "seed", "outside 0 to 4294967295"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_its_field_and_bounds(
    planned: Programme, adi: Person, query: str, field: str, said: str
) -> None:
    status, problem = _api(planned, adi, query)
    assert (status, problem["field"]) == (422, field)
    assert said in problem["title"]
    ran = cli("plan", "forecast", "sms-7", "--as", adi.email, f"--{query}", "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, field)
    assert said in ran.json["error"]


def test_a_day_outside_the_calendar_is_refused(planned: Programme, adi: Person) -> None:
    status, problem = _api(planned, adi, "on=1800-01-01")
    assert (status, problem["field"]) == (422, "on")


def test_a_plan_without_activities_is_refused_with_the_way_out(programme: Programme, ada: Person) -> None:
    ran = cli("plan", "forecast", "sms-1", "--as", ada.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "activities")
    assert "--kind activities" in ran.json["hint"]


# -- what it is computed from -----------------------------------------------------------------------------------------


def _likely(programme: Programme) -> date:
    programme.refresh_from_db()
    return ask_forecast(programme, on=ON).answer.certificate.likely


def test_whoever_gives_half_of_their_time_moves_the_certificate(planned: Programme, adi: Person) -> None:
    before = _likely(planned)
    holder = {"code": "c1", "role": "coordinator", "name": "Ada", "share_percent": 50, "since": date(2026, 1, 1)}
    put_holder(actor=actor_of(adi), programme=planned, fields=holder)
    answer = ask_forecast(planned, on=ON).answer
    assert answer.certificate.likely > before
    assert "coordinator" not in answer.assumed
    put_holder(actor=actor_of(adi), programme=planned, fields={"code": "c1", "until": date(2026, 1, 31)})
    assert _likely(planned) == before


def test_whoever_owns_practices_works_side_by_side_until_they_own_none(planned: Programme, adi: Person) -> None:
    add_practices(actor=actor_of(adi), programme=planned)
    owners = [
        add_member(actor=actor_of(adi), organisation=planned.organisation, email=f"{name}@cakrawala.example",
                   name=name, role=Role.PRACTICE_OWNER, programme_id=planned.pk).person
        for name in ("Bayu", "Rina")
    ]  # fmt: skip
    before = ask_forecast(planned, on=ON).answer
    assert (before.people, "practice-owner" in before.assumed) == ((), True)
    for practice, owner in zip(planned.practices.order_by("key"), (*owners, owners[0]), strict=False):
        assign_practice(actor=actor_of(adi), practice=practice, owner=owner, deputy=None, hours_per_week=None)
    answer = ask_forecast(planned, on=ON).answer
    assert answer.people == (("practice-owner", 2),)
    assert answer.certificate.likely < before.certificate.likely
    said = cli("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email).stdout
    assert "2 people work side by side as practice-owner" in said
    planned.practices.filter(owner=owners[1]).update(ended_on=ON)
    assert ask_forecast(planned, on=ON).answer.people == ()


def test_a_role_without_any_time_is_refused(planned: Programme, adi: Person) -> None:
    holder = {"code": "c1", "role": "coordinator", "name": "Ada", "share_percent": 0}
    put_holder(actor=actor_of(adi), programme=planned, fields=holder)
    with pytest.raises(Refused, match="0 %") as refused:
        ask_forecast(planned, on=ON)
    assert refused.value.field == "share_percent"
    assert refused.value.hint


def test_days_off_of_the_organisation_move_the_dates(planned: Programme, adi: Person) -> None:
    before = ask_forecast(planned, on=ON).answer.at("kick-off")
    put_own_day(actor=actor_of(adi), organisation=planned.organisation, day=before.finishes_on, name="Outing")
    after = ask_forecast(planned, on=ON).answer.at("kick-off")
    assert (after.starts_on, after.finishes_on > before.finishes_on) == (before.starts_on, True)


def test_a_renamed_activity_keeps_its_place_and_its_own_name(planned: Programme, adi: Person) -> None:
    before = _likely(planned)
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "cmdb", "name": "Our CMDB"})
    assert _likely(planned) == before
    names = {each["activity"]: each["name"] for each in _api(planned, adi)[1]["activities"]}
    assert names["cmdb"] == "Our CMDB"


def test_what_was_done_later_is_not_known_on_an_earlier_day(planned: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "done_on": date(2026, 2, 4)})
    on_the_day = ask_forecast(planned, on=date(2026, 2, 4)).answer.at("kick-off")
    assert (on_the_day.finishes_on, on_the_day.why.hold) == (date(2026, 2, 4), "done")
    assert ask_forecast(planned, on=ON).answer.at("kick-off").why.hold == "today"


def test_an_answer_is_kept_until_the_plan_changes(
    planned: Programme, adi: Person, django_assert_num_queries: Any
) -> None:
    first = ask_forecast(planned, on=ON).answer
    with django_assert_num_queries(6):
        assert ask_forecast(planned, on=ON).answer is first
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "days": 40})
    assert ask_forecast(planned, on=ON).answer is not first


def test_nothing_is_stored(planned: Programme) -> None:
    before = (list(Activity.objects.values()), Entry.objects.count())
    ask_forecast(planned, on=ON)
    assert (list(Activity.objects.values()), Entry.objects.count()) == before
