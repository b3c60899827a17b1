"""The plan's files through page, command and API: the same file, the same answer, a look before anything is taken."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.features.plans.exchange.files import export_plan
from milepost.features.plans.models import Activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, make_token
from tests.people import actor_of, cli, client_of

PAGE = "/o/cakrawala/p/sms-7/plan/exchange/"
API = "/api/v1/organisations/cakrawala/programmes/sms-7/plan/file"
SHEET = "code,name,phase,planned_from,planned_to\nmove,Move <b>,design,2026-06-01,2026-06-05\n"
WRONG = SHEET.replace("2026-06-05", "2026-05-05")


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _words(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _file(text: str, name: str = "plan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def _api(programme: Programme, person: Person) -> dict[str, str]:
    _, secret = make_token(
        actor=actor_of(person), organisation=programme.organisation, person=person, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


def test_the_page_shows_what_changes_and_takes_it_in_when_asked(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    page = client.post(PAGE, {"file": _file(SHEET)})
    shown = _words(page)
    assert "The file fits: nothing is written yet" in shown
    assert "Move &lt;b&gt; move New" in shown
    assert not Activity.objects.filter(key="move").exists()
    given = {"content": page.context["content"], "file_name": "plan.csv", "seen": page.context["taken"].state}
    assert client.post(PAGE, given).status_code == 302
    assert Activity.objects.get(key="move").name == "Move <b>"
    assert "The file changes nothing" in _words(client.post(PAGE, {"file": _file(SHEET)}))


def test_the_page_refuses_what_somebody_overtook_and_what_cannot_be_meant(planned: Programme, adi: Person) -> None:
    client = client_of(adi)
    page = client.post(PAGE, {"file": _file(SHEET)})
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "days": 40})
    given = {"content": page.context["content"], "file_name": "plan.csv", "seen": page.context["taken"].state}
    again = client.post(PAGE, given)
    assert again.status_code == 422
    assert "Somebody changed the plan since the file was checked" in _words(again)
    shown = _words(client.post(PAGE, {"file": _file(WRONG)}))
    assert "One row is refused: nothing was changed" in shown
    assert "1 move planned_to An activity ends on the day it begins or later." in shown
    assert not Activity.objects.filter(key="move").exists()


def test_whoever_reads_downloads_and_cannot_bring_in(planned: Programme, adi: Person, cakrawala: Organisation) -> None:
    reader = add_member(actor=actor_of(adi), organisation=cakrawala, email="r@x.example", name="R", role=Role.READER)
    client = client_of(reader.person)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Bring a plan in" not in _words(page)
    assert client.post(PAGE, {"file": _file(SHEET)}).status_code == 403
    for kind, content_type in (("mspdi", "application/xml"), ("csv", "text/csv"), ("ics", "text/calendar")):
        answer: Any = client.get(PAGE + f"?export={kind}")
        assert answer.headers["Content-Type"].startswith(content_type)
        content = b"".join(answer.streaming_content)
        assert kind == "ics" or content == export_plan(planned, kind).content


def test_an_empty_plan_goes_out_but_into_no_calendar(planned: Programme, adi: Person) -> None:
    Activity.objects.all().delete()
    assert b"<Tasks>" in export_plan(planned, "mspdi").content
    answer = client_of(adi).get(PAGE + "?export=ics", follow=True)
    assert "The plan has no activity" in _words(answer)


def test_the_command_writes_looks_and_takes_in(planned: Programme, adi: Person, tmp_path: Path) -> None:
    who = ("--as", adi.email, "--json")
    place = tmp_path / "plan.xml"
    assert cli("plan", "export", "sms-7", "-o", place, *who).json["format"] == "mspdi"
    assert place.read_bytes() == export_plan(planned, "mspdi").content
    place.write_text(place.read_text().replace("<Name>SMS coordinator</Name>", "<Name>Somebody</Name>"))
    assert cli("plan", "import", "sms-7", place, "--dry-run", *who).json["changes"] == []
    sheet = tmp_path / "plan.csv"
    sheet.write_text(SHEET)
    looked = cli("plan", "import", "sms-7", sheet, "--dry-run", *who).json
    assert (looked["created"], looked["written"], looked["dry_run"]) == (1, False, True)
    taken = cli("plan", "import", "sms-7", sheet, *who)
    assert (taken.exit_code, taken.json["written"]) == (0, True)
    sheet.write_text(WRONG)
    refused = cli("plan", "import", "sms-7", sheet, *who)
    assert (refused.exit_code, refused.json["refused"][0]["field"]) == (2, "planned_to")
    said = cli("plan", "import", "sms-7", sheet, "--as", adi.email).stdout
    assert "1 refused; nothing was changed" in said


def test_the_command_names_what_is_wrong_with_its_files(planned: Programme, adi: Person, tmp_path: Path) -> None:
    who = ("--as", adi.email, "--json")
    assert cli("plan", "export", "sms-7", "-o", tmp_path / "plan.doc", *who).json["where"]["field"] == "--format"
    assert cli("plan", "export", "sms-7", "-o", tmp_path / "no" / "plan.xml", *who).json["code"] == "no-file"
    assert cli("plan", "import", "sms-7", tmp_path / "none.xml", *who).json["code"] == "no-file"
    broken = tmp_path / "plan.xml"
    broken.write_text("<Project>")
    ran = cli("plan", "import", "sms-7", broken, *who)
    assert (ran.exit_code, ran.json["where"]["file"]) == (2, str(broken))
    assert "no well-formed XML" in ran.json["error"]


def test_the_api_gives_the_file_and_takes_it(planned: Programme, adi: Person) -> None:
    headers = _api(planned, adi)
    answer: Any = Client().get(API + "?format=mspdi", headers=headers)
    content = b"".join(answer.streaming_content)
    assert content == export_plan(planned, "mspdi").content
    back = Client().post(API, {"file": SimpleUploadedFile("plan.xml", content)}, headers=headers).json()
    assert (back["changes"], back["refused"], back["unchanged"]) == ([], [], Activity.objects.count())
    looked = Client().post(API, {"file": _file(SHEET), "dry_run": "true"}, headers=headers).json()
    assert (looked["created"], looked["written"]) == (1, False)
    assert Client().post(API, {"file": _file(SHEET)}, headers=headers).json()["written"]
    refused = Client().post(API, {"file": _file("<Project>", "a.xml")}, headers=headers)
    assert (refused.status_code, refused.json()["field"]) == (422, "file")
