"""G1-GOVERNANCE, G1-SPONSOR and S-17, from open to held and back, by public commands only."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.doing import Apply
from tests.governance.conftest import signed
from tests.people import PASSWORD, cli

type Judged = Callable[..., dict[str, Any]]


def _day(days: int = 0) -> str:
    return (today("Asia/Jakarta") + timedelta(days=days)).isoformat()


ROLES = [
    {"code": "sponsor", "role": "sponsor", "person": "sari@cakrawala.example", "authority": "500"},
    {"code": "ada", "role": "coordinator", "person": "ada@cakrawala.example", "share_percent": 100},
]
TEAM = [{"code": "ben", "person": "ben@cakrawala.example", "areas": ["workplace"]}]


def test_governance_opens_and_closes_with_what_is_entered(
    apply: Apply, criterion: Judged, area: None, sari: Person, ben: Person
) -> None:
    assert criterion("G1-GOVERNANCE")["state"] == "open"
    apply(roles=ROLES)
    assert criterion("G1-GOVERNANCE")["ids"] == {"no-access", "area-without-member", "no-rhythm", "no-meeting"}
    apply(roles=[{"code": "ada", "role": "coordinator", "direct_access": True}], team=TEAM)
    assert criterion("G1-GOVERNANCE")["ids"] == {"no-rhythm", "no-meeting"}
    apply(steering=[{"starts_on": _day(-15), "every_weeks": 2}])
    assert criterion("G1-GOVERNANCE")["ids"] == {"no-meeting", "meeting-missed"}
    apply(meetings=[
        {"code": "SC-1", "due_on": _day(-15), "held_on": _day(-15)},
        {"code": "SC-2", "due_on": _day(-1), "held_on": _day(0)},
    ])  # fmt: skip
    assert criterion("G1-GOVERNANCE")["passed"]
    apply(obstacles=[{"code": "OB-01", "title": "No access to the network team's tool", "raised_on": _day(-5)}])
    assert criterion("G1-GOVERNANCE")["ids"] == {"obstacle-without-owner", "obstacle-undecided"}
    apply(obstacles=[
        {"code": "OB-01", "owner": "Head of networks", "decision": "Access by Friday", "meeting": "SC-2"},
    ])  # fmt: skip
    assert criterion("G1-GOVERNANCE")["passed"]
    apply(team=[{"code": "ben", "areas": []}])
    assert criterion("G1-GOVERNANCE")["ids"] == {"area-without-member"}
    apply(team=TEAM, roles=[{"code": "sponsor", "role": "sponsor", "until": _day(-1)}])
    assert criterion("G1-GOVERNANCE")["ids"] == {"no-sponsor"}
    assert verify_ledger().breaches == []


def test_the_sponsor_is_committed_by_means_and_a_signature(
    apply: Apply, criterion: Judged, programme: Programme, sari: Person
) -> None:
    apply(roles=ROLES)
    assert not criterion("G1-SPONSOR")["passed"]
    assert signed("--covers", "programme").exit_code == 0
    assert criterion("G1-SPONSOR")["ids"] == {"no-budget", "not-for-resources", "not-for-timeline"}
    assert not apply(programme=[{"budget": "1000", "reason": "The board asked for a figure"}])["refused"]
    assert criterion("G1-SPONSOR")["ids"] == {"authority-short", "not-for-resources", "not-for-timeline"}
    answer = signed("--text", "We stand by it.").json
    assert answer["text"] == "We stand by it."
    assert answer["covers"] == ["programme", "resources", "timeline"]
    assert criterion("G1-SPONSOR")["ids"] == {"authority-short"}
    apply(board_decisions=[{"code": "BD-1", "decided_on": _day(-1), "amount": 999}])
    assert criterion("G1-SPONSOR")["ids"] == {"authority-short"}
    apply(board_decisions=[{"code": "BD-1", "amount": 1000}])
    assert criterion("G1-SPONSOR")["passed"]
    apply(
        board_decisions=[{"code": "BD-1", "amount": 10}],
        roles=[{"code": "sponsor", "role": "sponsor", "authority": 1000}],
    )
    assert criterion("G1-SPONSOR")["passed"]
    sari_withdraws = ("commitment", "withdraw", "sms-1", "--reason", "New board", "--as", "sari@cakrawala.example")
    assert [cli(*sari_withdraws).exit_code for _ in range(2)] == [0, 0]
    assert criterion("G1-SPONSOR")["ids"] == {"not-signed"}


def test_a_commitment_is_wanted_before_design_begins(apply: Apply, programme: Programme, sari: Person) -> None:
    def rule() -> dict[str, Any]:
        rules = cli("sequence", "sms-1", "--as", "ada@cakrawala.example", "--json").json["rules"]
        return next(found for found in rules if found["id"] == "S-17")

    ada = ("--as", "ada@cakrawala.example")
    assert not rule()["passed"]
    assert cli("commitment", "write", "sms-1", *ada).exit_code == 0
    assert not rule()["passed"]
    assert signed().exit_code == 0
    assert rule()["passed"]


def test_a_signature_from_paper_counts_once_somebody_else_checked_it(
    apply: Apply, criterion: Judged, programme: Programme, sari: Person, ada: Person, ben: Person, tmp_path: Path
) -> None:
    apply(roles=ROLES)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF a scan")
    by_ada = ("--as", ada.email, "--json")
    cli("commitment", "write", "sms-1", *by_ada)
    entered = cli(
        "commitment", "enter", "sms-1", "--file", scan, "--signatory", "Rudi Hartanto",
        "--office", "President Director", "--signed-on", _day(-3), *by_ada,
    ).json  # fmt: skip
    assert (entered["by"], entered["office"], entered["counts"]) == ("Rudi Hartanto", "President Director", False)
    assert "not-signed" in criterion("G1-SPONSOR")["ids"]
    check = ("commitment", "check", "sms-1", entered["id"])
    own = cli(*check, *by_ada, "--password-stdin", stdin=PASSWORD)
    assert (own.exit_code, own.json["error"]) == (2, "You entered this signature; somebody else checks it.")
    by_ben = ("--as", ben.email, "--json")
    assert cli(*check, *by_ben).json["code"] == "password-wanted"
    wrong = cli(*check, *by_ben, "--password-stdin", stdin="wrong-wrong-wrong")
    assert (wrong.exit_code, wrong.json["where"]["field"]) == (2, "password")
    assert "not-signed" in criterion("G1-SPONSOR")["ids"]
    assert cli(*check, *by_ben, "--password-stdin", stdin=PASSWORD).json["counts"]
    assert "not-signed" not in criterion("G1-SPONSOR")["ids"]
    assert "not-signed" in criterion("G1-SPONSOR", _day(-4))["ids"]
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(("args", "code"), [((), "password-wanted"), (("--password-stdin",), "refused")])
def test_a_wrong_or_missing_password_writes_nothing(
    programme: Programme, sari: Person, args: tuple[str, ...], code: str
) -> None:
    before = verify_ledger().entries
    ran = cli("commitment", "sign", "sms-1", *args, "--as", "sari@cakrawala.example", "--json", stdin="wrong")
    assert (ran.exit_code, ran.json["code"]) == (2, code)
    assert verify_ledger().entries == before
    assert cli("commitment", "show", "sms-1", "--as", "sari@cakrawala.example", "--json").json["commitments"] == []


def test_only_the_sponsor_signs_for_top_management(programme: Programme, ada: Person) -> None:
    assert signed(who="ada").json["code"] == "not-allowed"


def test_what_was_not_yet_so_does_not_count_on_a_past_day(
    apply: Apply, criterion: Judged, area: None, sari: Person, ben: Person
) -> None:
    roles = [{**row, "since": _day(-10), "direct_access": True} if row["role"] == "coordinator" else
             {**row, "since": _day(-10)} for row in ROLES]  # fmt: skip
    apply(roles=roles, team=TEAM, steering=[{"starts_on": _day(-7), "every_days": 30}],
          meetings=[{"code": "SC-1", "due_on": _day(-7), "held_on": _day(-7)}])  # fmt: skip
    assert criterion("G1-GOVERNANCE")["passed"]
    assert criterion("G1-GOVERNANCE")["holds_from"] == _day(-7)
    assert criterion("G1-GOVERNANCE", _day(-20))["ids"] >= {"no-sponsor", "no-coordinator", "no-meeting"}


def test_show_prints_who_carries_the_programme(apply: Apply, area: None, sari: Person, ben: Person) -> None:
    apply(roles=ROLES, team=TEAM, steering=[{"starts_on": _day(2), "every_weeks": 4}])
    shown = cli("governance", "show", "sms-1", "--as", "ada@cakrawala.example", "--json").json
    assert shown["schema"] == "milepost/governance/1"
    assert (shown["sponsor"]["person"], shown["sponsor"]["authority"], shown["sponsor"]["access"]) == (
        "sari@cakrawala.example", 500, True,
    )  # fmt: skip
    assert shown["areas"] == [
        {"unit": "workplace", "name": "Digital workplace", "services": ["email"], "members": ["ben"]}
    ]
    assert (shown["rhythm_days"], shown["next_due"], shown["missed"]) == (28, _day(2), [])
    assert date.fromisoformat(shown["on"])
    assert PASSWORD not in str(shown)
