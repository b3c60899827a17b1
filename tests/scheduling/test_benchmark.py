"""The benchmark solves instances in a folder and holds its answers against what is known of them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.psplib_judging import confirms, gap_of, what_is_wrong
from benchmarks.psplib_optima import Known
from milepost.engines.scheduling.levelling import Levelling, Placement
from milepost.engines.scheduling.network import Activity, Network
from milepost.engines.scheduling.reasons import Hold, Reason

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "benchmarks" / "data" / "psplib-formats"
ONE = Network((Activity("A", 10),))


def _answer(makespan: int, bound: int) -> Levelling:
    placement = Placement("A", makespan - 10, makespan, Reason(Hold.START))
    return Levelling((placement,), makespan, bound, proven=makespan == bound)


UNSAT = Levelling((), None, 0, proven=False, unsatisfiable=True)
NOTHING = Levelling((), None, 8, proven=False)


@pytest.mark.parametrize(
    ("answer", "known", "agrees", "wrong", "gap"),
    [
        (_answer(10, 10), Known(10, 10), True, "", 0.0),
        (_answer(10, 10), Known(9, 12), True, "", 0.0),
        (_answer(10, 10), Known(None, 12), True, "", 0.0),
        (_answer(10, 10), None, False, "", 0.0),
        (_answer(12, 11), Known(12, 12), False, "", 0.0),
        (_answer(12, 9), Known(10, 10), False, "", 0.2),
        (_answer(12, 10), None, False, "", 0.2),
        (_answer(10, 10), Known(11, 12), False, "below the known bound 11", 0.0),
        (_answer(12, 12), Known(10, 10), False, "above the known makespan 10", 0.0),
        (_answer(10, 10), Known(None, None, unsat=True), False, "where none can be", 0.0),
        (UNSAT, Known(None, None, unsat=True), True, "", 0.0),
        (UNSAT, Known(10, 10), False, "a schedule is known", 0.0),
        (NOTHING, Known(10, 10), False, "", None),
        (NOTHING, Known(None, None, unsat=True), False, "", None),
    ],
)
def test_answers_are_held_against_what_is_known(
    answer: Levelling, known: Known | None, agrees: bool, wrong: str, gap: float | None
) -> None:
    found = what_is_wrong(ONE, answer, known)
    assert (wrong in found) if wrong else (found == "")
    assert (not found and confirms(answer, known)) == agrees
    assert gap_of(answer, known) == gap


def test_a_schedule_that_is_not_valid_is_wrong_whatever_is_known() -> None:
    assert "breaks" in what_is_wrong(Network((Activity("A", 10, earliest=3),)), _answer(10, 10), None)


def _run(*args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *args], cwd=ROOT, capture_output=True, text=True, check=False)


def _sets(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    return list(json.loads(done.stdout)["sets"])


def test_a_folder_is_solved_set_by_set(tmp_path: Path) -> None:
    (tmp_path / "j30").mkdir()
    (tmp_path / "max").mkdir()
    shutil.copy(FORMATS / "j301_1.sm", tmp_path / "j30")
    shutil.copy(FORMATS / "UBO10_01.sch", tmp_path / "max" / "ubo10_01.SCH")
    (tmp_path / "j30" / "damaged.sm").write_text("hello", encoding="ascii")
    (tmp_path / "optimum.csv").write_text("J301_1,43\n", encoding="ascii")
    done = _run("-m", "benchmarks.psplib", str(tmp_path), "--seconds", "30", "--json")
    first, second = _sets(done)
    assert first.pop("seconds") > 0
    assert first == {
        "set": "j30", "instances": 1, "proven": 1, "agreeing": 1, "wrong": 0, "unsat_proven": 0, "worst_gap": 0.0,
    }  # fmt: skip
    assert (second["set"], second["instances"], second["agreeing"], second["wrong"]) == ("max", 1, 0, 0)
    assert second["proven"] + second["unsat_proven"] == 1
    assert f"{tmp_path / 'j30' / 'damaged.sm'}:1: " in done.stderr
    assert done.returncode == 1


def test_it_may_be_called_by_its_path_and_told_to_take_few(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"small{number}.rcp").write_text("3 1\n5\n0 0 1 2\n4 2 1 3\n0 0 0\n", encoding="ascii")
    (tmp_path / "optimum.csv").write_text("small0,4\nsmall1,5\n", encoding="ascii")
    done = _run("benchmarks/psplib.py", str(tmp_path), "--limit", "2", "--json")
    (row,) = _sets(done)
    assert (row["instances"], row["proven"], row["agreeing"], row["wrong"]) == (2, 2, 1, 1)
    assert "small1.rcp" in done.stderr
    assert done.returncode == 1


def test_a_circle_is_proven_unsatisfiable(tmp_path: Path) -> None:
    (tmp_path / "circle.rcp").write_text("2 0\n1 1 2\n1 1 1\n", encoding="ascii")
    (tmp_path / "optimum.csv").write_text("circle,unsat\n", encoding="ascii")
    done = _run("-m", "benchmarks.psplib", str(tmp_path))
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].split() == [
        tmp_path.name,
        "1",
        "0",
        "1",
        "0",
        "1",
        "0.0%",
        done.stdout.split()[-1],
    ]
