"""A home of its own for one run: the demonstration's programme, with as many actions as wanted; gone afterwards."""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql

from benchmarks.calibration import Calibration, calibrate
from tests.postgres import start_server

PROGRAMME = "sms"
PYTHON = (sys.executable, "-m", "milepost")


@dataclass(frozen=True, slots=True)
class Options:
    """How much to measure, and on which database."""

    database: str
    actions: int
    rows: int
    rounds: int


@dataclass(slots=True)
class Store:
    """An installation with the demonstration in it."""

    home: Path
    database: str
    environment: dict[str, str]
    org: str = ""
    people: dict[str, str] = field(default_factory=dict)  # the first address of each role
    password: str = ""
    changes: int = 0

    def run(self, *args: str) -> dict[str, Any]:
        """What a command prints with `--json`. Raises where it fails."""
        done = subprocess.run(
            [*PYTHON, *args, "--json"], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"milepost {' '.join(args)}: {done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def fill(self) -> None:
        """Play the demonstration: twenty practices, every statement rated, 4 decisions, meetings, imports."""
        told = self.run("demo", "--no-serve")
        self.org = self.run("programme", "list")["programmes"][0]["organisation"]
        self.password = told["password"]
        for person in reversed(told["people"]):
            self.people[person["role"]] = person["email"]

    def add_actions(self, count: int, *, after: int = 0) -> None:
        """Put actions on the list by `milepost apply`, a thousand at a time, numbered on from `after`."""
        first, owner = date(2026, 1, 1), self.people["coordinator"]
        for start in range(after, after + count, 1000):
            rows = [
                {
                    "code": f"N{number}",
                    "title": f"Send contract {number} to the coordinator",
                    "owner": owner,
                    "due_on": (first + timedelta(days=number % 365)).isoformat(),
                    "state": "done" if number % 3 == 0 else "open",
                }
                for number in range(start, min(start + 1000, after + count))
            ]
            self._apply("actions", rows)

    def add_documents(self, count: int) -> None:
        """Enter documents that were approved before, as a master list has them, a thousand at a time."""
        day, coordinator = date(2026, 6, 1), self.people["coordinator"]
        for start in range(0, count, 1000):
            rows = [
                {
                    "code": f"WI-{number:03}",
                    "title": f"Work instruction {number}",
                    "kind": "procedure",
                    "owner": coordinator,
                    "version": "1.0",
                    "approved_on": day.isoformat(),
                    "approved_by": "Sari Dewanti",
                    "written_by": ["Ada Wibowo"],
                    "review_due_on": (day + timedelta(days=365 + number % 1000)).isoformat(),
                    "reason": "Minutes of the steering committee.",
                }
                for number in range(start, min(start + 1000, count))
            ]
            self._apply("documents", rows)

    def _apply(self, kind: str, rows: list[dict[str, Any]]) -> None:
        file = self.home / f"{kind}.json"
        file.write_text(json.dumps({kind: rows}), encoding="utf-8")
        self.run("apply", PROGRAMME, str(file), "--as", self.people["coordinator"])

    def add_versions(self, code: str, bodies: Iterable[str]) -> str:
        """Enter a document with versions that were approved before, one a month; answers with its key."""
        first, coordinator = date(2022, 1, 1), self.people["coordinator"]
        versions = [
            {
                "document": code,
                "version": f"{number}.0",
                "approved_on": (first + timedelta(days=30 * number)).isoformat(),
                "approved_by": "Sari Dewanti",
                "written_by": ["Ada Wibowo"],
                "summary": "The yearly review: what the units asked for.",
                "reason": "Minutes of the steering committee.",
                "body": body,
            }
            for number, body in enumerate(bodies, 1)
        ]
        line = {"code": code, "title": "A long procedure", "kind": "procedure", "owner": coordinator}
        file = self.home / "versions.json"
        file.write_text(json.dumps({"documents": [line], "document-versions": versions}), encoding="utf-8")
        self.run("apply", PROGRAMME, str(file), "--as", coordinator)
        return str(self.run("documents", "show", PROGRAMME, code, "--as", coordinator)["id"])

    def token(self) -> str:
        """A key of the coordinator's for the API."""
        day = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011 - any day ahead will do
        coordinator = self.people["coordinator"]
        args = (
            "token",
            "create",
            coordinator,
            "--scope",
            "write",
            "--expires",
            day,
            "--as",
            self.people["administrator"],
        )
        return str(self.run(*args)["token"])

    @property
    def pages(self) -> str:
        """Where the programme's pages start."""
        return f"/o/{self.org}/p/{PROGRAMME}/"

    @property
    def api(self) -> str:
        """Where the programme's operations start."""
        return f"/api/v1/organisations/{self.org}/programmes/{PROGRAMME}/"

    @property
    def organisation(self) -> str:
        """Where the organisation's operations start."""
        return f"/api/v1/organisations/{self.org}/"

    def change(self, client: Any) -> None:
        """Make a change that rules and clocks notice and that has nothing counted anew: a new customer."""
        self.changes += 1
        address = f"{self.organisation}customers/made-{self.changes}"
        said = client.put(address, {"name": f"Customer {self.changes}"}, content_type="application/json")
        assert said.status_code in {200, 201}, said.content

    def set_up_django(self) -> None:
        """Make this process one of the installation's."""
        os.environ.update(self.environment | {"DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings"})
        django.setup()


@dataclass(frozen=True, slots=True)
class Server:
    """`milepost serve`, answering."""

    process: "subprocess.Popen[bytes]"
    port: int
    seconds: float  # from its start to its first answer


@contextlib.contextmanager
def serving(store: Store, processes: int = 1) -> Iterator[Server]:
    """Run `milepost serve` at a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    log = (store.home / "serve.log").open("wb")
    command = [*PYTHON, "serve", "--port", str(port), "--processes", str(processes)]
    process = subprocess.Popen(command, env=store.environment, stdout=log, stderr=log)
    try:
        while not _answers(f"http://127.0.0.1:{port}/sign-in"):
            if process.poll() is not None:
                raise RuntimeError((store.home / "serve.log").read_text())
            time.sleep(0.02)
        yield Server(process, port, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextlib.contextmanager
def open_store(database: str) -> Iterator[Store]:
    """A filled store on SQLite or PostgreSQL, in a folder of its own."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that server and folder go too
    folder = Path(tempfile.mkdtemp(prefix="milepost-bench-"))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MILEPOST_")}
    environment |= {"MILEPOST_HOME": str(folder / "home"), "DATABASE_URL": ""}
    environment["PYTHONPATH"] = os.pathsep.join(part for part in sys.path if part)
    # Compiled once, as an installation is, whatever this shell says of it.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    (folder / "home").mkdir()
    if database == "postgresql":
        environment["DATABASE_URL"] = _new_database(start_server())
    store = Store(folder / "home", database, environment)
    try:
        store.fill()
        yield store
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _new_database(url: str) -> str:
    """A database of a lesser role's own: one that may not bypass row security, as the product wants it."""
    name, password = f"bench_{secrets.token_hex(4)}", secrets.token_hex(16)
    with psycopg.connect(url, autocommit=True) as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}", path=f"/{name}"))


def read_options(about: str | None) -> Options:
    """What the command line of a benchmark says; small unless told otherwise."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--full", action="store_true", help="the sizes that the budgets are meant for")
    parser.add_argument("--actions", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--rounds", type=int)
    given = parser.parse_args()
    return Options(
        database=given.database,
        actions=given.actions if given.actions is not None else 10_000 if given.full else 500,
        rows=given.rows if given.rows is not None else 5_000_000 if given.full else 100_000,
        rounds=given.rounds or (100 if given.full else 20),
    )


def run(measure: Callable[[Store, Options, Calibration], None], about: str | None) -> None:
    """Fill a store and measure one benchmark on it."""
    options = read_options(about)
    with open_store(options.database) as store:
        measure(store, options, calibrate())
