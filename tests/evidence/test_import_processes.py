"""Several processes at once, and processes that are killed: what no test inside one process can show."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.evidence.imports import as_csv, incident

BANK = Path(__file__).parents[2] / "src/milepost/doors/demo/data/rabobank-incidents"


class Milepost:
    """An installation of its own, driven from outside."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self._env = {**os.environ, "MILEPOST_HOME": str(home), "DATABASE_URL": database_url}

    def start(self, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "milepost", *(str(arg) for arg in args), "--json"]
        return subprocess.Popen(command, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *args: object) -> Any:
        return self.answer(self.start(*args))

    def bring(self, file: Path, mapping: str = "neutral") -> subprocess.Popen[str]:
        return self.start("records", "import", "sms-1", "incident", file, "--mapping", mapping, "--timezone", "UTC")

    @staticmethod
    def answer(process: subprocess.Popen[str]) -> Any:
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        return json.loads(out)


@pytest.fixture
def milepost(transactional_db: None, tmp_path: Path) -> Milepost:
    """A fresh installation with the programme sms-1, on the database that is under test."""
    home = tmp_path / "installation"
    installed = Milepost(home, _url(home))
    assert "organisation" in installed.run("init", "--organisation", "Bank", "--email", "adi@bank.example")
    answers = tmp_path / "answers.toml"
    sample = subprocess.run(
        [sys.executable, "-m", "milepost", "programme", "answers", "--sample"],
        env={**os.environ, "MILEPOST_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers.write_text(sample.stdout)
    installed.run("programme", "create", "--organisation", "bank", "--code", "sms-1", "--answers", answers)
    return installed


def _url(home: Path) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{home / 'milepost.sqlite3'}"
    settings = connection.settings_dict
    user = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["USER"] else ""
    host = settings["HOST"]
    place = (
        f"/{settings['NAME']}?host={quote(host)}"
        if host.startswith("/")
        else f"{host}:{settings['PORT']}/{settings['NAME']}"
    )
    return f"postgresql://{user}{place}"


def test_imports_at_the_same_time_lose_nothing_and_double_nothing(milepost: Milepost, tmp_path: Path) -> None:
    files = []
    for part in range(3):
        file = tmp_path / f"part-{part}.csv"
        file.write_text(as_csv(incident(number) for number in range(part * 15, part * 15 + 20)))
        files.append(file)
    answers = [milepost.answer(process) for process in [milepost.bring(file) for file in files]]
    assert [answer["schema"] for answer in answers] == ["milepost/import/1"] * 3
    assert sum(answer["created"] for answer in answers) == 50
    assert sum(answer["unchanged"] for answer in answers) == 10
    verified = milepost.run("batch", "verify")
    assert (verified["passed"], verified["batches"]) == (True, 3)
    assert milepost.run("ledger", "verify")["passed"] is True
    listed = milepost.run("records", "list", "sms-1", "incident", "--limit", "1000")["records"]
    assert len({row["source_id"] for row in listed}) == len(listed) == 50


def test_killed_processes_leave_all_or_nothing(milepost: Milepost, tmp_path: Path) -> None:
    file = tmp_path / "incidents.csv"
    file.write_bytes(gzip.decompress((BANK / "BPIC14_incident_case_attributes.csv.gz").read_bytes()))
    for written in ("evidence/*/record/batch=*/*", "evidence/*/record/current/*"):
        process = milepost.bring(file, "rabobank-bpic14")
        _wait_for(milepost.home, written, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert milepost.run("batch", "verify")["passed"] is True
    answer = milepost.answer(milepost.bring(file, "rabobank-bpic14"))
    assert answer["created"] + answer["unchanged"] == 4000
    verified = milepost.run("batch", "verify")
    assert (verified["passed"], verified["batches"]) == (True, 1)


def _wait_for(home: Path, pattern: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None and not any(home.glob(pattern)):
        time.sleep(0.005)
