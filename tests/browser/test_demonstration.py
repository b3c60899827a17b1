"""The demonstration itself, as `milepost demo` makes it: verdicts worth looking at, and a ledger that agrees."""

import json
from pathlib import Path
from typing import Any

from tests.browser.conftest import _milepost


def test_at_least_eight_criteria_hold_and_at_least_eight_do_not(demonstration: tuple[Path, dict[str, Any]]) -> None:
    status = json.loads(_milepost(demonstration[0], "status", "sms", "--json", capture_output=True, text=True).stdout)
    holding = sum(gate["holding"] for gate in status["gates"])
    total = sum(gate["criteria"] for gate in status["gates"])
    assert holding >= 8
    assert total - holding >= 8
    assert status["phase"] == "implementation"


def test_its_ledger_agrees_with_every_row(demonstration: tuple[Path, dict[str, Any]]) -> None:
    ran = _milepost(demonstration[0], "ledger", "verify", "--json", capture_output=True, text=True)
    assert json.loads(ran.stdout)["breaches"] == []
