"""Scenarios: another plan for each change, side by side, what breaks, and making one the plan."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from milepost.catalogue import programme as catalogue
from milepost.features.actions.models import Action
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.forecasting.computing import forecast_plan
from milepost.features.plans.forecasting.given import Given, Work
from milepost.features.plans.models import Activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.whatif.adopting import adopt_scenario
from milepost.features.plans.whatif.changes import (
    STAGE_2,
    Away,
    Booked,
    Helper,
    Services,
    Share,
    Slip,
    changed,
    helped,
    work_left,
)
from milepost.features.plans.whatif.comparing import compare
from milepost.features.plans.whatif.stating import Said
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from milepost.platform.ui.formats import as_day
from tests.people import actor_of, cli, client_of

ON = date(2026, 3, 2)
PAGE = "/o/cakrawala/p/sms-7/plan/what-if/"
API = "/api/v1/organisations/cakrawala/programmes/sms-7/what-if"
WEEKS = timedelta(weeks=1)


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    day = today("Asia/Jakarta")
    answers = Answers(name="SMS", starts_on=day, certificate_wanted_on=day + 60 * WEEKS)
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _plan(**more: Any) -> Given:
    works = tuple(Work(each.key, each.phase, each.role, each.share) for each in catalogue.activities())
    return replace(Given(ON, ON, works), **more)


def _work(plan: Given, key: str) -> Work:
    return next(work for work in plan.works if work.key == key)


# -- changes ----------------------------------------------------------------------------------------------------------

PLAN = _plan()
ANSWER = forecast_plan(PLAN, runs=100)


def test_an_activity_slips_by_weeks_from_where_the_forecast_has_it() -> None:
    after = changed(PLAN, ANSWER, Slip(3, "cmdb"))
    assert _work(after, "cmdb").not_before == ANSWER.at("cmdb").starts_on + 3 * WEEKS
    assert [work for work in after.works if work.key != "cmdb"] == [w for w in PLAN.works if w.key != "cmdb"]
    assert forecast_plan(after, runs=100).at("cmdb").starts_on >= ANSWER.at("cmdb").starts_on + 3 * WEEKS


def test_everything_slips_but_what_is_done() -> None:
    done = replace(PLAN, works=tuple(replace(w, done_on=ON) if w.key == "kick-off" else w for w in PLAN.works))
    after = changed(done, forecast_plan(done, runs=100), Slip(2))
    assert _work(after, "kick-off").not_before is None
    assert all(work.not_before for work in after.works if work.key != "kick-off")


def test_a_slip_never_brings_anything_forward() -> None:
    held = date(2030, 1, 1)
    later = replace(PLAN, works=tuple(replace(w, not_before=held) if w.key == "cmdb" else w for w in PLAN.works))
    assert _work(changed(later, ANSWER, Slip(1, "cmdb")), "cmdb").not_before == held


def test_a_role_that_is_lost_does_nothing_until_then() -> None:
    after = changed(PLAN, ANSWER, Away("coordinator", 4))
    assert {work.not_before for work in after.works if work.role == "coordinator"} == {ON + 4 * WEEKS}
    assert all(work.not_before is None for work in after.works if work.role != "coordinator")


def test_time_of_a_role_is_set_or_added_to() -> None:
    assert changed(PLAN, ANSWER, Share("coordinator", 40)).shares == (("coordinator", 40),)
    given = replace(PLAN, shares=(("coordinator", 40),))
    assert changed(given, ANSWER, Helper("coordinator", 60)).shares == (("coordinator", 100),)
    assert changed(PLAN, ANSWER, Helper("sponsor", 50)).shares == (("sponsor", 150),)


def test_a_consultant_does_their_part_of_the_roles_work() -> None:
    change = Helper("coordinator", 50)
    after = changed(PLAN, ANSWER, change)
    assert helped(after, change) == work_left(PLAN, "coordinator") * 50 / 150
    assert forecast_plan(after, runs=100).certificate.likely <= ANSWER.certificate.likely


def test_fewer_services_are_less_work_in_every_phase_and_as_many_are_none() -> None:
    small = changed(PLAN, ANSWER, Services(3, 20, Decimal(0), Decimal(1)))
    for phase in ("P1", "P2", "P3", "P4"):
        before, after = (sum(w.days for w in each.works if w.phase == phase) for each in (PLAN, small))
        assert after < before
    assert changed(PLAN, ANSWER, Services(5, 5, Decimal("0.2"), Decimal("0.2"))) == PLAN
    p2 = [sum(w.days for w in each.works if w.phase == "P2") for each in (PLAN, small)]
    assert p2[1] == round(p2[0] * 250 / 350)


def test_own_estimates_stay_around_the_likely_one() -> None:
    works = tuple(replace(work, low=max(0, work.days - 1), high=work.days + 4) for work in PLAN.works)
    for change in (Services(3, 20, Decimal(0), Decimal(1)), Services(20, 3, Decimal(1), Decimal(0))):
        after = changed(replace(PLAN, works=works), ANSWER, change)
        assert all((w.low or 0) <= w.days <= (w.high or 0) for w in after.works)


def test_a_booked_stage_2_waits_for_its_day_and_is_late_behind_it() -> None:
    early = forecast_plan(changed(PLAN, ANSWER, Booked(date(2026, 4, 6))), runs=100)
    assert [late.key for late in early.late] == [STAGE_2]
    assert early.late[0].chain[-1] == STAGE_2
    far = date(2030, 1, 7)
    assert forecast_plan(changed(PLAN, ANSWER, Booked(far)), runs=100).at(STAGE_2).starts_on == far


# -- side by side -----------------------------------------------------------------------------------------------------


def test_the_plan_as_it_is_each_change_alone_and_all_together(planned: Programme) -> None:
    found = compare(planned, Said(slip=["2"], helper=["coordinator=50"]), rate=Decimal(1000))
    assert [len(column.changes) for column in found.columns] == [0, 1, 1, 2]
    assert found.present.answer == ask_forecast(planned).answer
    assert found.columns[1].answer.certificate.p80 > found.present.answer.certificate.p80
    assert found.whole.cost == found.whole.external * 1000
    assert found.whole.internal + found.whole.external == found.present.internal
    assert [len(each.columns) for each in (compare(planned, Said(slip=["cmdb=1"])),)] == [2]


def test_without_a_change_there_is_the_plan_alone_and_nothing_to_adopt(planned: Programme, adi: Person) -> None:
    assert len(compare(planned, Said()).columns) == 1
    with pytest.raises(Refused, match="nothing to adopt"):
        _adopt(adi, planned, Said())


def test_nothing_is_stored_or_changed(planned: Programme) -> None:
    before = Entry.objects.count(), list(Activity.objects.values())
    compare(planned, Said(slip=["2"], services=3))
    assert (Entry.objects.count(), list(Activity.objects.values())) == before


def test_what_holds_today_and_no_longer_does_is_a_break(planned: Programme, adi: Person) -> None:
    ends = ask_forecast(planned).answer.at("kick-off").finishes_on
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "deadline": ends})
    found = compare(planned, Said(slip=["kick-off=3"]))
    [broken] = [each for each in found.whole.breaks if each.kind == "deadline"]
    assert (broken.key, broken.due, broken.days >= 21) == ("kick-off", ends, True)
    put_activity(
        actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "deadline": ends - timedelta(days=1)}
    )
    again = compare(planned, Said(slip=["kick-off=3"]))
    assert [each for each in again.whole.breaks if each.kind == "deadline"] == []


def test_a_stage_2_that_cannot_be_ready_is_said_with_its_chain(planned: Programme, adi: Person) -> None:
    day = today("Asia/Jakarta") + timedelta(days=30)
    ran = cli("plan", "whatif", "sms-7", "--stage-2", day, "--as", adi.email, "--json").json
    [broken] = [each for each in ran["scenarios"][-1]["breaks"] if each["kind"] == "stage-2"]
    assert broken["about"] == STAGE_2
    assert len(broken["chain"]) > 5
    assert broken["chain"][-1]["activity"] == STAGE_2


WRONG = [
    ({"slip": ["nowhere=2"]}, "slip", "no activity nowhere"),
    ({"slip": ["cmbd=2"]}, "slip", "no activity cmbd"),
    ({"slip": ["kick-off=x"]}, "slip", "no whole number from 1 to 260"),
    ({"slip": ["-1"]}, "slip", "no whole number"),
    ({"slip": ["²"]}, "slip", "no whole number"),
    ({"slip": ["0"]}, "slip", "no whole number"),
    ({"slip": ["1"] * 13}, "slip", "cannot be read side by side"),
    ({"away": ["nobody=1"]}, "away", "led by “nobody”"),
    ({"away": ["coordinator=999"]}, "away", "1 to 260"),
    ({"share": ["coordinator=0"]}, "share", "never ends its work"),
    ({"helper": ["coordinator"]}, "helper", "led by “”"),
    ({"services": 0}, "services", "1 to 10000"),
    ({"stage2": date(2020, 1, 1)}, "stage2", "a day that is over"),
]


@pytest.mark.parametrize(("given", "field", "said"), WRONG)
def test_what_cannot_be_meant_is_refused_with_its_field_and_the_way_out(
    planned: Programme, given: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        compare(planned, Said(**given))
    assert refused.value.field == field
    assert refused.value.hint


def test_a_slip_beyond_2100_is_refused(planned: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "cmdb", "not_before": date(2100, 12, 1)})
    with pytest.raises(Refused, match="beyond the year 2100"):
        compare(planned, Said(slip=["2"]))


# -- adopting ---------------------------------------------------------------------------------------------------------


def _adopt(adi: Person, programme: Programme, said: Said, **more: Any) -> Any:
    return adopt_scenario(actor=actor_of(adi), programme=programme, said=said, reason="The board decided.", **more)


def test_adopting_makes_the_scenario_the_plan_with_its_reason(planned: Programme, adi: Person) -> None:
    said = Said(slip=["cmdb=2"])
    wanted = compare(planned, said).whole.answer
    done = _adopt(adi, planned, said)
    assert (done.activities, done.actions) == (("cmdb",), ())
    assert ask_forecast(planned).answer == wanted
    entry = Entry.objects.filter(kind="plan.scenario-adopted").get()
    assert b"The board decided." in bytes(entry.payload.body)
    assert b"Entry" not in bytes(entry.payload.body)
    assert Entry.objects.filter(kind="plan.activity-changed").count() == 1
    assert verify_ledger().breaches == []


def test_services_change_the_days_of_work_and_the_scope_is_owed(planned: Programme, adi: Person) -> None:
    said = Said(services=20)
    wanted = compare(planned, said).whole
    done = _adopt(adi, planned, said)
    assert sum(row.days for row in Activity.objects.all()) == wanted.internal
    assert [action.owner for action in done.actions] == [adi]
    assert "20 services in scope instead of 5" in done.actions[0].title


def test_what_belongs_to_other_registers_is_owed_and_changes_no_activity(planned: Programme, adi: Person) -> None:
    before = list(Activity.objects.values())
    done = _adopt(adi, planned, Said(share=["coordinator=40"], helper=["coordinator=50"]))
    assert list(Activity.objects.values()) == before
    assert len(done.actions) == Action.objects.count() == 2
    assert verify_ledger().breaches == []
    assert all("register of roles" in action.title for action in done.actions)


def test_a_plan_changes_for_a_reason_and_as_it_was_seen(planned: Programme, adi: Person) -> None:
    with pytest.raises(Refused, match="for a reason"):
        adopt_scenario(actor=actor_of(adi), programme=planned, said=Said(slip=["2"]), reason="  ")
    with pytest.raises(Refused, match="since the scenarios were compared"):
        _adopt(adi, planned, Said(slip=["2"]), seen="another")
    assert not Entry.objects.filter(kind="plan.scenario-adopted").exists()


# -- doors ------------------------------------------------------------------------------------------------------------


def _api(programme: Programme, person: Person, query: str = "", given: dict[str, Any] | None = None) -> Any:
    _, secret = make_token(
        actor=actor_of(person), organisation=programme.organisation, person=person, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {secret}"}
    if given is None:
        return Client().get(API + query, headers=headers)
    return Client().post(API, given, content_type="application/json", headers=headers)


def test_command_and_api_compare_the_same(planned: Programme, adi: Person) -> None:
    api = _api(planned, adi, "?slip=cmdb=2&slip=1&helper=coordinator=50&rate=100").json()
    command = cli(
        "plan", "whatif", "sms-7", "--slip", "cmdb=2", "--slip", "1", "--helper", "coordinator=50", "--rate", "100",
        "--as", adi.email, "--json",
    ).json  # fmt: skip
    assert command.pop("schema") == "milepost/whatif/1"
    assert command == api
    assert [len(each["changes"]) for each in api["scenarios"]] == [0, 1, 1, 1, 3]
    assert _api(planned, adi, "?slip=nowhere=2").json()["field"] == "slip"


def test_the_api_and_the_command_adopt(planned: Programme, adi: Person) -> None:
    answer = _api(planned, adi, given={"slip": ["cmdb=2"], "reason": "Late."})
    assert (answer.status_code, answer.json()["activities"]) == (200, ["cmdb"])
    ran = cli("plan", "whatif", "sms-7", "--slip", "cmdb=2", "--adopt", "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "reason")
    ran = cli(
        "plan", "whatif", "sms-7", "--slip", "cmdb=2", "--adopt", "--reason", "Later.", "--as", adi.email, "--json"
    )
    assert (ran.exit_code, ran.json["adopted"]) == (0, True)
    assert Entry.objects.filter(kind="plan.scenario-adopted").count() == 2


@pytest.mark.parametrize("rate", ["much", "-1", "NaN", "1e99"])
def test_a_rate_that_is_no_amount_is_refused(planned: Programme, adi: Person, rate: str) -> None:
    ran = cli("plan", "whatif", "sms-7", "--slip", "1", f"--rate={rate}", "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "--rate")


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_compares_by_its_address_and_adopts_by_its_form(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    assert "What if something changes?" in _words(client.get(PAGE).content.decode())
    page = client.get(PAGE + "?slip=cmdb&slip_weeks=2&helper=coordinator&helper_percent=50&rate=10")
    shown = _words(page.content.decode())
    [present, *_alone, _whole] = page.context["columns"]
    assert as_day(present.column.answer.certificate.p80) in shown
    assert "All together" in shown
    given = dict(page.context["hidden"]) | {"seen": page.context["seen"], "reason": "The board decided."}
    answer = client.post(PAGE, given)
    assert answer.status_code == 302
    assert Activity.objects.get(key="cmdb").not_before
    again = client.post(PAGE, given)
    assert again.status_code == 422
    assert "since the scenarios were compared" in _words(again.content.decode())


def test_half_a_change_is_asked_for_and_a_reader_cannot_adopt(planned: Programme, adi: Person, ada: Person) -> None:
    page = client_of(adi).get(PAGE + "?slip=cmdb")
    assert page.status_code == 200
    assert "Say how much." in _words(page.content.decode())
    assert "Say what." in _words(client_of(adi).get(PAGE + "?away_weeks=2").content.decode())
