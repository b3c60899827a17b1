"""G3-OPERATION and S-07, driven from fail to pass and back through public commands alone."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from milepost.features.evidence.clocks import gathering, present
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.evidence import operation
from tests.people import PASSWORD, cli

READER = ("--as", "iris@cakrawala.example", "--json")


def criterion(on: str = operation.JUDGED) -> Any:
    ran = cli("gate", "sms-1", "implementation", "--on", on, *READER)
    return next(found for found in ran.json["criteria"] if found["id"] == "G3-OPERATION")


def rule(on: str = operation.JUDGED) -> Any:
    return next(found for found in cli("sequence", "sms-1", "--on", on, *READER).json["rules"] if found["id"] == "S-07")


@pytest.fixture
def people(programme: Programme, ada: Person, olga: Person, ben: Person, iris: Person) -> None:
    """Whoever the story needs."""


def test_operation_goes_from_open_to_computed_and_back(people: None, tmp_path: Path) -> None:
    assert (criterion()["passed"], criterion()["state"], rule()["passed"]) == (False, "open", False)
    operation.operate(tmp_path)
    shown = criterion()
    assert (shown["passed"], shown["state"]) == (True, "computed"), shown["results"]
    assert rule()["passed"], rule()["results"]
    redesigned = '[[practices]]\ncode = "incident"\nprocedure = "Incident management, anew"\nredesign = true\n'
    redesigned += 'procedure_approved_by = "Sari Dewanti"\nprocedure_approved_on = 2026-11-02\n'
    assert operation.apply_text(tmp_path, redesigned).json["refused"] == []
    shown = criterion()
    assert shown["passed"] is False
    assert {result["subject"]["key"] for result in shown["results"]} >= {"incident"}
    assert rule()["passed"] is False


def test_before_the_months_are_complete_the_criterion_says_from_when_it_holds(people: None, tmp_path: Path) -> None:
    operation.operate(tmp_path)
    early = criterion("2026-08-20")
    assert early["passed"] is False
    assert early["holds_from"] == "2026-09-10"  # the rehearsals of 10 June come last
    assert criterion("2026-09-10")["passed"] is True


def test_one_missed_review_ends_one_run_and_opens_the_criterion(people: None, tmp_path: Path) -> None:
    for text in (operation.design(), operation.plans(), operation.rehearsals()):
        operation.apply_text(tmp_path, text)
    kept = operation.occurrences().split("[[occurrences]]\n")
    missed = [text for text in kept if text and not ("supplier" in text and "due_on = 2026-09-15" in text)]
    operation.apply_text(tmp_path, "".join(f"[[occurrences]]\n{text}" for text in missed))
    operation.import_rows(tmp_path, operation.all_records())
    (supplier,) = operation.clock_of("supplier")
    assert supplier["passed"] is False
    assert "2026-09-15" in str(supplier["gaps"])
    shown = criterion()
    assert shown["summary"].startswith("19 of 20")
    assert {r["subject"]["key"] for r in shown["results"] if r["id"] != "S-07.one-seal"} == {"supplier"}


def test_hand_kept_records_need_two_seals_before_stage_2(people: None, tmp_path: Path) -> None:
    for text in (operation.design(), operation.plans(), operation.occurrences(), operation.rehearsals()):
        operation.apply_text(tmp_path, text)
    recent = [r for r in operation.all_records() if "2026-11-" in r]
    assert operation.import_rows(tmp_path, recent, timing="hand-kept").exit_code == 0
    assert any(result["id"] == "S-07.not-witnessed" for result in rule()["results"])


def test_the_ledger_knows_every_row_of_the_registers(people: None, tmp_path: Path) -> None:
    operation.operate(tmp_path)
    verified = cli("ledger", "verify", "sms-1", "--json")
    assert verified.exit_code == 0, verified.stdout


def rushed(on: str = operation.JUDGED) -> list[str]:
    """What W-07 says of records."""
    warnings = cli("status", "sms-1", "--on", on, *READER).json["warnings"]
    return [
        result["text"]
        for warning in warnings
        if warning["id"] == "W-07"
        for result in warning["results"]
        if result["id"] == "W-07.records"
    ]


def incidents(days: Iterable[date], number: int, entered: date | None = None) -> list[str]:
    written = f"{entered}T17:00:00+07:00" if entered else ""
    return [operation.row("incident", number + place, day, entered=written) for place, day in enumerate(days)]


def test_records_entered_in_the_last_days_before_the_gate_are_warned_of(
    people: None, sari: Person, tmp_path: Path
) -> None:
    operation.apply_text(tmp_path, operation.design())
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("Go on 20 November", encoding="utf-8")
    decided = cli(
        "gate", "before", "sms-1", "implementation", "--decided-on", "2026-11-20", "--minutes", minutes,
        "--as", sari.email, "--password-stdin", "--json", stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    assert decided.exit_code == 0, decided.stdout
    spread = incidents(list(operation.workdays(date(2026, 8, 3), date(2026, 8, 14))), 100)
    operation.import_rows(tmp_path, spread, first="")
    assert rushed() == [], "ten were entered in August, and received only now"
    in_time = incidents(list(operation.workdays(date(2026, 11, 2), date(2026, 11, 9))), 200)
    made_up = incidents(list(operation.workdays(date(2026, 9, 1), date(2026, 9, 7))), 300, entered=date(2026, 11, 19))
    cancelled = [operation.row("incident", 400, date(2026, 11, 3), state="Cancelled")]
    operation.import_rows(tmp_path, [*spread, *in_time, *made_up, *cancelled], first="")
    assert operation.clock_of("incident")[0]["discounted"] == {"cancelled": 1, "late": 5}
    assert rushed() == ["11 of 21 records of Incident management were entered in the last 28 days before G3."]
    assert rushed("2026-11-06") == [], "what was entered later was not known then, and no gate was decided"
    october = incidents([date(2026, 10, 1)], 500)
    operation.import_rows(tmp_path, [*spread, *in_time, *made_up, *cancelled, *october], first="")
    assert rushed() == [], "11 of 22 are not over half"


def test_on_a_day_far_ahead_operation_holds_if_records_go_on(
    people: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (gathering, present):
        monkeypatch.setattr(module, "today", lambda _zone: date.fromisoformat(operation.JUDGED))
    operation.operate(tmp_path)
    assert criterion()["passed"]
    ahead = criterion("2027-06-01")
    assert ahead["passed"], ahead["results"]
    assert {result["id"] for result in ahead["results"]} >= {"G3-OPERATION.if-records-go-on"}
