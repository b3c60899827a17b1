"""G1-GAP through the command line alone: from open to computed, and back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.features.gaps.facts import gap_facts
from milepost.features.gaps.models import Rating
from milepost.features.gaps.statements import auditable
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.people import cli


def criterion() -> Any:
    answer = cli("gate", "sms-1", "foundation", "--as", "ada@cakrawala.example", "--json").json
    return next(found for found in answer["criteria"] if found["id"] == "G1-GAP")


def gap(*args: object, ok: bool = True) -> Any:
    ran = cli("gap", args[0], "sms-1", *args[1:], "--as", "ada@cakrawala.example", "--json")
    assert (ran.exit_code == 0) is ok, ran.stdout + ran.stderr
    return ran.json


def problems() -> list[str]:
    return sorted({result["id"] for result in criterion()["results"]})


def test_g1_gap_passes_and_fails_again_through_commands_only(
    programme: Programme, ada: Person, ben: Person, tmp_path: Path
) -> None:
    assert (criterion()["state"], problems()[0]) == ("open", "G1-GAP.unrated")
    file = tmp_path / "ratings.csv"
    lines = [f"{statement.id};3" for statement in auditable()[1:]]
    file.write_text("\n".join(["statement;current", *lines]), encoding="utf-8")
    assert gap("import", file)["created"] == 387
    assert [result["subject"]["key"] for result in criterion()["results"]] == ["4.1"]
    gap("rate", "4.1-01", "--current", "1")
    assert problems() == ["G1-GAP.no-effort", "G1-GAP.no-owner", "G1-GAP.no-priority", "G1-GAP.no-remediation"]
    gap(
        "rate", "20000-1:2018/4.1-01", "--priority", "high", "--owner", ben.email, "--days", "4.5", "--due",
        "2026-12-01", "--remediation", "Hold the workshop on issues.",
    )  # fmt: skip
    assert (criterion()["state"], criterion()["passed"]) == ("computed", True)
    gap("rate", "8.1-06", "--not-triggered")
    assert problems() == ["G1-GAP.search-unsaid"]
    gap(
        "rate", "8.1-06", "--trigger", "An outsourced process", "--register", "Supplier register", "--period-from",
        "2026-01-01", "--period-to", "2026-03-31",
    )  # fmt: skip
    assert criterion()["passed"]
    gap("reopen", "8.1-06", "--record", "CON-7", "--on", "2026-03-30")
    assert problems() == ["G1-GAP.triggered"]
    gap("rate", "8.1-06", "--current", "3")
    assert criterion()["passed"]
    gap("rate", "4.1-02", "--current", "")
    assert (criterion()["passed"], problems()) == (False, ["G1-GAP.unrated"])


def test_at_a_past_day_what_was_rated_later_does_not_count(programme: Programme, ada: Person) -> None:
    gap("rate", "4.1-01", "--current", "3")
    gap("rate", "4.1-02", "--current", "3")
    rated_on = today("Asia/Jakarta")
    Rating.objects.filter(statement="4.1-01").update(first_rated_on=rated_on - timedelta(days=9))
    days = (rated_on - timedelta(days=ago) for ago in (10, 9, 1, 0, -1))
    assert [gap_facts(programme, on).rated for on in days] == [0, 1, 1, 2, 2]
    before = gap_facts(programme, rated_on - timedelta(days=1))
    assert before.unrated[0].examples[0] == "4.1-02"
    assert before.rated + sum(clause.count for clause in before.unrated) == len(auditable())


def test_an_unknown_statement_names_its_field_and_the_nearest(programme: Programme, ada: Person) -> None:
    answer = gap("rate", "8.6.1-1", "--current", "3", ok=False)
    assert (answer["where"]["field"], "8.6.1-01" in answer["hint"]) == ("statement", True)


@pytest.mark.parametrize("level", ["6", "x", "-1"])
def test_a_level_beyond_the_scale_is_wrong_use(programme: Programme, ada: Person, level: str) -> None:
    ran = cli("gap", "rate", "sms-1", "4.1-01", f"--current={level}", "--as", ada.email, "--json")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "current")


def test_a_stranger_is_told_that_nothing_is_there(programme: Programme, zoe: Person) -> None:
    ran = cli("gap", "rate", "sms-1", "4.1-01", "--current", "3", "--as", zoe.email, "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "unknown-programme")


def test_assessments_follow_each_other(programme: Programme, ada: Person) -> None:
    gap("rate", "4.1-01", "--current", "1")
    assert gap("close")["open"] is False
    assert gap("rate", "4.1-01", "--current", "2", ok=False)["where"]["field"] == "assessment"
    second = gap("open")
    assert second["assessment"].endswith("-02")
    gap("rate", "4.1-01", "--current", "3")
    heat = gap("heatmap")
    row = next(found for found in heat["clauses"] if found["clause"] == "4.1")
    assert (heat["compared_with"].endswith("-01"), row["current"], row["since"]) == (True, 3, 2)
    assert len(gap("list")["assessments"]) == 2


def test_remediation_becomes_actions_once(programme: Programme, ada: Person) -> None:
    gap("rate", "4.1-01", "--current", "1", "--remediation", "Hold the workshop.", "--days", "2")
    assert gap("plan")["created"] == 1
    assert gap("plan")["created"] == 0
