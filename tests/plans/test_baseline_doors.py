"""Baselines on their pages, by command and over the API: one way of saying and refusing everything."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.features.governance.models import Meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline
from milepost.features.plans.models import Baseline, Endorsement
from milepost.features.plans.services import put_activity
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.archive.test_archive import in_a_new_home
from tests.people import PASSWORD, actor_of, cli, client_of

PLAN = "/o/cakrawala/p/sms-7/plan"
API = "/api/v1/organisations/cakrawala/programmes/sms-7"


@pytest.fixture
def drawn(planned: Programme, coordinator: Person) -> Baseline:
    return draw_baseline(actor=actor_of(coordinator), programme=planned, name="As put to the committee")


@pytest.fixture
def headers(planned: Programme, coordinator: Person) -> dict[str, str]:
    _, secret = make_token(
        actor=actor_of(coordinator), organisation=planned.organisation, person=coordinator, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


def _longer(planned: Programme, who: Person, key: str = "audit", days: int = 80) -> None:
    put_activity(actor=actor_of(who), programme=planned, fields={"code": key, "days": days})


def _page(who: Person, at: str) -> str:
    answer = client_of(who).get(f"{PLAN}{at}")
    assert answer.status_code == 200
    return answer.content.decode()


# -- pages ------------------------------------------------------------------------------------------------------------


def test_a_baseline_is_drawn_up_endorsed_and_signed_on_its_pages(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    client = client_of(coordinator)
    assert "The plan has no baseline yet" in client.get(f"{PLAN}/baselines/").content.decode()
    made = client.post(f"{PLAN}/baselines/", {"name": "As put to the committee"})
    row = Baseline.objects.get()
    here = f"{PLAN}/baselines/{row.reference}/"
    assert (made.status_code, made["Location"]) == (302, here)
    assert row.content_hash in client.get(here).content.decode()
    assert client.post(f"{here}endorse/", {"meeting": meeting.code, "note": "All agreed."}).status_code == 302
    page = client_of(sponsor).get(here).content.decode()
    assert "Waits for the sponsor" in page
    assert "All agreed." in page
    signing = client_of(sponsor).get(f"{here}sign/")
    digest = signing.context["what"].content_hash
    wrong = client_of(sponsor).post(f"{here}sign/", {"password": PASSWORD, "digest": "0" * 64})
    assert wrong.status_code == 422
    assert client_of(sponsor).post(f"{here}sign/", {"password": PASSWORD, "digest": digest}).status_code == 302
    assert f"{row.reference} stands as endorsed" in client.get(f"{PLAN}/baselines/").content.decode()


def test_a_second_one_is_asked_for_its_reason_and_what_was_typed_is_kept(
    planned: Programme, coordinator: Person, drawn: Baseline
) -> None:
    answer = client_of(coordinator).post(f"{PLAN}/baselines/", {"name": "Again, in spring"})
    assert answer.status_code == 422
    assert "Again, in spring" in answer.content.decode()
    assert "reason" in answer.context["form"].errors


def test_deadlines_that_cannot_hold_are_listed_and_may_be_taken_on_knowingly(
    planned: Programme, coordinator: Person
) -> None:
    soon = today(planned.organisation.timezone) + timedelta(days=3)
    put_activity(actor=actor_of(coordinator), programme=planned, fields={"code": "audit", "deadline": soon})
    client = client_of(coordinator)
    refused = client.post(f"{PLAN}/baselines/", {"name": "First"})
    assert refused.status_code == 409
    assert "BASELINE.late" in refused.content.decode()
    assert 'name="despite_late"' in refused.content.decode()
    assert client.post(f"{PLAN}/baselines/", {"name": "First", "despite_late": "on"}).status_code == 302
    assert "deadlines were missed" in _page(coordinator, "/baselines/BL-1/")


def test_the_page_says_what_changed_since(planned: Programme, coordinator: Person, drawn: Baseline) -> None:
    at = f"/baselines/{drawn.reference}/"
    assert "Nothing was stated otherwise since" in _page(coordinator, at)
    _longer(planned, coordinator)
    page = _page(coordinator, at)
    assert "<b>1</b> activity was stated otherwise" in page
    assert "The baseline stays as it was." in page


def test_the_second_who_endorses_sees_the_first_s_endorsement(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting, drawn: Baseline
) -> None:
    endorse_baseline(actor=actor_of(coordinator), baseline=drawn, meeting=meeting)
    answer = client_of(sponsor).post(f"{PLAN}/baselines/BL-1/endorse/", {"meeting": meeting.code})
    assert answer.status_code == 409
    assert "Ayu Lestari recorded" in answer.content.decode()
    assert Endorsement.objects.count() == 1


def test_plan_picture_and_table_tell_how_far_each_line_moved(
    planned: Programme, coordinator: Person, drawn: Baseline
) -> None:
    assert "later than in" not in _page(coordinator, "")
    _longer(planned, coordinator)
    for at in ("", "/gantt"):
        page = _page(coordinator, at)
        assert f"What became of {drawn.reference}" in page
        assert f"later than in {drawn.reference}" in page
    assert 'class="gate was"' in _page(coordinator, "/gantt?open=none")


def test_the_variance_is_told_with_its_reason_and_taken_along(
    planned: Programme, coordinator: Person, drawn: Baseline
) -> None:
    _longer(planned, coordinator)
    page = _page(coordinator, "/variance/")
    assert "Days of work, or who does it, were estimated anew: " in page
    exported = client_of(coordinator).get(f"{PLAN}/variance/?export=csv")
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == drawn.summary["activities"]
    [one] = [row for row in rows if row["fields"]]
    assert (one["code"], one["fields"], one["effort_now"]) == ("audit", "days", "80")
    assert int(one["days"]) > 0


def test_without_a_baseline_the_variance_says_how_to_get_one(planned: Programme, coordinator: Person) -> None:
    assert "milepost plan baseline P" in _page(coordinator, "/variance/")


def test_an_unknown_baseline_is_not_there(planned: Programme, coordinator: Person, drawn: Baseline) -> None:
    client = client_of(coordinator)
    assert client.get(f"{PLAN}/baselines/BL-9/").status_code == 404
    assert client.get(f"{PLAN}/baselines/{drawn.reference}/sign/").status_code == 404, "nothing is endorsed yet"


def test_pages_and_reasons_are_indonesian_for_who_reads_it(
    planned: Programme, coordinator: Person, drawn: Baseline
) -> None:
    _longer(planned, coordinator)
    coordinator.language = "id"
    coordinator.save(update_fields=["language"])
    assert "Mengapa bergeser" in _page(coordinator, "/variance/")
    assert "Hari kerja, atau siapa yang mengerjakannya, diperkirakan ulang" in _page(coordinator, "/variance/")


# -- the command line -------------------------------------------------------------------------------------------------


def test_the_whole_way_by_command(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting, tmp_path: Path
) -> None:
    who = ("--as", coordinator.email, "--json")
    made = cli("plan", "baseline", "sms-7", "--name", "First", *who)
    assert (made.exit_code, made.json["state"], made.json["schema"]) == (0, "drawn", "milepost/baseline/1")
    endorsed = cli("plan", "endorse", "sms-7", "BL-1", "--meeting", meeting.code, *who)
    assert endorsed.json["endorsement"]["meeting"] == meeting.code
    assert cli("plan", "sign", "sms-7", "BL-1", *who).json["code"] == "password-wanted"
    signed = cli("plan", "sign", "sms-7", "BL-1", "--as", sponsor.email, "--json", "--password-stdin", stdin=PASSWORD)
    assert signed.json["state"] == "endorsed"
    again = cli("plan", "endorse", "sms-7", "BL-1", "--meeting", meeting.code, *who)
    assert (again.exit_code, again.json["code"]) == (2, "overtaken")
    _longer(planned, coordinator)
    found = cli("plan", "variance", "sms-7", *who).json
    assert (found["baseline"], found["against"]) == (made.json["baseline"], None)
    assert found["certificate"]["days"] == found["gates"]["G4"]["days"] > 0
    assert [step["cause"] for step in found["moved"]] == ["estimates"]
    assert sum(step["p80_days"] for step in found["moved"]) == found["certificate"]["p80"]["days"]
    audit = next(one for one in found["activities"] if one["activity"] == "audit")
    assert (audit["effort"]["now"], audit["fields"], audit["change"]) == (80, ["days"], "kept")
    assert "estimated anew" in cli("plan", "variance", "sms-7", "--as", coordinator.email).stdout
    content = cli("plan", "baselines", "sms-7", "BL-1", *who).json["content"]
    assert len(content["activities"]) == made.json["holds"]["activities"]
    assert [one["baseline"] for one in cli("plan", "baselines", "sms-7", *who).json["baselines"]] == [found["baseline"]]


@pytest.mark.parametrize(
    ("args", "status", "field"),
    [
        (("variance", "sms-7"), 2, "baseline"),
        (("variance", "sms-7", "--on", "soon"), 2, "--on"),
        (("baseline", "sms-7", "--name", " "), 2, "name"),
        (("endorse", "sms-7", "BL-7", "--meeting", "SC-1"), 2, None),
    ],
)
def test_what_cannot_be_done_by_command_says_why(
    planned: Programme, coordinator: Person, args: tuple[str, ...], status: int, field: str | None
) -> None:
    ran = cli("plan", *args, "--as", coordinator.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (status, field)
    assert ran.json["hint"]


def test_missed_deadlines_end_with_1_and_each_result(planned: Programme, coordinator: Person) -> None:
    soon = today(planned.organisation.timezone) + timedelta(days=3)
    put_activity(actor=actor_of(coordinator), programme=planned, fields={"code": "audit", "deadline": soon})
    ran = cli("plan", "baseline", "sms-7", "--name", "First", "--as", coordinator.email, "--json")
    assert (ran.exit_code, [result["id"] for result in ran.json["results"]]) == (1, ["BASELINE.late"])
    drawn = cli("plan", "baseline", "sms-7", "--name", "First", "--despite-late", "--as", coordinator.email)
    assert drawn.exit_code == 0


# -- the API ----------------------------------------------------------------------------------------------------------


def _post(at: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    return Client().post(f"{API}{at}", json.dumps(body), content_type="application/json", headers=headers)


def test_the_whole_way_over_the_api_but_for_signing(
    planned: Programme, coordinator: Person, meeting: Meeting, headers: dict[str, str]
) -> None:
    made = _post("/baselines", {"name": "First"}, headers)
    assert (made.status_code, made.json()["state"]) == (201, "drawn")
    one = f"/baselines/{made.json()['baseline']}"
    assert Client().get(f"{API}{one}", headers=headers).json()["content"]["gates"][-1]["gate"] == "G4"
    endorsed = _post(f"{one}/endorsement", {"meeting": meeting.code}, headers)
    assert (endorsed.status_code, endorsed.json()["state"]) == (201, "waits")
    again = _post(f"{one}/endorsement", {"meeting": meeting.code}, headers)
    assert (again.status_code, again.json()["type"]) == (409, "urn:milepost:problem:overtaken")
    _longer(planned, coordinator)
    found = Client().get(f"{API}/variance", headers=headers).json()
    assert found["certificate"]["p80"]["days"] > 0
    assert set(found["activities"][0]["planned"]) == {"from", "to"}
    assert len(Client().get(f"{API}/baselines", headers=headers).json()["items"]) == 1


def test_the_api_refuses_with_results_or_the_field(
    planned: Programme, coordinator: Person, headers: dict[str, str]
) -> None:
    assert Client().get(f"{API}/variance", headers=headers).status_code == 422
    soon = today(planned.organisation.timezone) + timedelta(days=3)
    put_activity(actor=actor_of(coordinator), programme=planned, fields={"code": "audit", "deadline": soon})
    refused = _post("/baselines", {"name": "First"}, headers)
    assert refused.status_code == 409
    assert refused.json()["results"][0]["id"] == "BASELINE.late"
    assert _post("/baselines", {"name": "First", "despite_late": True}, headers).status_code == 201
    missing = _post("/baselines/BL-1/endorsement", {"meeting": "SC-77"}, headers)
    assert (missing.status_code, "SC-77" in missing.content.decode()) == (422, True)
    assert _post("/baselines/BL-9/endorsement", {"meeting": "SC-77"}, headers).status_code == 404


# -- the archive ------------------------------------------------------------------------------------------------------


def test_a_baseline_and_its_endorsement_come_through_the_archive(
    planned: Programme, coordinator: Person, drawn: Baseline, meeting: Meeting, tmp_path: Path
) -> None:
    endorse_baseline(actor=actor_of(coordinator), baseline=drawn, meeting=meeting)
    file = tmp_path / "sms-7.zip"
    assert cli("programme", "export", "sms-7", file, "--as", coordinator.email).exit_code == 0
    answers = in_a_new_home(
        tmp_path / "other",
        ["programme", "import", str(file), "--json"],
        ["ledger", "verify", "--json"],
        ["plan", "baselines", "sms-7", "BL-1", "--as", coordinator.email, "--json"],
        ["plan", "variance", "sms-7", "--as", coordinator.email, "--json"],
    )
    assert [code for code, _out, _err in answers] == [0, 0, 0, 0], answers
    there = json.loads(answers[2][1])
    assert (there["sha256"], there["endorsement"]["meeting"]) == (drawn.content_hash, meeting.code)
    assert json.loads(answers[3][1])["moved"] == []
