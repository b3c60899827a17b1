"""The demonstration itself, as `milepost demo` makes it: verdicts worth looking at, and a ledger that agrees."""

import json
import subprocess
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

from milepost.platform.ui.happenings import WHAT
from tests.browser.conftest import _milepost


def said(home: Path, *arguments: str) -> Any:
    with _milepost(home, *arguments, "--json", stdout=subprocess.PIPE) as ran:
        return json.loads(ran.communicate(timeout=120)[0])


def test_at_least_eight_criteria_hold_and_at_least_eight_do_not(demonstration: tuple[Path, dict[str, Any]]) -> None:
    status = said(demonstration[0], "status", "sms")
    holding = sum(gate["holding"] for gate in status["gates"])
    total = sum(gate["criteria"] for gate in status["gates"])
    assert holding >= 8
    assert total - holding >= 8
    assert status["phase"] == "implementation"


def test_its_ledger_agrees_with_every_row(demonstration: tuple[Path, dict[str, Any]]) -> None:
    assert said(demonstration[0], "ledger", "verify")["breaches"] == []


def test_everything_that_happens_in_it_has_words(demonstration: tuple[Path, dict[str, Any]]) -> None:
    with closing(connect(demonstration[0] / "milepost.sqlite3")) as database:
        kinds = {kind for (kind,) in database.execute("SELECT DISTINCT kind FROM ledger_entry")}
    assert len(kinds) > 20
    assert kinds - set(WHAT) == set()
