"""Practices through files, the API and commands."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.evidence.operation import apply_text
from tests.people import PASSWORD, cli

ADA = ("--as", "ada@cakrawala.example", "--json")


@pytest.fixture
def folder(programme: Programme, ada: Person, olga: Person, tmp_path: Path) -> Path:
    return tmp_path


def api(method: str, path: str, given: object = None) -> Any:
    """The body of the answer."""
    body = ("--input", "-") if given else ()
    address = f"/api/v1/organisations/cakrawala/programmes/sms-1{path}"
    return cli("api", method, address, *body, *ADA, stdin=json.dumps(given) if given else "").json["body"]


def test_the_first_row_sets_the_twenty_up_and_the_same_file_again_changes_nothing(folder: Path) -> None:
    text = '[[practices]]\ncode = "incident"\nowner = "olga@cakrawala.example"\nhours_per_week = 4\ntool = "jsm"\n'
    first, second = apply_text(folder, text).json, apply_text(folder, text).json
    assert (first["updated"], second["unchanged"], first["refused"]) == (1, 1, [])
    assert Practice.objects.count() == 20


def test_a_row_that_cannot_be_taken_says_which_field_and_the_way_out(folder: Path) -> None:
    rows = (
        '[[practices]]\ncode = "juggling"\n[[practices]]\ncode = "incident"\nowner = "nobody@x.example"\n'
        '[[practices]]\ncode = "change"\nlive_on = 2026-06-01\n'
    )
    refused = apply_text(folder, rows).json["refused"]
    assert [(one["code"], one["field"]) for one in refused] == [
        ("juggling", "code"), ("incident", "owner"), ("change", "live_on"),
    ]  # fmt: skip
    assert all(one["fix"] for one in refused)
    assert not Practice.objects.exists()


def test_the_owner_accepts_in_a_file_and_nobody_for_them(folder: Path) -> None:
    apply_text(folder, '[[practices]]\ncode = "incident"\nowner = "olga@cakrawala.example"\n')
    accepts = '[[practices]]\ncode = "incident"\naccepted = true\n'
    assert apply_text(folder, accepts).json["refused"][0]["code"] == "incident"
    assert apply_text(folder, accepts, who="olga@cakrawala.example").json["updated"] == 1


def test_due_dates_occurrences_cases_and_tools_come_from_files(folder: Path) -> None:
    text = (
        '[[practices]]\ncode = "supplier"\nlive_on = 2026-06-01\nbefore = true\nreason = "Minutes"\n'
        '[[due-dates]]\npractice = "supplier"\nrhythm = "review"\nfirst_due_on = 2026-06-15\nuntil = 2027-06-30\n'
        'approved_on = 2026-05-20\nreason = "Minutes"\n'
        '[[occurrences]]\npractice = "supplier"\nrhythm = "review"\ndue_on = 2026-06-15\n'
        'done_on = 2026-06-16\nnote = "SR-1"\n'
        '[[cases]]\npractice = "incident"\nhappened_on = 2026-06-10\ntitle = "Table top"\n'
        'rehearsal = true\noutcome = "Fine"\n'
        '[[tools]]\npractice = "incident"\nsource = "jsm"\nfrom_on = 2026-02-02\n'
    )
    first = apply_text(folder, text).json
    assert (first["created"], first["updated"], first["refused"]) == (3, 2, [])
    again = apply_text(folder, text).json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 5)
    detail = api("GET", "/practices/supplier")
    assert [one["due_on"] for one in detail["occurrences"]] == [
        "2026-06-15", "2026-09-15", "2026-12-15", "2027-03-15", "2027-06-15",
    ]  # fmt: skip


def test_the_api_lists_twenty_and_changes_one_against_its_revision(folder: Path) -> None:
    apply_text(folder, '[[practices]]\ncode = "incident"\nowner = "olga@cakrawala.example"\n')
    listed = api("GET", "/practices")["items"]
    assert len(listed) == 20
    changed = api("PATCH", "/practices/incident", {"hours_per_week": "6", "planned_live_on": "2027-01-04"})
    assert (changed["hours_per_week"], changed["planned_live_on"]) == ("6.0", "2027-01-04")
    assert api("PATCH", "/practices/incident", {"live_on": "2026-06-01"})["field"] == "live_on"
    assert Practice.objects.get(key="incident").live_on is None


def test_the_command_prepares_a_nil_statement_and_the_owners_password_signs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.features.practices.services.nil_statements.today", lambda _zone: date(2026, 11, 10))
    apply_text(
        folder,
        '[[practices]]\ncode = "problem"\nowner = "olga@cakrawala.example"\nlive_on = 2026-06-01\nbefore = true\n'
        'reason = "Minutes"\n',
    )
    said = cli("practice", "nil", "sms-1", "problem", "--month", "2026-10", "--looked-at", "Queue", *ADA)
    assert (said.exit_code, said.json["signed_on"]) == (0, None)
    other = cli("practice", "nil", "sms-1", "problem", "--month", "2026-10", "--password-stdin", *ADA, stdin=PASSWORD)
    assert other.exit_code == 2
    signed = cli("practice", "nil", "sms-1", "problem", "--month", "2026-10", "--password-stdin",
                 "--as", "olga@cakrawala.example", "--json", stdin=f"{PASSWORD}\n")  # fmt: skip
    assert signed.exit_code == 0
    assert signed.json["signed_on"] is not None


def test_naming_the_same_tool_again_is_no_second_tool(folder: Path) -> None:
    apply_text(folder, '[[practices]]\ncode = "incident"\n')
    for _time in range(2):
        ran = cli("practice", "own", "sms-1", "incident", "--owner", "olga@cakrawala.example", "--tool", "jsm", *ADA)
        assert ran.exit_code == 0
    assert Practice.objects.get(key="incident").tools.count() == 1
