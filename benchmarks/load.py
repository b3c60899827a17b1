"""People at work on the demonstration: they read, rate, add actions, import and decide, each with pauses to think.

Pages are read in signed-in sessions of everybody in turn; what is written goes through the API, as the coordinator.
Afterwards the ledger must verify, and the server's log must hold neither an error nor a lock that was waited for in
vain.

Each person thinks for three seconds on average between an answer and the next click, some for a tenth of that and some
for ten. That is faster than anybody reads: thirty-two of them ask for ten answers a second, as three hundred would who
look at each page for half a minute. What they ask for is told as `deeds a second`, beside the processor time that one
deed costs the web processes, which holds whatever else the machine does; that of this process is told too, since it
shares the processors with what it measures.

    python -m benchmarks.load --people 32 --minutes 10
"""

import argparse
import itertools
import json
import os
import random
import statistics
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks.calibration import Calibration, calibrate
from benchmarks.figures import show
from benchmarks.pages import PAGES, Browser
from benchmarks.store import Store, open_store, serving
from benchmarks.timing import p95

THINKING = 3.0  # seconds between two clicks, on average
READ = [*PAGES.values(), "gaps/questions/", "governance/", "scope", "plan", "imports", "sequence/"]
# What people do, and how often of a hundred clicks.
DEEDS = {"read": 80, "rate": 12, "act": 5, "bring": 2, "decide": 1}
ROWS = 50  # of a file that somebody imports


@dataclass
class Day:
    """What everybody did, and how long each deed took in milliseconds."""

    took: dict[str, list[float]] = field(default_factory=lambda: {deed: [] for deed in DEEDS})
    pages: dict[str, list[float]] = field(default_factory=lambda: {page: [] for page in READ})
    failed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, deed: str, milliseconds: float) -> None:
        with self.lock:
            self.took[deed].append(milliseconds)

    def note_page(self, page: str, milliseconds: float) -> None:
        with self.lock:
            self.pages[page].append(milliseconds)

    def note_failure(self, deed: str, problem: Exception) -> None:
        with self.lock:
            self.failed[f"{deed}: {str(problem)[:200]}"] += 1


class Worker(threading.Thread):
    """One person: a session to read in, and a token to write with."""

    def __init__(self, number: int, store: Store, port: int, email: str, token: str, day: Day) -> None:
        super().__init__(name=f"person-{number}")
        self.chance = random.Random(number)
        self.store, self.day, self.until, self.number = store, day, 0.0, number
        self.reader, self.writer = Browser(port), Browser(port, token=token)
        self.reader.sign_in(email, store.password)
        self.counted = itertools.count()
        self.statements = [
            item["statement"] for item in json.loads(self.writer.get(f"{store.api}gaps/ratings?limit=100"))["items"]
        ]

    def run(self) -> None:
        while time.monotonic() < self.until:
            time.sleep(self.chance.expovariate(1 / THINKING))
            [deed] = self.chance.choices(list(DEEDS), weights=list(DEEDS.values()))
            start = time.perf_counter()
            try:
                getattr(self, deed)()
            except (OSError, RuntimeError) as problem:
                self.day.note_failure(deed, problem)
                self.reader.connection.close()
                self.writer.connection.close()
            else:
                self.day.note(deed, (time.perf_counter() - start) * 1000)

    def read(self) -> None:
        page, start = self.chance.choice(READ), time.perf_counter()
        self.reader.get(self.store.pages + page)
        self.day.note_page(page, (time.perf_counter() - start) * 1000)

    def rate(self) -> None:
        body = {"note": f"Person {self.number} heard it in interview {next(self.counted)}."}
        self._send("PUT", f"gaps/ratings/{self.chance.choice(self.statements)}", body)

    def act(self) -> None:
        self._send("POST", "actions", {"title": f"Person {self.number} follows up {next(self.counted)}"})

    def decide(self) -> None:
        self._send("POST", "gates/certification/decisions", {"outcome": "no-go", "note": "Not everything holds."})

    def bring(self) -> None:
        """A file of the help desk, in the neutral form; a worker takes it in."""
        opened = datetime.now(UTC) - timedelta(days=1)
        lines = ["source_id,ref,state,opened_at"]
        for row in range(ROWS):
            key = f"P{self.number}-{next(self.counted)}-{row}"
            lines.append(f"{key},{key},closed,{(opened + timedelta(minutes=row)).isoformat()}")
        mark = uuid.uuid4().hex
        parts = {"practice": "incident", "mapping": "neutral", "timezone": "UTC"}
        head = f"--{mark}\r\nContent-Disposition: form-data; name="
        body = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
        body += f'{head}"file"; filename="desk.csv"\r\nContent-Type: text/csv\r\n\r\n'
        body += "\n".join(lines) + f"\r\n--{mark}--\r\n"
        self.writer.ask("POST", f"{self.store.api}imports", body.encode(), f"multipart/form-data; boundary={mark}")

    def _send(self, method: str, path: str, body: dict[str, Any]) -> None:
        self.writer.ask(method, self.store.api + path, json.dumps(body).encode(), "application/json")


def measure(store: Store, *, people: int, minutes: float, processes: int, by: Calibration) -> None:
    """Figures: p95 of pages and of each kind of deed, errors, and whether the ledger verifies."""
    emails = [
        person["email"]
        for person in store.run("member", "list", store.org, "--as", store.people["administrator"])["members"]
    ]
    token = _token(store, store.people["coordinator"])
    day = Day()
    facts: dict[str, Any] = {
        "database": store.database, "people": people, "minutes": minutes, "processes": processes
    }  # fmt: skip
    with serving(store, processes) as server:
        crowd = [Worker(n, store, server.port, emails[n % len(emails)], token, day) for n in range(people)]
        before, own, start = _spent(server.process.pid), time.process_time(), time.monotonic()
        for worker in crowd:
            worker.until = start + minutes * 60
            worker.start()
        for worker in crowd:
            worker.join()
        deeds, seconds = sum(map(len, day.took.values())) or 1, time.monotonic() - start
        facts["load_average"] = os.getloadavg()[0]
        show("load: deeds a second", deeds / seconds, "a second", budget=None, deeds=deeds, **facts)
        for who, spent in {
            "web processes": _spent(server.process.pid) - before,
            "people": time.process_time() - own,
        }.items():
            show(f"load: processor time of the {who}, a deed", spent / deeds * 1000, "ms", budget=None, by=by, **facts)
        _wait_for_jobs(store)
    for deed, took in day.took.items():
        _show_p95(deed, took, 250 if deed == "read" else None, by, facts)
    for page, took in sorted(day.pages.items()):
        _show_p95(f"page {page or 'programme'}", took, None, by, facts)
    log = (store.home / "serve.log").read_text(encoding="utf-8", errors="replace")
    locked = log.count("database is locked")
    show("load: errors", sum(day.failed.values()) + log.count("Traceback"), "errors", budget=0,
         failed=dict(day.failed), **facts)  # fmt: skip
    show("load: database is locked", locked, "times", budget=0, **facts)
    breaches = store.run("ledger", "verify")["breaches"]
    show("load: breaches of the ledger", len(breaches), "breaches", budget=0, **facts)


def _spent(server: int) -> float:
    """Seconds of processor time of the server's web processes; its worker is the child that is no gunicorn."""
    web = [child for child in psutil.Process(server).children() if "gunicorn" in child.cmdline()]
    return sum(sum(child.cpu_times()[:2]) for child in web)


def _token(store: Store, email: str) -> str:
    expires = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011 - any day ahead will do
    who = store.people["administrator"]
    return str(store.run("token", "create", email, "--scope", "write", "--expires", expires, "--as", who)["token"])


def _show_p95(name: str, took: list[float], budget: float | None, by: Calibration, facts: dict[str, Any]) -> None:
    """How long something took most of the times; nothing where it never happened."""
    if took:
        told = {"times": len(took), "median": round(statistics.median(took), 1), "slowest": round(max(took), 1)}
        show(f"load: {name}, p95", p95(sorted(took)), "ms", budget=budget, by=by, **told, **facts)


def _wait_for_jobs(store: Store) -> None:
    """Until every import is taken in, two minutes at most."""
    for _ in range(60):
        jobs = store.run("job", "list", "--as", store.people["administrator"])["jobs"]
        if not {job["state"] for job in jobs} & {"queued", "running"}:
            break
        time.sleep(2)
    failed = sum(job["state"] == "failed" for job in jobs)
    show("load: jobs that failed", failed, "jobs", budget=0, jobs=len(jobs), database=store.database)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="web processes; one a core unless given"
    )
    given = parser.parse_args()
    with open_store(given.database) as store:
        measure(store, people=given.people, minutes=given.minutes, processes=given.processes, by=calibrate())


if __name__ == "__main__":
    main()
