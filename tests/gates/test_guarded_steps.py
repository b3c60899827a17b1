"""A guarded step is refused wherever it is tried, by the same rules, and goes through there once they hold."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices
from milepost.features.programmes.models import Phase, Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from tests.people import PASSWORD, Ran, actor_of, cli, client_of

ADA = ("--as", "ada@cakrawala.example", "--json")
SARI = ("--as", "sari@cakrawala.example", "--password-stdin", "--json")
HERE = "/o/cakrawala/p/sms-1"


@pytest.fixture
def secret(programme: Programme, adi: Person, ada: Person) -> str:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return secret


def by_screen(ada: Person, address: str, data: dict[str, str]) -> tuple[bool, str]:
    answer = client_of(ada).post(f"{HERE}{address}", data)
    return answer.status_code == 302, answer.content.decode()


def by_api(secret: str, path: str, body: object) -> tuple[bool, str]:
    answer = Client().post(
        f"/api/v1/organisations/cakrawala/programmes/sms-1{path}", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    if answer.status_code != 200:
        assert answer.status_code == 409, "refused by a rule, with its results"
        assert answer.json()["results"]
        assert all(result["fix"] for result in answer.json()["results"])
    return answer.status_code == 200, answer.content.decode()


def by_command(*args: str) -> tuple[bool, str]:
    ran = cli(*args, *ADA)
    if ran.exit_code:
        assert (ran.exit_code, ran.json["code"]) == (1, "refused-by-rule")
        assert all(result["fix"] for result in ran.json["results"])
    return ran.exit_code == 0, ran.stdout


DOORS = ("screen", "api", "command")


def open_design(door: str, ada: Person, secret: str) -> tuple[bool, str]:
    if door == "screen":
        return by_screen(ada, "/phases/design/open/", {})
    if door == "api":
        return by_api(secret, "/phases/design/open", {})
    return by_command("phase", "open", "sms-1", "design")


def take_live(door: str, ada: Person, secret: str) -> tuple[bool, str]:
    on = today("Asia/Jakarta").isoformat()
    if door == "screen":
        return by_screen(ada, "/live/incident/", {"on": on})
    if door == "api":
        return by_api(secret, "/practices/incident/live", {"on": on})
    return by_command("practice", "live", "sms-1", "incident", "--on", on)


def decided_before(folder: Path, gate: str) -> Ran:
    minutes = folder / "minutes.txt"
    minutes.write_text("Go", encoding="utf-8")
    decided = (today("Asia/Jakarta") - timedelta(days=1)).isoformat()
    return cli("gate", "before", "sms-1", gate, "--decided-on", decided, "--minutes", minutes, *SARI, stdin=PASSWORD)


def refusals() -> list[str]:
    return list(Entry.objects.filter(kind="steps.refused").values_list("actor_label", flat=True))


@pytest.mark.parametrize("door", DOORS)
def test_a_phase_opens_on_the_go_before_it_and_a_signed_commitment(
    door: str, programme: Programme, ada: Person, sari: Person, secret: str, tmp_path: Path
) -> None:
    went, said = open_design(door, ada, secret)
    assert not went
    assert "S-01" in said
    assert "S-17" in said
    assert Phase.objects.get(programme=programme, key="design").opened_on is None
    assert len(refusals()) == 1, "the refusal is kept"
    assert decided_before(tmp_path, "foundation").exit_code == 0
    went, said = open_design(door, ada, secret)
    assert not went, "the commitment is still missing"
    assert "S-17" in said
    signed = cli("commitment", "sign", "sms-1", *SARI, stdin=PASSWORD)
    assert signed.exit_code == 0, signed.stdout
    went, said = open_design(door, ada, secret)
    assert went, said
    assert Phase.objects.get(programme=programme, key="design").opened_on == today("Asia/Jakarta")
    assert len(refusals()) == 2


@pytest.mark.parametrize("door", DOORS)
def test_a_practice_goes_live_on_a_complete_design_and_a_verified_cmdb(
    door: str, programme: Programme, ada: Person, sari: Person, secret: str, tmp_path: Path
) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    went, said = take_live(door, ada, secret)
    assert not went
    assert "S-02" in said
    assert "S-03" in said
    assert Practice.objects.get(key="incident").live_on is None
    assert len(refusals()) == 1
    assert decided_before(tmp_path, "design").exit_code == 0
    went, said = take_live(door, ada, secret)
    assert not went, "the CMDB is still unverified"
    assert "S-03" in said
    report = tmp_path / "verification.pdf"
    report.write_bytes(b"%PDF-1.7 verified")
    until = today("Asia/Jakarta").isoformat()
    attested = cli("gate", "attest", "sms-1", "G2-CMDB", "--evidence", report, "--until", until, *SARI, stdin=PASSWORD)
    assert attested.exit_code == 0, attested.stdout
    went, said = take_live(door, ada, secret)
    assert went, said
    assert Practice.objects.get(key="incident").live_on == today("Asia/Jakarta")
    assert len(refusals()) == 2


def test_no_file_and_no_change_over_the_api_goes_around_the_guard(
    programme: Programme, ada: Person, tmp_path: Path
) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    rows = tmp_path / "rows.toml"
    rows.write_text('[[practices]]\ncode = "incident"\nlive_on = 2026-11-02\n', encoding="utf-8")
    (refused,) = cli("apply", "sms-1", rows, *ADA).json["refused"]
    assert (refused["field"], "S-02" in refused["reason"]) == ("live_on", True)
    path = "/organisations/cakrawala/programmes/sms-1/practices/incident"
    changed = cli("api", "PATCH", path, "--input", "-", *ADA, stdin='{"live_on": "2026-11-02"}')
    assert changed.json["status"] == 422
    assert Practice.objects.get(key="incident").live_on is None
