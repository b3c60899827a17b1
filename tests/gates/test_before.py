"""What is stated from before Milepost lies before it: nothing goes around the rules by calling itself older.

The clock is moved by MILEPOST_NOW; the programme's first entry in the ledger says since when it is kept here.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.features.gates.models import Decision
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices
from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import kept_since
from milepost.platform.ledger import clock
from milepost.platform.ledger.installation import install
from milepost.platform.organisations.models import Person
from tests.archive.test_archive import in_a_new_home
from tests.people import actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-1"
ADA = ("--as", "ada@cakrawala.example", "--json")

type At = Callable[[str], None]


@pytest.fixture(autouse=True)
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """`at("2026-03-02")` makes it one in the morning of that day in Jakarta, when UTC is still at the day before."""

    def move(day: str) -> None:
        monkeypatch.setenv("MILEPOST_NOW", f"{day}T01:00:00+07:00")

    move("2026-03-02")
    install(simulated_clock=True)
    yield move
    clock.forget()


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    file = tmp_path / "minutes.txt"
    file.write_text("Go", encoding="utf-8")
    return file


def by_command(minutes: Path, day: str) -> tuple[int, str]:
    ran = cli("gate", "before", "sms-1", "foundation", "--decided-on", day, "--minutes", minutes, *ADA)
    return ran.exit_code, ran.stdout


def test_a_decision_of_the_day_before_the_programme_was_made_is_taken(
    programme: Programme, ada: Person, minutes: Path
) -> None:
    assert kept_since(programme) == date(2026, 3, 2)
    assert by_command(minutes, "2026-03-01")[0] == 0


@pytest.mark.parametrize("day", ["2026-03-02", "2026-06-01", "2026-11-30"])
def test_a_decision_dated_in_milepost_s_own_time_is_refused_by_command(
    day: str, programme: Programme, ada: Person, minutes: Path, at: At
) -> None:
    at("2026-11-30")
    code, said = by_command(minutes, day)
    refused = json.loads(said)
    assert (code, refused["where"]["field"]) == (2, "decided_on")
    assert "since 2026-03-02" in refused["error"]
    assert "attest" in refused["hint"]
    assert not Decision.objects.exists()


def test_a_decision_dated_in_milepost_s_own_time_is_refused_on_screen(
    programme: Programme, ada: Person, at: At
) -> None:
    at("2026-11-30")
    given = {"decided_on": "2026-11-29", "minutes": SimpleUploadedFile("minutes.pdf", b"%PDF-1.7")}
    answer = client_of(ada).post(f"{HERE}/gates/foundation/before/", given)
    assert answer.status_code == 422
    assert "since 2026-03-02" in answer.content.decode()
    assert not Decision.objects.exists()


def test_where_a_decision_was_taken_here_none_from_before_is_added(
    programme: Programme, ada: Person, minutes: Path
) -> None:
    assert cli("gate", "decide", "sms-1", "foundation", "no-go", *ADA).exit_code == 0
    code, said = by_command(minutes, "2026-03-01")
    assert (code, json.loads(said)["where"]["field"]) == (2, "gate")
    assert Decision.objects.count() == 1


def live_by_command(day: str, _ada: Person, _folder: Path) -> str:
    ran = cli("practice", "live", "sms-1", "incident", "--on", day, "--before", "--reason", "Minutes", *ADA)
    return "" if ran.exit_code == 0 else ran.json["error"]


def live_by_screen(day: str, ada: Person, _folder: Path) -> str:
    answer = client_of(ada).post(f"{HERE}/practices/incident/before/", {"on": day, "reason": "Minutes"})
    return "" if answer.status_code == 302 else answer.content.decode()


def live_by_file(day: str, _ada: Person, folder: Path) -> str:
    rows = folder / "rows.toml"
    row = f'[[practices]]\ncode = "incident"\nlive_on = {day}\nbefore = true\nreason = "Minutes"\n'
    rows.write_text(row, encoding="utf-8")
    refused = cli("apply", "sms-1", rows, *ADA).json["refused"]
    return refused[0]["reason"] if refused else ""


def live_by_api(day: str, _ada: Person, _folder: Path) -> str:
    path = "/organisations/cakrawala/programmes/sms-1/practices/incident"
    body = json.dumps({"live_on": day, "before": True, "reason": "Minutes"})
    ran = cli("api", "PATCH", path, "--input", "-", *ADA, stdin=body)
    return "" if ran.exit_code == 0 else ran.stdout


@pytest.mark.parametrize("door", [live_by_command, live_by_screen, live_by_file, live_by_api])
def test_a_go_live_dated_in_milepost_s_own_time_is_refused_at_every_door(
    door: Callable[[str, Person, Path], str], programme: Programme, ada: Person, tmp_path: Path, at: At
) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    at("2026-11-30")
    for day in ("2026-03-02", "2026-07-01"):
        assert "since 2026-03-02" in door(day, ada, tmp_path)
        assert Practice.objects.get(key="incident").live_on is None
    assert door("2026-03-01", ada, tmp_path) == ""
    assert Practice.objects.get(key="incident").live_on == date(2026, 3, 1)


def test_an_archive_brings_the_day_along_since_which_its_programme_is_kept(
    programme: Programme, ada: Person, minutes: Path, tmp_path: Path, at: At
) -> None:
    archive = tmp_path / "one.zip"
    assert cli("programme", "export", "sms-1", archive, *ADA).exit_code == 0
    before = ["gate", "before", "sms-1", "foundation", "--minutes", str(minutes), *ADA, "--decided-on"]
    taken, late, early = in_a_new_home(
        tmp_path / "other",
        ["programme", "import", str(archive), "--json"],
        [*before, "2026-03-02"],
        [*before, "2026-03-01"],
    )
    assert taken[0] == 0, taken
    assert (late[0], "since 2026-03-02" in json.loads(late[1])["error"]) == (2, True)
    assert early[0] == 0, early
