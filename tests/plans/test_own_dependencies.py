"""What an organisation states itself that an activity waits for: by file and API, refused where it cannot be meant."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.catalogue import programme as catalogue
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import get_activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.models import Programme
from milepost.platform.applying.files import read_rows
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli, client_of

ON = date(2026, 2, 2)
API = "/api/v1/organisations/cakrawala/programmes/sms-7"


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    """A programme with the standard activities, none of them done."""
    answers = Answers(name="SMS", starts_on=ON, certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _row(code: str, **fields: Any) -> dict[str, Any]:
    given = {"phase": "foundation", "name": code, "planned_from": "2026-02-02", "planned_to": "2026-02-27", "days": 5}
    return {"code": code, **given, **fields}


def _apply(person: Person, programme: Programme, *rows: dict[str, Any]) -> Any:
    return apply_rows(actor_of(person), programme, {"activities": list(rows)})


def test_a_dependency_is_kept_in_its_shortest_notation_and_moves_the_forecast(planned: Programme, adi: Person) -> None:
    before = ask_forecast(planned, on=ON).answer.at("context")
    put_activity(actor=actor_of(adi), programme=planned,
                 fields={"code": "context", "after": " kick-off  fs +90,\nsteering ss"})  # fmt: skip
    assert get_activity(planned, "context").after == "kick-off FS+90; steering SS"
    asked = ask_forecast(planned, on=ON)
    placed = asked.answer.at("context")
    assert placed.starts_on > before.starts_on
    assert (placed.why.key, placed.why.lag, placed.why.is_own) == ("kick-off", 90, True)
    said = cli("plan", "forecast", "sms-7", "--on", ON, "--as", adi.email, "--json").json
    [reason] = [each["reason"] for each in said["activities"] if each["activity"] == "context"]
    assert reason.endswith("a dependency of your own; lag in working days: 90")
    assert verify_ledger().breaches == []


def test_a_file_may_name_what_stands_below_and_turn_a_dependency_round(planned: Programme, adi: Person) -> None:
    report = _apply(adi, planned, _row("a", after="b; kick-off SS+2"), _row("b"))
    assert (report["created"], report["refused"]) == (2, [])
    assert _apply(adi, planned, _row("a", after="b; kick-off SS+2"), _row("b"))["unchanged"] == 2
    turned = _apply(adi, planned, {"code": "b", "after": "a"}, {"code": "a", "after": ""})
    assert (turned["updated"], turned["refused"]) == (2, [])
    assert [get_activity(planned, code).after for code in ("a", "b")] == [None, "a"]


@pytest.mark.parametrize(
    ("row", "field", "reason", "fix"),
    [
        (_row("x", after="cmbd"), "after", "This plan has no activity cmbd.", "Write cmdb"),
        (_row("x", after="x"), "after", "x waits for itself.", "Take it out"),
        (_row("x", after="cmdb"), "after", "a later phase, behind a gate (S-01)", "Move one of the two"),
        (_row("x", after="kick-off XX"), "after", "has the link XX", "FS, SS, FF or SF"),
        ({"code": "kick-off", "after": "context"}, "after", "kick-off → context → kick-off", "Take context out"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_row_field_reason_and_fix(
    planned: Programme, adi: Person, row: dict[str, Any], field: str, reason: str, fix: str
) -> None:
    report = _apply(adi, planned, {"code": "context", "days": 11}, row)
    [refused] = report["refused"]
    assert (refused["kind"], refused["row"], refused["field"]) == ("activities", 2, field)
    said = refused["reason"].replace("context → kick-off → context", "kick-off → context → kick-off")
    assert reason in said
    assert fix in refused["fix"]
    assert not report["written"]
    with pytest.raises(Refused) as alone:
        put_activity(actor=actor_of(adi), programme=planned, fields=row)
    assert (alone.value.field, alone.value.reason) == (field, refused["reason"])


def test_half_a_circle_of_each_of_two_rows_is_refused_at_one_of_them(planned: Programme, adi: Person) -> None:
    [refused] = _apply(adi, planned, _row("a", after="b"), _row("b", after="a"))["refused"]
    assert refused["code"] in {"a", "b"}
    assert "→" in refused["reason"]


def test_an_activity_is_not_moved_behind_what_waits_for_it(planned: Programme, adi: Person) -> None:
    assert _apply(adi, planned, _row("a"), _row("b", after="a"))["created"] == 2
    [refused] = _apply(adi, planned, {"code": "a", "phase": "design"})["refused"]
    assert (refused["code"], refused["field"]) == ("a", "phase")
    assert "b waits for a, which lies in a later phase" in refused["reason"]
    assert _apply(adi, planned, {"code": "a", "phase": "design"}, {"code": "b", "phase": "design"})["updated"] == 2


def test_the_list_as_a_file_is_taken_in_again_as_it_was(planned: Programme, adi: Person) -> None:
    _apply(adi, planned, _row("a", after="context FF-3; kick-off"))
    for kind in ("csv", "xlsx"):
        export = b"".join(client_of(adi).get(f"/o/cakrawala/p/sms-7/plan?export={kind}"))  # type: ignore[arg-type]
        rows = read_rows(f"plan.{kind}", export, kinds=kinds(), kind="activities")
        assert apply_rows(actor_of(adi), planned, rows)["unchanged"] == len(catalogue.activities()) + 1
    [kept] = Activity.objects.exclude(after=None)
    assert kept.after == "context FF-3; kick-off"


def test_the_api_takes_gives_and_refuses_them(planned: Programme, adi: Person) -> None:
    _, secret = make_token(
        actor=actor_of(adi), organisation=planned.organisation, person=adi, scope="write", expires_on=date(2099, 1, 1)
    )
    api = Client(headers={"Authorization": f"Bearer {secret}"})

    def put(key: str, **fields: Any) -> Any:
        return api.put(f"{API}/activities/{key}", fields, content_type="application/json")

    assert put("context", after="kick-off FS+3").json()["after"] == "kick-off FS+3"
    refused = put("kick-off", after="context")
    assert (refused.status_code, refused.json()["field"]) == (422, "after")
    assert "in a circle" in refused.json()["title"]
    assert put("context", after=None).json()["after"] == ""


def test_the_budget_of_queries_does_not_grow_with_dependencies(
    planned: Programme, adi: Person, django_assert_num_queries: Any
) -> None:
    _apply(adi, planned, *({"code": code, "after": "kick-off SS"} for code in ("context", "scope", "steering")))
    ask_forecast(planned, on=ON)
    with django_assert_num_queries(6):
        ask_forecast(planned, on=ON)
