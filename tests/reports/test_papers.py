"""Papers for steering meetings: what they say, frozen when issued, why the forecast moved, as files, by all doors."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.features.governance.models import Meeting
from milepost.features.governance.services import put_meeting, put_obstacle
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.issuing import issue_paper
from milepost.features.reports.papers.reading import pieces_in
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Overtaken, Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, make_token
from tests.people import PASSWORD, actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-7"
API = "/api/v1/organisations/cakrawala/programmes/sms-7"


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


@pytest.fixture
def ayu(planned: Programme, adi: Person) -> Person:
    """The coordinator of SMS-7."""
    return add_member(
        actor=actor_of(adi), organisation=planned.organisation, email="ayu@cakrawala.example", name="Ayu Lestari",
        role=Role.COORDINATOR, programme_id=planned.pk, password=PASSWORD,
    ).person  # fmt: skip


@pytest.fixture
def meeting(planned: Programme, ayu: Person) -> Meeting:
    """Next week's."""
    day = today(planned.organisation.timezone) + timedelta(days=7)
    return put_meeting(actor=actor_of(ayu), programme=planned, fields={"code": "SC-7", "due_on": day}).row


def _issue(ayu: Person, meeting: Meeting, **given: Any) -> MeetingPaper:
    return issue_paper(actor=actor_of(ayu), meeting=meeting, **given)


def _text(row: MeetingPaper, language: str = "en") -> str:
    return json.dumps(pieces_in(row, language), ensure_ascii=False)


def _longer(planned: Programme, ayu: Person, days: int = 80) -> None:
    put_activity(actor=actor_of(ayu), programme=planned, fields={"code": "audit", "days": days})


# -- what it says -----------------------------------------------------------------------------------------------------


def test_a_paper_has_every_section_in_both_languages(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    row = _issue(ayu, meeting, asks=["Give the team two rooms.", "  "])
    english = [piece["heading"] for piece in pieces_in(row, "en") if "heading" in piece]
    assert english == [
        "Where we are", "Decisions asked", "Progress", "Gates", "Forecast, and why it moved", "Warnings",
        "Risks of the programme", "Obstacles that wait",
    ]  # fmt: skip
    assert len([piece for piece in pieces_in(row, "id") if "heading" in piece]) == len(english)
    assert "Keputusan yang diminta" in _text(row, "id")
    assert row.content["asks"] == ["Give the team two rooms."]
    assert "Give the team two rooms." in _text(row)


def test_what_waits_for_the_committee_is_asked_by_itself(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    drawn = draw_baseline(actor=actor_of(ayu), programme=planned, name="First")
    fields = {"code": "OB-1", "title": "No *test* room", "raised_on": today("Asia/Jakarta")}
    put_obstacle(actor=actor_of(ayu), programme=planned, fields=fields)
    text = _text(_issue(ayu, meeting))
    assert f"Endorse baseline {drawn.reference}" in text
    assert "Decide obstacle OB-1: No *test* room" in text


def test_it_says_why_the_forecast_moved_since_the_baseline_and_then_since_the_last_paper(
    planned: Programme, ayu: Person, meeting: Meeting
) -> None:
    drawn = draw_baseline(actor=actor_of(ayu), programme=planned, name="First")
    _longer(planned, ayu)
    first = _issue(ayu, meeting)
    assert first.content["facts"]["since"] == drawn.reference
    assert [step["cause"] for step in first.content["facts"]["moved"]] == ["estimates"]
    assert first.content["facts"]["moved_days"] > 0
    assert "Days of work, or who does it, were estimated anew: " in _text(first)
    second = _issue(ayu, meeting)
    assert (second.content["facts"]["since"], second.content["facts"]["moved_days"]) == (first.reference, 0)
    assert "Nothing changed that would move it." in _text(second)


def test_a_programme_without_a_plan_has_a_paper_that_says_so(programme: Programme, ada: Person) -> None:
    day = today("Asia/Jakarta") + timedelta(days=7)
    meeting = put_meeting(actor=actor_of(ada), programme=programme, fields={"code": "SC-1", "due_on": day}).row
    row = _issue(ada, meeting)
    assert row.content["plan"] is None
    assert "There is no forecast: " in _text(row)


# -- frozen -----------------------------------------------------------------------------------------------------------


def test_what_was_issued_stays_whatever_changes(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    row = _issue(ayu, meeting)
    before = pieces_in(row, "en")
    _longer(planned, ayu)
    again = MeetingPaper.objects.get(pk=row.pk)
    assert pieces_in(again, "en") == before
    assert again.content_hash == sha256(canonical_json(again.content))
    assert Entry.objects.get(kind="reports.paper-issued").subject_label == row.reference
    assert verify_ledger().breaches == []


def test_a_meeting_that_was_held_gets_no_paper_afterwards(planned: Programme, ayu: Person) -> None:
    day = today(planned.organisation.timezone)
    held = put_meeting(
        actor=actor_of(ayu), programme=planned, fields={"code": "SC-1", "due_on": day, "held_on": day}
    ).row
    with pytest.raises(Refused) as refusal:
        _issue(ayu, held)
    assert (refusal.value.field, bool(refusal.value.hint)) == ("meeting", True)
    page = client_of(ayu).get(f"{HERE}/governance/meetings/of/SC-1/paper/").content.decode()
    assert "No paper was issued for it." in page
    assert 'name="asks"' not in page


def test_the_second_who_issues_is_told_of_the_first(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    first = _issue(ayu, meeting, seen=0)
    with pytest.raises(Overtaken, match="Ayu Lestari issued") as refusal:
        _issue(ayu, meeting, seen=0)
    assert refusal.value.present["paper"] == first.reference
    assert _issue(ayu, meeting, seen=first.number).number == 2


@pytest.mark.parametrize("asks", [["x" * 1_001], ["x"] * 31])
def test_too_much_asked_is_refused(planned: Programme, ayu: Person, meeting: Meeting, asks: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        _issue(ayu, meeting, asks=asks)
    assert (refusal.value.field, MeetingPaper.objects.exists()) == ("asks", False)


def test_who_may_only_read_issues_nothing(planned: Programme, adi: Person, meeting: Meeting) -> None:
    with pytest.raises(NotAllowed):
        _issue(adi, meeting)


# -- pages and files --------------------------------------------------------------------------------------------------


def test_it_is_read_issued_and_handed_on_from_the_meeting(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    client = client_of(ayu)
    at = f"{HERE}/governance/meetings/of/{meeting.code}/paper/"
    assert f'href="{at}"' in client.get(f"{HERE}/governance/meetings/of/{meeting.code}/").content.decode()
    assert "Where we are" in client.get(at).content.decode()
    assert not MeetingPaper.objects.exists()
    made = client.post(at, {"asks": "Endorse <b>it</b>.\n\nFund it.", "seen": "0"})
    row = MeetingPaper.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{HERE}/governance/papers/{row.reference}/")
    page = client.get(made["Location"]).content.decode()
    assert "Endorse &lt;b&gt;it&lt;/b&gt;." in page
    assert row.content_hash in page
    assert client.post(at, {"asks": "Other", "seen": "0"}).status_code == 409


def test_files_are_whole_and_the_same_bytes_each_time(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    row = _issue(ayu, meeting, asks=["Fund it."])
    client = client_of(ayu)

    def file(form: str, language: str) -> bytes:
        answer = client.get(f"{HERE}/governance/papers/{row.reference}/{form}/?language={language}")
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    assert file("pdf", "en").startswith(b"%PDF-")
    assert file("pdf", "id") == file("pdf", "id") != file("pdf", "en")
    words = zipfile.ZipFile(io.BytesIO(file("docx", "id"))).read("word/document.xml").decode()
    assert "Keputusan yang diminta" in words
    assert "Fund it." in words
    for wrong in ("odt/", "pdf/?language=fr"):
        assert client.get(f"{HERE}/governance/papers/{row.reference}/{wrong}").status_code == 404


# -- the command line and the API -------------------------------------------------------------------------------------


def test_the_whole_way_by_command(planned: Programme, ayu: Person, meeting: Meeting, tmp_path: Path) -> None:
    who = ("--as", ayu.email, "--json")
    draft = cli("reports", "draft", "sms-7", meeting.code, "--lang", "id", *who).json
    assert (draft["paper"], draft["text"][0]["heading"]) == (None, "Di mana kita berada")
    made = cli("reports", "issue", "sms-7", meeting.code, "--ask", "Fund it.", "--ask", "Endorse it.", *who).json
    assert made["asks"] == ["Fund it.", "Endorse it."]
    assert [one["paper"] for one in cli("reports", "papers", "sms-7", *who).json["papers"]] == [made["paper"]]
    assert "Where we are" in cli("reports", "paper", "sms-7", "SP-1", "--as", ayu.email).stdout
    for form, begin in (("pdf", b"%PDF-"), ("docx", b"PK")):
        target = tmp_path / f"paper.{form}"
        assert cli("reports", "paper", "sms-7", "SP-1", "-o", target, *who).exit_code == 0
        assert target.read_bytes().startswith(begin)
    wrong = cli("reports", "paper", "sms-7", "SP-1", "-o", tmp_path / "paper.odt", *who)
    assert (wrong.exit_code, wrong.json["where"]["field"]) == (2, "-o")
    assert cli("reports", "issue", "sms-7", "SC-99", *who).json["where"]["field"] == "meeting"
    assert cli("reports", "draft", "sms-7", meeting.code, "--lang", "fr", *who).exit_code == 2


def test_the_whole_way_over_the_api(planned: Programme, ayu: Person, meeting: Meeting) -> None:
    _, secret = make_token(
        actor=actor_of(ayu), organisation=planned.organisation, person=ayu, scope="write", expires_on=date(2099, 1, 1)
    )
    headers = {"Authorization": f"Bearer {secret}"}
    at = f"{API}/meetings/{meeting.code}/paper"
    assert Client().get(at, headers=headers).json()["text"][0]["heading"] == "Where we are"
    body = json.dumps({"asks": ["Fund it."], "seen": 0})
    made = Client().post(at, body, content_type="application/json", headers=headers)
    assert (made.status_code, made.json()["asks"]) == (201, ["Fund it."])
    again = Client().post(at, body, content_type="application/json", headers=headers)
    assert (again.status_code, again.json()["present"]["paper"]) == (409, made.json()["paper"])
    one = f"{API}/papers/{made.json()['paper']}"
    assert Client().get(f"{one}?language=id", headers=headers).json()["text"][0]["heading"] == "Di mana kita berada"
    assert b"".join(Client().get(f"{one}/file?form=docx", headers=headers).streaming_content).startswith(b"PK")
    assert len(Client().get(f"{API}/papers", headers=headers).json()["items"]) == 1
