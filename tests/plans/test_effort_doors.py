"""Effort, recalibration and budget through their doors: pages, commands, the API and files, all saying the same."""

import json
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.features.plans.effort.services import put_effort
from milepost.features.plans.models import BudgetLine, EffortEntry
from milepost.features.plans.selectors import get_activity
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.services import make_token, remove_member
from tests.people import actor_of, cli, client_of
from tests.plans.test_recalibrating import DOCUMENTS, finish

PLAN = "/o/cakrawala/p/sms-7/plan"
API = "/api/v1/organisations/cakrawala/programmes/sms-7"


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


class Api:
    """The API as somebody with a token that writes."""

    def __init__(self, person: Person, programme: Programme) -> None:
        _, secret = make_token(
            actor=actor_of(person), organisation=programme.organisation, person=person, scope="write",
            expires_on=date(2099, 1, 1),
        )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {secret}"}

    def __call__(self, method: str, path: str, given: Any = None, **headers: str) -> Any:
        body = "" if given is None else json.dumps(given)
        all_headers = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return Client().generic(method, API + path, body, content_type="application/json", headers=all_headers)


@pytest.fixture
def api(planned: Programme, adi: Person) -> Api:
    return Api(adi, planned)


# -- the log ----------------------------------------------------------------------------------------------------------


def test_days_are_logged_on_the_activity_s_page_corrected_and_taken_back(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    assert f'href="{PLAN}/kick-off/log"' in client.get(f"{PLAN}/kick-off").content.decode()
    form = client.get(f"{PLAN}/kick-off/log").context["form"]
    assert (form["worked_on"].value(), form["person"].value()) == (today("Asia/Jakarta"), adi.email)
    typed = {"worked_on": "2026-03-02", "days": "0.5", "person": adi.email, "role": "", "note": "Charter"}
    assert client.post(f"{PLAN}/kick-off/log", typed)["Location"] == f"{PLAN}/kick-off"
    shown = words(client.get(f"{PLAN}/kick-off"))
    assert "Charter" in shown
    assert re.search(r"0\.5 of \d+ days", shown)
    assert "0.5 logged" in words(client.get(PLAN))
    page = client.get(f"{PLAN}/effort/E-1/")
    again = {**typed, "activity": "steering", "days": "0.75", "seen": str(page.context["seen"])}
    assert client.post(f"{PLAN}/effort/E-1/", again).status_code == 302
    conflict = client.post(f"{PLAN}/effort/E-1/", {**again, "days": "1"})
    assert conflict.status_code == 409
    assert EffortEntry.objects.get().days == Decimal("0.75")
    assert client.post(f"{PLAN}/effort/E-1/take-back/", {"seen": "1"})["Location"] == f"{PLAN}/effort/E-1/"
    assert client.post(f"{PLAN}/effort/E-1/take-back/", {"seen": "2"})["Location"] == f"{PLAN}/steering"
    assert not EffortEntry.objects.exists()
    assert "No days are logged yet" in words(client.get(f"{PLAN}/effort/"))


def test_correcting_the_entry_of_somebody_who_left_keeps_whose_work_it_was(
    planned: Programme, adi: Person, coordinator: Person, tmp_path: Path
) -> None:
    fields = {"activity": "kick-off", "worked_on": date(2026, 3, 2), "days": Decimal(1)}
    put_effort(actor=actor_of(coordinator), programme=planned, fields=fields)
    written = client_of(adi).get(f"{PLAN}/effort/?export=csv")
    file = tmp_path / "effort.csv"
    file.write_bytes(b"".join(written.streaming_content))
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=coordinator))
    ran = cli("apply", "sms-7", file, "--kind", "effort", "--as", adi.email)
    assert ran.exit_code == 0, ran.output
    form = client_of(adi).get(f"{PLAN}/effort/E-1/").context["form"]
    assert form["person"].value() == coordinator.email
    assert coordinator.email in dict(form.fields["person"].choices)
    typed = {"activity": "kick-off", "worked_on": "2026-03-02", "days": "0.5", "person": coordinator.email, "seen": "1"}
    assert client_of(adi).post(f"{PLAN}/effort/E-1/", typed).status_code == 302
    assert EffortEntry.objects.get().person == coordinator


def test_what_is_refused_keeps_what_was_typed(planned: Programme, adi: Person) -> None:
    typed = {"worked_on": "2026-03-02", "days": "1.75", "person": adi.email, "note": "Too much"}
    page = client_of(adi).post(f"{PLAN}/kick-off/log", typed)
    assert page.status_code == 422
    assert "log each day by itself" in page.context["form"].errors["days"][0]
    assert "Too much" in page.content.decode()
    tomorrow = (today("Asia/Jakarta") + timedelta(days=1)).isoformat()
    page = client_of(adi).post(f"{PLAN}/kick-off/log", {**typed, "days": "1", "worked_on": tomorrow})
    assert list(page.context["form"].errors) == ["worked_on"]


def test_a_team_member_is_offered_their_own_name_alone(
    planned: Programme, coordinator: Person, sponsor: Person
) -> None:
    offered = client_of(sponsor).get(f"{PLAN}/kick-off/log").context["form"].fields["person"].choices
    assert [email for email, _name in offered] == ["", sponsor.email]
    offered = client_of(coordinator).get(f"{PLAN}/kick-off/log").context["form"].fields["person"].choices
    assert {coordinator.email, sponsor.email} < {email for email, _name in offered}


def test_the_log_goes_out_and_comes_in_as_it_was(planned: Programme, adi: Person, tmp_path: Path) -> None:
    for number, external in enumerate((False, True)):
        fields = {"activity": "policy", "worked_on": date(2026, 3, 2 + number), "days": Decimal("0.5"),
                  "external": external, "note": "=1+1"}  # fmt: skip
        put_effort(actor=actor_of(adi), programme=planned, fields=fields)
    written = client_of(adi).get(f"{PLAN}/effort/?export=csv")
    file = tmp_path / "effort.csv"
    file.write_bytes(b"".join(written.streaming_content))
    assert cli("apply", "sms-7", file, "--kind", "effort", "--as", adi.email).exit_code == 0
    assert Entry.objects.filter(kind__startswith="plan.effort").count() == 2, "the same again changes nothing"
    file.write_bytes(file.read_bytes().replace(b"0.5", b"0.25").replace(b"E-2", b"sheet-9"))
    assert cli("apply", "sms-7", file, "--kind", "effort", "--as", adi.email).exit_code == 0
    assert sorted(EffortEntry.objects.values_list("code", "days")) == [
        ("E-1", Decimal("0.25")), ("E-2", Decimal("0.5")), ("sheet-9", Decimal("0.25")),
    ]  # fmt: skip


def test_in_a_file_a_row_without_a_person_is_the_role_s(planned: Programme, adi: Person, tmp_path: Path) -> None:
    file = tmp_path / "effort.csv"
    file.write_text("code,activity,worked_on,days\nT-1,policy,2026-03-31,12\n", "utf-8")
    assert cli("apply", "sms-7", file, "--kind", "effort", "--as", adi.email).exit_code == 0
    row = EffortEntry.objects.get()
    assert (row.person, row.role, row.made_by) == (None, "sponsor", adi)
    file.write_text("code,activity,worked_on,days\nT-2,policy,2026-03-31,32\n", "utf-8")
    ran = cli("apply", "sms-7", file, "--kind", "effort", "--as", adi.email, "--json")
    assert ran.exit_code != 0
    assert EffortEntry.objects.count() == 1


def test_command_and_api_log_and_say_the_same(planned: Programme, adi: Person, api: Api) -> None:
    ran = cli(
        "plan", "log", "sms-7", "policy", "--days", "12", "--on", "2026-03-31", "--role", "coordinator", "--external",
        "--note", "By invoice", "--as", adi.email, "--json",
    )  # fmt: skip
    assert (ran.exit_code, ran.json["code"], ran.json["external"], ran.json["days"]) == (0, "E-1", True, 12)
    answer = api("POST", "/activities/policy/effort", {"worked_on": "2026-03-30", "days": 0.5})
    assert (answer.status_code, answer.json()["person"], answer["ETag"]) == (201, adi.email, '"1"')
    command = cli("plan", "logged", "sms-7", "--as", adi.email, "--json").json
    assert command.pop("schema") == "milepost/effort/1"
    assert command == api("GET", "/effort").json()
    assert command["logged"] == {"internal": 0.5, "external": 12, "entries": 2}
    entries = cli("plan", "logged", "sms-7", "--entries", "--as", adi.email, "--json").json["entries"]
    assert {one["code"] for one in entries} == {one["code"] for one in api("GET", "/effort/entries").json()["items"]}
    changed = api("PATCH", "/effort/entries/E-2", {"days": 0.25}, If_Match='W/"1"')
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert api("PATCH", "/effort/entries/E-2", {"days": 0.3}, If_Match='W/"1"').status_code == 412
    ran = cli("plan", "correct", "sms-7", "E-1", "--days", "11", "--internal", "--as", adi.email, "--json")
    assert (ran.json["days"], ran.json["external"]) == (11, False)
    assert cli("plan", "take-back", "sms-7", "E-1", "--as", adi.email).exit_code == 0
    assert api("DELETE", "/effort/entries/E-2").status_code == 204
    assert api("DELETE", "/effort/entries/E-2").status_code == 404
    assert cli("plan", "logged", "sms-7", "--as", adi.email).exit_code == 0


@pytest.mark.parametrize(
    ("args", "field"),
    [(("--days", "much", "--on", "2026-03-02"), "--days"), (("--days", "1", "--on", "2.3.2026"), "--on"),
     (("--days", "2", "--on", "2026-03-02"), "days")],
)  # fmt: skip
def test_a_command_refuses_with_the_field(planned: Programme, adi: Person, args: tuple[str, ...], field: str) -> None:
    ran = cli("plan", "log", "sms-7", "policy", *args, "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, field)


def test_an_unknown_entry_is_hidden(planned: Programme, adi: Person, api: Api) -> None:
    assert client_of(adi).get(f"{PLAN}/effort/E-9/").status_code == 404
    assert api("PATCH", "/effort/entries/E-9", {"days": 1}).status_code == 404
    assert cli("plan", "correct", "sms-7", "E-9", "--days", "1", "--as", adi.email).exit_code != 0


# -- recalibration ----------------------------------------------------------------------------------------------------


@pytest.fixture
def observed(planned: Programme, adi: Person) -> Programme:
    for code in DOCUMENTS:
        finish(adi, planned, code, "1.6")
    return planned


SAID = "Your documents take 1.6 × the estimate; 5 observations."


def test_it_stands_beside_the_estimates_and_is_applied_from_its_page(observed: Programme, adi: Person) -> None:
    client = client_of(adi)
    for page in (PLAN, f"{PLAN}/objectives", f"{PLAN}/effort/", f"{PLAN}/recalibration/"):
        assert SAID in words(client.get(page)), page
    page = client.get(f"{PLAN}/recalibration/")
    before = get_activity(observed, "objectives").days
    name = "Set measurable objectives with plans to reach them"
    assert f"{name} Your documents {before} {round(before * 1.6)}" in words(page)
    assert client.post(f"{PLAN}/recalibration/", {"reason": " ", "seen": "x"}).status_code == 422
    given = {"group": "work:documents", "reason": "The team's review.", "seen": page.context["found"].state}
    assert client.post(f"{PLAN}/recalibration/", given).status_code == 302
    assert get_activity(observed, "objectives").days == round(before * 1.6)
    assert f"first estimated at {before}" in words(client.get(f"{PLAN}/objectives"))


def test_somebody_logs_between_preview_and_decision(observed: Programme, adi: Person) -> None:
    client = client_of(adi)
    seen = client.get(f"{PLAN}/recalibration/").context["found"].state
    finish(adi, observed, "slas", "3")
    answer = client.post(f"{PLAN}/recalibration/", {"group": "", "reason": "Because.", "seen": seen})
    assert answer.status_code == 422
    assert "since this was shown" in words(answer)


def test_command_and_api_preview_and_apply(observed: Programme, adi: Person, api: Api) -> None:
    command = cli("plan", "recalibrate", "sms-7", "--as", adi.email, "--json").json
    assert command.pop("schema") == "milepost/recalibration/1"
    assert command == api("GET", "/recalibration").json()
    documents = next(one for one in command["groups"] if one["group"] == "work:documents")
    assert (documents["observations"], documents["factor"], documents["says"]) == (5, 1.6, SAID)
    ran = cli("plan", "recalibrate", "sms-7", "--apply", "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "reason")
    ran = cli(
        "plan", "recalibrate", "sms-7", "--group", "work:documents", "--apply", "--reason", "Agreed.", "--as",
        adi.email, "--json",
    )  # fmt: skip
    assert (ran.exit_code, ran.json["groups"]) == (0, ["work:documents"])
    assert ran.json["activities"] == documents["changes"]
    done = api("POST", "/recalibration", {"reason": "All of it.", "seen": api("GET", "/recalibration").json()["seen"]})
    assert done.status_code == 200
    assert "work:documents" not in done.json()["groups"]
    assert api("POST", "/recalibration", {"reason": "Again."}).status_code == 422
    assert cli("plan", "recalibrate", "sms-7", "--as", adi.email).exit_code == 0


def test_nothing_finished_says_nothing(planned: Programme, adi: Person) -> None:
    assert "No finished work has logged days yet" in words(client_of(adi).get(f"{PLAN}/recalibration/"))
    assert "No finished activity" in cli("plan", "recalibrate", "sms-7", "--as", adi.email).stdout


# -- the budget -------------------------------------------------------------------------------------------------------

TYPED = {"name": "Stage 1 and 2", "category": "certification-body", "phase": "certification", "planned": "400000",
         "actual": "0", "note": ""}  # fmt: skip


def test_a_line_is_added_changed_and_taken_out_on_its_pages(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    assert "No budget lines yet" in words(client.get(f"{PLAN}/budget/"))
    assert client.post(f"{PLAN}/budget/", {**TYPED, "planned": "-1"}).status_code == 422
    assert client.post(f"{PLAN}/budget/", TYPED).status_code == 302
    shown = words(client.get(f"{PLAN}/budget/"))
    assert "0 of 400,000 IDR are spent" in shown
    assert "600,000 of it is in no line" in shown
    edit = {**TYPED, "actual": "1200000", "seen": "1"}
    assert client.post(f"{PLAN}/budget/B-1/", edit).status_code == 302
    assert client.post(f"{PLAN}/budget/B-1/", edit | {"actual": "5"}).status_code == 409
    assert "More than the budget is spent" in words(client.get(f"{PLAN}/budget/"))
    assert "changed a budget line" in words(client.get(f"{PLAN}/budget/B-1/"))
    client.post(f"{PLAN}/budget/B-1/remove/", {"seen": "1"})
    assert BudgetLine.objects.exists()
    client.post(f"{PLAN}/budget/B-1/remove/", {"seen": "2"})
    assert not BudgetLine.objects.exists()


def test_command_api_and_file_keep_the_same_budget(planned: Programme, adi: Person, api: Api, tmp_path: Path) -> None:
    ran = cli(
        "plan", "budget-line", "sms-7", "--name", "Tool", "--category", "tools", "--planned", "1500.50", "--as",
        adi.email, "--json",
    )  # fmt: skip
    assert (ran.exit_code, ran.json["code"], ran.json["remaining"]) == (0, "B-1", 1500.5)
    made = api("PUT", "/budget/B-2", {"name": "Training", "category": "training", "phase": "design", "actual": 20})
    assert made.status_code == 201
    assert api("PUT", "/budget/B-2", {"planned": 30}).json()["remaining"] == "10.00"
    command = cli("plan", "budget", "sms-7", "--as", adi.email, "--json").json
    answer = api("GET", "/budget").json()
    assert [(line["code"], float(line["planned"])) for line in answer["lines"]] == [
        (line["code"], line["planned"]) for line in command["lines"]
    ]
    assert (float(answer["remaining"]), command["unplanned"]) == (999_980, 998_469.5)
    written = client_of(adi).get(f"{PLAN}/budget/?export=csv")
    file = tmp_path / "budget.csv"
    file.write_bytes(b"".join(written.streaming_content))
    before = Entry.objects.filter(kind__startswith="plan.budget").count()
    assert cli("apply", "sms-7", file, "--kind", "budget-lines", "--as", adi.email).exit_code == 0
    assert Entry.objects.filter(kind__startswith="plan.budget").count() == before, "the same again changes nothing"
    assert cli("plan", "budget-line", "sms-7", "B-1", "--remove", "--as", adi.email).exit_code == 0
    assert api("DELETE", "/budget/B-2").status_code == 204
    assert api("GET", "/budget").json()["lines"] == []
    assert cli("plan", "budget", "sms-7", "--as", adi.email).exit_code == 0


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("--name", "Tool"), "category"),
        (("--name", "Tool", "--category", "gifts"), "category"),
        (("--name", "Tool", "--category", "tools", "--planned", "much"), "--planned"),
        (("a b", "--name", "Tool", "--category", "tools"), "code"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_the_field(
    planned: Programme, adi: Person, args: tuple[str, ...], field: str
) -> None:
    ran = cli("plan", "budget-line", "sms-7", *args, "--as", adi.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, field)
    assert not BudgetLine.objects.exists()


def test_in_a_file_a_category_that_there_is_not_is_refused(planned: Programme, adi: Person, tmp_path: Path) -> None:
    file = tmp_path / "budget.csv"
    file.write_text("code,name,category,planned\nB-1,Gifts,gifts,5\n", "utf-8")
    ran = cli("apply", "sms-7", file, "--kind", "budget-lines", "--as", adi.email, "--json")
    assert ran.exit_code != 0
    assert not BudgetLine.objects.exists()


# -- archive ----------------------------------------------------------------------------------------------------------


def test_both_are_in_the_programme_s_archive(observed: Programme, adi: Person, tmp_path: Path) -> None:
    cli("plan", "budget-line", "sms-7", "--name", "Tool", "--category", "tools", "--as", adi.email)
    file = tmp_path / "sms-7.zip"
    assert cli("programme", "export", "sms-7", file, "--as", adi.email).exit_code == 0
    with zipfile.ZipFile(file) as archive:
        kept = {
            table: archive.read(f"tables/plans.{table}.ndjson").splitlines() for table in ("effortentry", "budgetline")
        }
    assert [json.loads(row)["code"] for row in kept["effortentry"]] == [f"E-{number}" for number in range(1, 6)]
    assert [json.loads(row)["name"] for row in kept["budgetline"]] == ["Tool"]
