"""G2-POLICY, G2-CONTROL and G2-PROCEDURES from open to held and back, by public commands only; and the clock."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.catalogue.practices import practices
from milepost.engines.rules.months import add_months
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, cli

ADA, OLGA, SARI, BEN = (f"{name}@cakrawala.example" for name in ("ada", "olga", "sari", "ben"))


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


def run(*args: object, who: str = ADA, stdin: str = "") -> Any:
    ran = cli("documents", *args, "--as", who, "--json", stdin=stdin)
    assert ran.exit_code == 0, ran.stdout
    return ran.json


def signed(*args: object, who: str = SARI) -> Any:
    return run(*args, "--password-stdin", who=who, stdin=PASSWORD)


def criterion(id_: str) -> dict[str, Any]:
    criteria = cli("gate", "sms-1", "design", "--as", ADA, "--json").json["criteria"]
    [found] = [one for one in criteria if one["id"] == id_]
    return {**found, "ids": {result["id"].partition(".")[2] for result in found["results"]}}


@pytest.fixture
def people(programme: Programme, ada: Person, ben: Person, olga: Person, sari: Person) -> None:
    """Ada coordinates, Ben reads, Olga owns, Sari is the sponsor."""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "text.md"
    file.write_text("# Policy\n\nWe serve our customers.\n", encoding="utf-8")
    return file


def approved(number: str, text: Path, *, approver: str = SARI, writer: str = OLGA) -> Any:
    run("write", "sms-1", number, "--body", text, who=writer)
    run("submit", "sms-1", number, "--approver", approver, who=writer)
    return signed("approve", "sms-1", number, who=approver)


def test_the_policy_is_approved_by_top_management_and_communicated(people: None, text: Path) -> None:
    assert criterion("G2-POLICY")["state"] == "open"
    assert "Controlled documents are not recorded here." in str(criterion("G2-POLICY")["results"])
    run("add", "sms-1", "--number", "POL-1", "--title", "Service management policy", "--kind", "policy",
        "--stands-for", "policy", "--owner", OLGA)  # fmt: skip
    assert criterion("G2-POLICY")["ids"] == {"not-approved"}
    approved("POL-1", text, approver=BEN)
    assert criterion("G2-POLICY")["ids"] == {"not-by-top-management", "not-communicated"}
    text.write_text("# Policy\n\nWe serve our customers well.\n", encoding="utf-8")
    approved("POL-1", text)
    assert criterion("G2-POLICY")["ids"] == {"not-communicated"}
    run("hand-out", "sms-1", "POL-1", "--due-on", _day(14), "--role", "practice-owner", "--person", BEN)
    run("acknowledge", "sms-1", "POL-1", who=BEN)
    assert criterion("G2-POLICY")["ids"] == {"not-communicated"}
    shown = run("acknowledge", "sms-1", "POL-1", who=OLGA)
    assert [one["percent"] for one in shown["handed_out"]] == [100]
    assert criterion("G2-POLICY")["passed"]
    run("withdraw", "sms-1", "POL-1", "--reason", "Rewritten from scratch.")
    assert criterion("G2-POLICY")["ids"] == {"not-approved"}
    assert verify_ledger().breaches == []


def test_document_control_works_while_everything_has_owner_approval_and_review(
    people: None, text: Path, tmp_path: Path
) -> None:
    run("add", "sms-1", "--number", "F-1", "--title", "Form", "--kind", "form", "--review-months", "0")
    assert criterion("G2-CONTROL")["ids"] == {"no-owner", "not-approved"}
    take_in(tmp_path, documents=[{"code": "F-1", "owner": OLGA}])
    assert criterion("G2-CONTROL")["ids"] == {"not-approved"}
    approved("F-1", text)
    assert criterion("G2-CONTROL")["ids"] == {"no-review-date"}
    run("confirm", "sms-1", "F-1", "--next", _day(400))
    assert criterion("G2-CONTROL")["passed"]
    adopted = {"code": "SOP/IT/001", "title": "Backups", "kind": "procedure", "owner": OLGA, "version": "2.1",
               "approved_on": _day(-400).isoformat(), "approved_by": "Budi Hartono",
               "review_due_on": _day(-1).isoformat(), "reason": "Minutes of the board, item 4"}  # fmt: skip
    take_in(tmp_path, documents=[adopted])
    assert criterion("G2-CONTROL")["ids"] == {"overdue"}
    run("confirm", "sms-1", "SOP/IT/001", "--next", _day(100), who=OLGA)
    assert criterion("G2-CONTROL")["passed"]
    assert verify_ledger().breaches == []


def test_procedures_are_rows_of_a_practice_or_documents_of_it(people: None, text: Path, tmp_path: Path) -> None:
    keys = [practice.key for practice in practices()]
    by_hand = [
        {"code": key, "procedure": f"Procedure of {key}", "procedure_approved_by": "Sari Dewanti"}
        for key in keys if key != "incident"
    ]  # fmt: skip
    take_in(tmp_path, practices=[*by_hand, {"code": "incident", "owner": OLGA}])
    named = [("change-policy", "policy"), ("security-policy", "policy"), ("continuity-plan", "plan")]
    for place, (stands_for, kind) in enumerate(named):
        run("add", "sms-1", "--number", f"N-{place}", "--title", stands_for, "--kind", kind, "--stands-for", stands_for,
            "--owner", OLGA)  # fmt: skip
        approved(f"N-{place}", text)
    assert criterion("G2-PROCEDURES")["ids"] == {"no-procedure"}
    run("add", "sms-1", "--number", "P-1", "--title", "Incidents", "--kind", "procedure", "--practice", "incident",
        "--owner", OLGA)  # fmt: skip
    approved("P-1", text)
    assert criterion("G2-PROCEDURES")["passed"]
    listed = cli("practice", "list", "sms-1", "--as", ADA, "--json").json["practices"]
    assert [one["practice"] for one in listed if one["state"] == "ready"] == []  # nobody accepted yet
    assert not cli("practice", "accept", "sms-1", "incident", "--as", OLGA, "--json").exit_code
    listed = cli("practice", "list", "sms-1", "--as", ADA, "--json").json["practices"]
    assert [one["practice"] for one in listed if one["state"] == "ready"] == ["incident"]
    run("withdraw", "sms-1", "P-1", "--reason", "Written anew.")
    run("withdraw", "sms-1", "N-2", "--reason", "Written anew.")
    assert criterion("G2-PROCEDURES")["ids"] == {"no-procedure", "no-continuity-plan"}
    assert verify_ledger().breaches == []


CONTENTS = ("a", "b", "c", "d", "e", "f", "g", "h", "objectives", "timeline", "governance")


def test_a_plan_of_one_s_own_holds_what_somebody_stated(people: None, text: Path) -> None:
    assert "What the service management plan holds is not recorded here." in str(criterion("G2-SMP")["results"])
    run("add", "sms-1", "--number", "SMP", "--title", "Plan", "--kind", "plan", "--stands-for", "smp", "--owner", OLGA)
    approved("SMP", text)
    assert criterion("G2-SMP")["ids"] == {f"no-{content}" for content in CONTENTS}
    places = [word for content in CONTENTS for word in ("--place", f"{content}=Section {content}")]
    told = run("plan", "sms-1", *places, who=OLGA)  # its owner
    assert (told["document"], told["missing"]) == ("SMP", [])
    assert criterion("G2-SMP")["passed"]
    assert run("plan", "sms-1", "--place", "b=")["missing"] == ["b"]
    assert criterion("G2-SMP")["ids"] == {"no-b"}
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("words", "who", "reason"),
    [
        (["--place", "z=Section 1"], ADA, "no content"),
        (["--place", "a"], ADA, "names no place"),
        (["--place", "a=" + "x" * 301], ADA, "longer than 300"),
        (["--place", "a=Section 1"], BEN, "not allowed"),
    ],
)
def test_a_place_that_cannot_be_is_refused(words: list[str], who: str, reason: str, people: None, text: Path) -> None:
    run("add", "sms-1", "--number", "SMP", "--title", "Plan", "--kind", "plan", "--stands-for", "smp", "--owner", OLGA)
    approved("SMP", text)
    ran = cli("documents", "plan", "sms-1", *words, "--as", who, "--json")
    assert ran.exit_code
    assert reason in ran.stdout
    assert run("plan", "sms-1")["missing"] == list(CONTENTS)


def test_a_redesign_restarts_the_clock_and_a_documented_procedure_lets_records_count(
    people: None, text: Path, tmp_path: Path
) -> None:
    take_in(tmp_path, practices=[{"code": "incident", "owner": OLGA}])
    adopted = {"code": "P-1", "title": "Incidents", "kind": "procedure", "practice": "incident", "version": "1",
               "owner": OLGA, "approved_on": _day(-200).isoformat(), "approved_by": "Budi Hartono",
               "reason": "Minutes"}  # fmt: skip
    take_in(tmp_path, documents=[adopted])
    live = ("practice", "live", "sms-1", "incident", "--on", _day(-25), "--before", "--reason", "Minutes")
    assert not cli(*live, "--as", ADA, "--json").exit_code
    records = tmp_path / "records.csv"
    rows = [f"I-{place},closed,{_day(-20 + place)}T03:00:00Z" for place in range(19)]
    records.write_text("source_id,state,opened_at\n" + "\n".join(rows), encoding="utf-8")
    tool = {"practice": "incident", "source": "neutral", "from_on": _day(-160).isoformat()}
    take_in(tmp_path, tools=[tool])
    imported = cli("records", "import", "sms-1", "incident", records, "--mapping", "neutral", "--as", ADA, "--json")
    assert imported.json["created"] == 19
    assert _clock()["counted"] == 19
    run("write", "sms-1", "P-1", "--body", text, "--redesign", who=OLGA)
    run("submit", "sms-1", "P-1", "--approver", SARI, who=OLGA)
    assert _clock()["run_start"] == _day(-20).isoformat()
    signed("approve", "sms-1", "P-1")
    assert _clock()["run_start"] != _day(-20).isoformat()


def _clock() -> dict[str, Any]:
    clocks = cli("records", "clock", "sms-1", "--practice", "incident", "--as", ADA, "--json").json["clocks"]
    return next(clock for clock in clocks if clock["practice"] == "incident")


def take_in(folder: Path, **kinds: list[dict[str, Any]]) -> Any:
    file = folder / "rows.json"
    file.write_text(json.dumps({name.replace("_", "-"): rows for name, rows in kinds.items()}), encoding="utf-8")
    report = cli("apply", "sms-1", file, "--as", ADA, "--json").json
    assert report.get("refused") == [], report
    return report


def test_a_text_that_is_none_is_refused_by_its_name(people: None, tmp_path: Path) -> None:
    run("add", "sms-1", "--number", "F-1", "--title", "Form", "--kind", "form")
    for content in (b"\xff\xfe", b"a\0b"):
        (tmp_path / "a.md").write_bytes(content)
        ran = cli("documents", "write", "sms-1", "F-1", "--body", tmp_path / "a.md", "--as", ADA, "--json")
        assert (ran.exit_code, ran.json["where"]["field"]) == (2, "--body")


def test_reviews_become_due_after_the_cycle(people: None, text: Path) -> None:
    run("add", "sms-1", "--number", "F-1", "--title", "Form", "--kind", "form", "--review-months", "6",
        "--owner", OLGA)  # fmt: skip
    shown = approved("F-1", text)
    assert shown["review_due_on"] == add_months(_day(), 6).isoformat()
