"""An erasure that is killed is done or undone by whatever comes next, and nobody sees the half of it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import zstandard

from milepost.platform.ledger.keys import new_key
from tests.backups.installations import a_database, inside
from tests.evidence.imports import as_csv, incident
from tests.people import cli

ROOT = Path(__file__).parents[2]
ADI = ("--as", "adi@bank.example")
DEWI, RANGGA = "Dewi Anggraini", "Rangga Mahardika"
POINTS = {
    "before the files are written anew": "services.erasing:_rewrite_all:before",
    "before the rows are": "services.erasing:_commit:before",
    "before the ledger's entry": "services.erasing:write_journal:before",
    "before the commit": "services.erasing:write_journal:after",
    "after the commit": "services.erasing:_commit:after",
    "between two files": "finishing:_move:after",
    "before the journal goes": "finishing:_forget:before",
}
COMMITTED = "services.erasing:_commit:after"
HALF = "finishing:_move:after"


def run(*args: object) -> Any:
    ran = cli(*args, "--json")
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    return ran.json


def erasing(name: str) -> tuple[str, ...]:
    return ("records", "erase", "sms-1", "--person", name, "--reason", "Asked for it", *ADI)


def bring_in(folder: Path, *names: str, first: int) -> None:
    rows = [incident(first + n, actor=name, title=f"Told by {name} on floor {n}") for n, name in enumerate(names)]
    file = folder / f"of-{first}.csv"
    file.write_text(as_csv(rows), "utf-8")
    run("records", "import", "sms-1", "incident", file, "--mapping", "neutral", "--timezone", "UTC", *ADI)


def whoever_stands_in(home: Path) -> set[str]:
    """Whose name stands anywhere under evidence and jobs: received files and Parquet unpacked, all else as it is."""
    found: set[str] = set()
    for folder in (home / "evidence", home / "jobs"):
        for file in (path for path in folder.rglob("*") if path.is_file()):
            found |= {name for name in (DEWI, RANGGA) if name in _told_by(file)}
    return found


def _told_by(file: Path) -> str:
    data = file.read_bytes()
    if data.startswith(b"PAR1"):
        return str(duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchall())
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return zstandard.ZstdDecompressor().decompressobj().decompress(data).decode("utf-8", "replace")
    return data.decode("utf-8", "replace")


@pytest.fixture
def having(installed: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """Inside an installation with three imports: of Dewi, of Rangga, and of both."""
    with inside(*installed):
        bring_in(tmp_path, DEWI, first=100)
        bring_in(tmp_path, RANGGA, first=110)
        bring_in(tmp_path, DEWI, RANGGA, first=120)
        assert whoever_stands_in(installed[0]) == {DEWI, RANGGA}
    return installed


def kill(installed: tuple[Path, str], point: str, *command: str) -> None:
    """Run a command until it reaches a point of `platform.batches`, where it is killed."""
    home, url = installed
    environment = {
        **os.environ, "MILEPOST_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.faulty", f"platform.batches.{point}", *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, ran.stdout + ran.stderr


def assert_in_order() -> dict[str, Any]:
    verified = run("batch", "verify", *ADI)
    assert {line["fault"] for line in verified["told"]} <= {"redacted"}
    assert run("ledger", "verify")["passed"] is True
    return dict(verified)


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_a_killed_erasure_is_whole_or_nothing_for_whoever_verifies(point: str, having: tuple[Path, str]) -> None:
    kill(having, point, *erasing(DEWI))
    with inside(*having):
        told = assert_in_order()["told"]
        assert whoever_stands_in(having[0]) == ({RANGGA} if told else {DEWI, RANGGA}), "verified and half done"
        run(*erasing(DEWI))
        assert {line["fault"] for line in assert_in_order()["told"]} == {"redacted"}
        assert whoever_stands_in(having[0]) == {RANGGA}
        assert not list((having[0] / "evidence").rglob("erasing/*"))


@pytest.mark.parametrize("point", [COMMITTED, HALF], ids=["after the commit", "between two files"])
def test_an_erasure_of_somebody_else_finishes_it_first(point: str, having: tuple[Path, str]) -> None:
    kill(having, point, *erasing(DEWI))
    with inside(*having):
        assert run(*erasing(RANGGA))["finished"] == 1
        assert whoever_stands_in(having[0]) == set()
        assert_in_order()


def test_the_next_erasure_may_be_killed_too(having: tuple[Path, str]) -> None:
    kill(having, HALF, *erasing(DEWI))
    kill(having, HALF, *erasing(RANGGA))  # while it finishes the first
    kill(having, HALF, *erasing(RANGGA))
    with inside(*having):
        assert_in_order()
        run(*erasing(RANGGA))
        assert whoever_stands_in(having[0]) == set()
        assert_in_order()


def test_the_next_import_sweeps_it_up(having: tuple[Path, str], tmp_path: Path) -> None:
    kill(having, HALF, *erasing(DEWI))
    with inside(*having):
        bring_in(tmp_path, RANGGA, first=200)
        assert whoever_stands_in(having[0]) == {RANGGA}
        assert_in_order()


def test_a_backup_never_holds_the_half_of_it(having: tuple[Path, str], vendor: str, tmp_path: Path) -> None:
    kill(having, COMMITTED, *erasing(DEWI))
    with inside(*having):
        run("backup", tmp_path / "one.zip")
    with a_database(vendor) as url, inside(tmp_path / "elsewhere", url):
        run("restore", tmp_path / "one.zip")
        assert whoever_stands_in(tmp_path / "elsewhere") == {RANGGA}
        assert_in_order()


def test_a_restore_of_what_was_before_takes_it_back(having: tuple[Path, str], tmp_path: Path) -> None:
    with inside(*having):
        run("backup", tmp_path / "one.zip")
    kill(having, HALF, *erasing(DEWI))
    with inside(*having):
        run("restore", tmp_path / "one.zip", "--replace")
        assert assert_in_order()["told"] == []
        assert whoever_stands_in(having[0]) == {DEWI, RANGGA}


def test_one_that_cannot_be_finished_is_named_with_what_to_do(having: tuple[Path, str], tmp_path: Path) -> None:
    kill(having, COMMITTED, *erasing(DEWI))
    with inside(*having):
        (journal,) = (having[0] / "evidence").rglob("erasing/*/journal.json")
        written = journal.read_text("utf-8")
        journal.write_text(json.dumps({**json.loads(written), "batches": [str(new_key())]}), "utf-8")
        verified = cli("batch", "verify", *ADI, "--json")
        assert (verified.exit_code, [line["fault"] for line in verified.json["faults"]]) == (1, ["unfinished"])
        assert verified.json["faults"][0]["hint"]
        refused = cli("backup", tmp_path / "one.zip", "--json")
        assert (refused.exit_code, refused.json["code"]) == (2, "refused")
        journal.write_text(written, "utf-8")
        assert_in_order()
        assert whoever_stands_in(having[0]) == {RANGGA}
