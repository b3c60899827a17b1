"""Estimates, progress and days that an organisation gives an activity itself, at every door."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.doors.archive.contents import archived_values
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import get_activity
from milepost.features.plans.services import finish_activity, put_activity
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.models import Programme
from milepost.platform.applying.files import read_rows
from milepost.platform.ledger.models import Payload
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli, client_of

PLAN = "/o/cakrawala/p/sms-1/plan"
API = "/api/v1/organisations/cakrawala/programmes/sms-1"
NEW = {
    "code": "own", "phase": "foundation", "name": "Own", "planned_from": date(2026, 2, 2),
    "planned_to": date(2026, 2, 27), "days": 10,
}  # fmt: skip
GIVEN = {
    "days_low": 4, "days_high": 25, "percent_complete": 40, "not_before": date(2090, 3, 6),
    "deadline": date(2090, 3, 10),
}  # fmt: skip


@pytest.fixture
def own(programme: Programme, ada: Person) -> Activity:
    put_activity(actor=actor_of(ada), programme=programme, fields=NEW)
    return Activity.objects.get()


def _put(person: Person, programme: Programme, **fields: Any) -> Activity:
    put_activity(actor=actor_of(person), programme=programme, fields={"code": "own", **fields})
    return get_activity(programme, "own")


def _refused(person: Person, programme: Programme, **fields: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        _put(person, programme, **fields)
    return refused.value


@pytest.mark.parametrize(
    ("change", "field", "fix"),
    [
        ({"days_low": 11}, "days_low", "Enter 10 or less"),
        ({"days_high": 9}, "days_high", "Enter 10 or more"),
        ({"days": 30, "days_high": 20}, "days_high", "Enter 30 or more"),
        ({"percent_complete": 100}, "percent_complete", "done_on"),
        ({"percent_complete": 60, "done_on": date(2026, 2, 20)}, "percent_complete", "Leave the percentage empty"),
        ({"not_before": date(2090, 3, 6), "deadline": date(2090, 3, 5)}, "deadline", "let it begin earlier"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_field_and_the_way_out(
    own: Activity, ada: Person, change: dict[str, Any], field: str, fix: str
) -> None:
    refused = _refused(ada, own.programme, **change)
    assert refused.field == field
    assert fix in refused.hint
    assert Activity.objects.get().revision == 1


def test_a_likely_effort_above_the_longest_one_kept_is_refused(own: Activity, ada: Person) -> None:
    _put(ada, own.programme, days_high=12)
    assert _refused(ada, own.programme, days=13).field == "days_high"
    assert _put(ada, own.programme, days=13, days_high=None).days_high is None


def test_what_is_done_is_complete_and_what_is_not_done_after_all_stands_where_it_stood(
    own: Activity, ada: Person
) -> None:
    assert _put(ada, own.programme, percent_complete=40).progress == 40
    done = _put(ada, own.programme, percent_complete=100, done_on=date(2026, 2, 20))
    assert done.progress == 100
    assert _refused(ada, own.programme, percent_complete=70).field == "percent_complete"
    back = finish_activity(actor=actor_of(ada), activity=done, done_on=None)
    assert get_activity(own.programme, "own").progress == back.progress == 40
    assert verify_ledger().breaches == []


def test_nothing_and_zero_are_the_same(own: Activity, ada: Person) -> None:
    assert _put(ada, own.programme, percent_complete=0).revision == 1
    assert _put(ada, own.programme, percent_complete=None).revision == 1


def test_the_timeline_tells_what_was_given(own: Activity, ada: Person) -> None:
    _put(ada, own.programme, **GIVEN)
    said = bytes(Payload.objects.order_by("-entry__seq").first().body).decode()  # type: ignore[union-attr]
    assert '"days_high":[null,25]' in said
    assert '"percent_complete":[null,40]' in said
    assert '"deadline":[null,"2090-03-10"]' in said


def test_the_list_as_a_file_is_taken_in_again_as_it_was(own: Activity, ada: Person) -> None:
    _put(ada, own.programme, **GIVEN)
    put_activity(actor=actor_of(ada), programme=own.programme,
                 fields={**NEW, "code": "over", "done_on": date(2026, 2, 20)})  # fmt: skip
    for kind in ("csv", "xlsx"):
        export = b"".join(client_of(ada).get(f"{PLAN}?export={kind}"))  # type: ignore[arg-type]
        rows = read_rows(f"plan.{kind}", export, kinds=kinds(), kind="activities")
        report = apply_rows(actor_of(ada), own.programme, rows)
        assert (report["unchanged"], report["refused"]) == (2, [])
    emptied = [{"code": "own", **dict.fromkeys(GIVEN)}]
    assert apply_rows(actor_of(ada), own.programme, {"activities": emptied})["updated"] == 1
    bare = get_activity(own.programme, "own")
    assert {getattr(bare, name) for name in GIVEN} == {None}


def test_a_file_names_row_field_reason_and_fix(own: Activity, ada: Person) -> None:
    given = [{"code": "own", "days_low": 1}, {"code": "own-2", **{k: v for k, v in NEW.items() if k != "code"},
                                             "percent_complete": 100}]  # fmt: skip
    report = apply_rows(actor_of(ada), own.programme, {"activities": given})
    [refused] = report["refused"]
    assert (refused["row"], refused["code"], refused["field"]) == (2, "own-2", "percent_complete")
    assert refused["fix"]
    assert not report["written"]
    [refused] = apply_rows(actor_of(ada), own.programme, {"activities": [{"code": "own", "percent_complete": 101}]})[
        "refused"
    ]
    assert refused["fix"] == "0 to 99; 100 with the day on which it was done."


def _api(person: Person, programme: Programme) -> Client:
    _, secret = make_token(
        actor=actor_of(person), organisation=programme.organisation, person=person, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_the_api_takes_and_gives_them(own: Activity, ada: Person) -> None:
    api = _api(ada, own.programme)
    sent = {name: str(value) if isinstance(value, date) else value for name, value in GIVEN.items()}
    answer = api.put(f"{API}/activities/own", sent, content_type="application/json")
    assert answer.status_code == 200
    assert sent.items() <= answer.json().items()
    assert sent.items() <= api.get(f"{API}/activities").json()["items"][0].items()
    answer = api.put(f"{API}/activities/own", {"percent_complete": 100}, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, "percent_complete")
    answer = api.put(f"{API}/activities/own", {"days_low": None, "deadline": None}, content_type="application/json")
    assert (answer.json()["days_low"], answer.json()["deadline"], answer.json()["days_high"]) == (None, None, 25)


def test_a_missed_deadline_is_told_at_every_door(own: Activity, ada: Person) -> None:
    _put(ada, own.programme, **GIVEN)  # six days are left, from 6 March on, a Monday: until the 13th
    expected = {"activity": "own", "name": "Own", "deadline": "2090-03-10", "likely": "2090-03-13",
                "working_days_late": 1}  # fmt: skip
    [said] = cli("plan", "forecast", "sms-1", "--as", ada.email, "--json").json["late"]
    assert expected.items() <= said.items()
    assert [link["activity"] for link in said["chain"]] == ["own"]
    assert said["chain"][0]["reason"] == "it cannot begin before 6 Mar 2090"
    assert _api(ada, own.programme).get(f"{API}/forecast").json()["late"] == [said]
    told = cli("plan", "forecast", "sms-1", "--as", ada.email).stdout
    assert "late by 1 working days: Own, likely 2090-03-13, deadline 2090-03-10" in told
    page = client_of(ada).get(f"{PLAN}/forecast")
    [line] = page.context["overdue"]
    assert (line.name, line.late.days) == ("Own", 1)
    assert "Deadlines that will not hold" in page.content.decode()
    _put(ada, own.programme, deadline=date(2090, 3, 13))
    assert "Deadlines that will not hold" not in client_of(ada).get(f"{PLAN}/forecast").content.decode()


def test_the_list_shows_progress_spread_and_deadline(own: Activity, ada: Person) -> None:
    _put(ada, own.programme, **GIVEN)
    shown = client_of(ada).get(PLAN).content.decode()
    for words in ("40 % complete", "4–25", "by 10 Mar 2090"):
        assert words in shown


def test_a_plan_of_the_same_day_is_another_question_once_something_is_complete(own: Activity, ada: Person) -> None:
    before = ask_forecast(own.programme).answer.at("own").finishes_on
    _put(ada, own.programme, percent_complete=90)
    assert ask_forecast(own.programme).answer.at("own").finishes_on < before


def test_an_archive_carries_them(own: Activity, ada: Person) -> None:
    row = _put(ada, own.programme, **GIVEN)
    assert {"days_low": 4, "percent_complete": 40, "deadline": "2090-03-10"}.items() <= archived_values(row).items()
