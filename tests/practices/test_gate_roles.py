"""G2-ROLES from open to computed and back, through public commands only: owner accepted, time allotted, deputy."""

from pathlib import Path
from typing import Any

import pytest

from milepost.catalogue.practices import practices
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.evidence.operation import apply_text
from tests.people import cli

OLGA, BEN = "olga@cakrawala.example", "ben@cakrawala.example"
ADA = ("--as", "ada@cakrawala.example", "--json")


@pytest.fixture
def folder(programme: Programme, ada: Person, olga: Person, ben: Person, tmp_path: Path) -> Path:
    return tmp_path


def roles() -> tuple[str, bool, set[str]]:
    """State, whether it holds, and what is missing on which practice."""
    criteria: list[dict[str, Any]] = cli("gate", "sms-1", "design", *ADA).json["criteria"]
    shown = next(found for found in criteria if found["id"] == "G2-ROLES")
    missing = {f"{result['id'].partition('.')[2]} {result['subject']['key']}" for result in shown["results"]}
    return shown["state"], shown["passed"], missing


def of_all(*fields: str) -> str:
    """A row for each of the twenty with these fields."""
    return "".join(f'[[practices]]\ncode = "{known.key}"\n' + "\n".join(fields) + "\n" for known in practices())


def test_roles_are_assigned_once_owner_time_and_deputy_stand_for_all_twenty(folder: Path) -> None:
    state, holds, missing = roles()
    assert (state, holds) == ("open", False)
    assert missing
    apply_text(folder, of_all(f'owner = "{OLGA}"'))
    every = {known.key for known in practices()}
    assert roles()[2] == {f"{what} {key}" for key in every for what in ("not-accepted", "no-time", "no-deputy")}
    apply_text(folder, of_all("hours_per_week = 4"))
    assert roles()[2] == {f"{what} {key}" for key in every for what in ("not-accepted", "no-deputy")}
    apply_text(folder, of_all(f'deputy = "{BEN}"'))
    assert roles()[2] == {f"not-accepted {key}" for key in every}
    assert apply_text(folder, of_all("accepted = true"), who=OLGA).json["updated"] == 20
    assert roles() == ("computed", True, set())


def test_a_new_owner_who_has_not_accepted_opens_it_again(folder: Path) -> None:
    apply_text(folder, of_all(f'owner = "{OLGA}"', "hours_per_week = 4", f'deputy = "{BEN}"'))
    apply_text(folder, of_all("accepted = true"), who=OLGA)
    assert roles() == ("computed", True, set())
    named = cli("practice", "own", "sms-1", "change", "--owner", BEN, "--deputy", OLGA, "--hours", "6", *ADA)
    assert named.exit_code == 0
    assert roles() == ("open", False, {"not-accepted change"})
    assert cli("practice", "accept", "sms-1", "change", "--as", OLGA, "--json").exit_code == 2, "not the owner's word"
    assert roles()[1] is False
    assert cli("practice", "accept", "sms-1", "change", "--as", BEN, "--json").exit_code == 0
    assert roles() == ("computed", True, set())


def test_without_deputy_or_time_it_opens_again(folder: Path) -> None:
    apply_text(folder, of_all(f'owner = "{OLGA}"', "hours_per_week = 4", f'deputy = "{BEN}"'))
    apply_text(folder, of_all("accepted = true"), who=OLGA)
    cli("practice", "own", "sms-1", "problem", "--owner", OLGA, "--hours", "4", *ADA)
    assert roles() == ("open", False, {"no-deputy problem"})
    cli("practice", "own", "sms-1", "problem", "--owner", OLGA, "--deputy", BEN, *ADA)
    assert roles() == ("open", False, {"no-time problem"})
    cli("practice", "own", "sms-1", "problem", "--owner", OLGA, "--deputy", BEN, "--hours", "2.5", *ADA)
    assert roles() == ("computed", True, set())
