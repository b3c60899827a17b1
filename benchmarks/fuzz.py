"""Files that nobody would export, sent to every form that reads one: whatever comes, the answer is no server error.

Each file starts from one of the kinds that people bring (exports as CSV, workbook and JSON, tables as TOML, archives)
and is damaged: cut, spliced, recoded, with bytes flipped and awkward pieces put in. Every upload goes through the page
or the operation in this process; what is queued is worked off. At the end the ledger must verify.

    python -m benchmarks.fuzz --uploads 100000
"""

import argparse
import gzip
import io
import itertools
import json
import logging
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.test import Client

from benchmarks.figures import show
from benchmarks.store import Store, open_store

PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b";", b"\t", b"\r", b"\n\n", b"=cmd|' /C calc'!A0", b"@SUM(1)",
    b"9" * 400, b"-0", b"1e999", b"NaN", b"0000-00-00", b"9999-12-31T23:59:60Z", b"01/02/2016", b"\xe2\x80\xae",
    b"<script>alert(1)</script>", b"{{7*7}}", b"../../etc/passwd", b"%00", b"A" * 70_000, b"[" * 3000, b"{" * 3000,
    b"\xed\xa0\x80", "é".encode("cp1252"), "🙂".encode(), b"PK\x03\x04", b"\x1f\x8b\x08", b"sep=;\n", b"null", b"[[a]]",
)  # fmt: skip
NAMES = (
    "a.csv", "a.CSV", "a.xlsx", "a.json", "a.toml", "a.txt", "a.zip", "a.gz", "a", ".csv", "a.csv.exe", "../a.csv",
    "a[1].csv", "a*.csv", "a.csv.zst", "a\u202e.csv", "ä ö.csv", "a" * 180 + ".csv", "<b>.csv", "a;b.csv", "CON.csv",
)  # fmt: skip
TYPES = ("text/csv", "application/json", "application/octet-stream", "text/html", "image/svg+xml", "")


def seeds(statement: str) -> list[bytes]:
    """A good file of each kind that some form reads."""
    incidents = "number,opened_at,closed_at,state,short_description\n" + "".join(
        f"INC{n:04},2026-03-0{n % 9 + 1} 10:00:00,2026-03-1{n % 9} 11:30:00,Closed,Printer {n}\n" for n in range(8)
    )
    ratings = f"statement,current,note\n{statement},2,seen\n"
    rows = [{"source_id": f"A{n}", "opened_at": "2026-03-01T10:00:00Z", "state": "closed"} for n in range(5)]
    workbook = _workbook([["source_id", "opened_at"], ["A1", "2026-03-01 10:00:00"], ["A2", "2026-03-02"]])
    return [
        incidents.encode(), incidents.replace(",", ";").encode("utf-16"), ratings.encode(), json.dumps(rows).encode(),
        json.dumps({"result": rows}).encode(), workbook, _zipped("a.csv", incidents.encode()),
        _zipped("a.xlsx", workbook),
        gzip.compress(incidents.encode()), b'[[actions]]\ntitle = "Sign the charter"\ndue_on = 2026-12-01\n',
        b"title,due_on,note\nSign the charter,2026-12-01,x\n", b'code,name\ndesk,"Service desk"\n',
        b'[[services]]\ncode = "desk"\nname = "Service desk"\n', b"%PDF-1.7\n1 0 obj\n", b"",
    ]  # fmt: skip


def _workbook(rows: list[list[str]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - heavy

    target = io.BytesIO()
    with closing(xlsxwriter.Workbook(target)) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def _zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def damaged(chance: random.Random, good: list[bytes]) -> bytes:
    """One good file after up to five accidents."""
    content = chance.choice(good)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5))):
        content = chance.choice(ACCIDENTS)(chance, content, good)
    return content[: 1 << 20]


def _flip(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.randint(1, 12))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    first, last = sorted((chance.randint(0, len(content)), chance.randint(0, len(content))))
    return content[:first] + content[last:] if chance.random() < 0.5 else content[first:last]


def _put_in(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + chance.choice(PIECES) * chance.choice((1, 1, 1, 3)) + content[place:]


def _splice(chance: random.Random, content: bytes, good: list[bytes]) -> bytes:
    other = chance.choice(good)
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _repeat(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    return content * chance.choice((2, 3, 20))


def _recode(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7")), errors="replace")


def _pack(chance: random.Random, content: bytes, _good: list[bytes]) -> bytes:
    return _zipped(chance.choice(NAMES), content) if chance.random() < 0.5 else gzip.compress(content)


ACCIDENTS: tuple[Callable[[random.Random, bytes, list[bytes]], bytes], ...] = (
    _flip, _cut, _put_in, _put_in, _splice, _repeat, _recode, _pack,
)  # fmt: skip


class Uploads:
    """The forms and operations that take a file, and one after the other a file for each."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.chance = store, random.Random(seed)
        self.page = Client(SERVER_NAME="localhost")
        assert self.page.login(username=store.people["coordinator"], password=store.password, request=_request())
        self.api = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {store.token()}"})
        self.answers: Counter[str] = Counter()
        self.broken: list[str] = []
        listed = self.api.get(f"{store.api}gaps/ratings?limit=1").json()["items"]
        self.good = seeds(listed[0]["statement"])

    def send(self, number: int) -> None:
        """Send one; a draft that comes of it is tried as its page would, or forgotten."""
        content, name = damaged(self.chance, self.good), self.chance.choice(NAMES)
        address, client, fields = self._place()
        file = io.BytesIO(content)
        file.name = name
        file.content_type = self.chance.choice(TYPES)  # type: ignore[attr-defined]
        try:
            answer = client.post(address, {**fields, "file": file})
            self._note(address, answer.status_code, number, content)
            if answer.status_code == 302 and "/imports/" in answer["Location"]:
                self._go_on(answer["Location"], number, content)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            self._note(address, 599, number, content, f"{type(error).__name__}: {error}")

    def _place(self) -> tuple[str, Client, dict[str, Any]]:
        """Where the next one goes; seldom to the operation, whose job costs as much as ten first looks."""
        pages, kinds = self.store.pages, ("services", "customers", "units", "locations", "suppliers")
        mapping = self.chance.choice(("guess", "neutral"))
        queued = {"practice": "incident", "mapping": "neutral", "timezone": "UTC"}
        places: dict[tuple[str, Client], tuple[int, dict[str, Any]]] = {
            (f"{pages}imports", self.page): (6, {"practice": "incident", "mapping": mapping}),
            (f"{pages}gaps/import/", self.page): (4, {}),
            (f"{pages}actions/import/", self.page): (4, {}),
            (f"{pages.partition('p/')[0]}portfolio/{self.chance.choice(kinds)}/import", self.page): (4, {}),
            (f"{pages}plan/exchange/", self.page): (4, {"phase": "design"}),
            (f"{self.store.api}plan/file", self.api): (2, {"phase": "design"}),
            (f"{self.store.api}imports", self.api): (1, queued),
        }
        [(where, fields)] = self.chance.choices(
            [(where, fields) for where, (_, fields) in places.items()], [often for often, _ in places.values()]
        )
        return *where, fields

    def _go_on(self, draft: str, number: int, content: bytes) -> None:
        if number % 3 == 0:
            page = self.page.get(draft)
            self._note(draft, page.status_code, number, content)
        forgotten = self.page.post(draft, {"forget": "1"})
        self._note(draft, forgotten.status_code, number, content)

    def _note(self, address: str, status: int, number: int, content: bytes, said: str = "") -> None:
        place = address.partition("imports/")[0] + ("imports/…" if "imports/" in address else "")
        self.answers[f"{place} {status}"] += 1
        if status >= 500:
            self.broken.append(f"{number} {place} {status} {said} {content[:120]!r}")


def _request() -> Any:
    from django.http import HttpRequest  # noqa: PLC0415 - after the settings are there

    return HttpRequest()


def measure(store: Store, uploads: int, seed: int) -> None:
    """How many uploads and jobs ended in a server error, and whether the ledger verifies."""
    store.set_up_django()
    logging.disable(logging.CRITICAL)
    from milepost.platform.jobs.models import Job, JobState  # noqa: PLC0415 - after the settings are there
    from milepost.platform.jobs.worker import work_off  # noqa: PLC0415
    from milepost.platform.walls.visible import as_installation  # noqa: PLC0415

    sent, start = Uploads(store, seed), time.perf_counter()
    for number in itertools.islice(itertools.count(), uploads):
        sent.send(number)
        if number % 50 == 49:
            work_off()
    work_off()
    with as_installation("every job of the run is looked at"):
        jobs = list(Job.objects.values_list("state", "error"))
    # A job that refuses its file says why to people; of one that broke only the log tells more.
    faults = [
        error for state, error in jobs if state == JobState.FAILED and "log of the worker" in error.get("hint", "")
    ]
    facts: dict[str, Any] = {"uploads": uploads, "seed": seed, "seconds": round(time.perf_counter() - start)}
    show("fuzz: server errors", len(sent.broken), "errors", budget=0, first=sent.broken[:5], **facts)
    show("fuzz: jobs", len(jobs), "jobs", budget=None, answers=dict(sent.answers.most_common()), **facts)
    show("fuzz: jobs that broke", len(faults), "jobs", budget=0, first=faults[:3], **facts)
    breaches = store.run("ledger", "verify")["breaches"]
    show("fuzz: breaches of the ledger", len(breaches), "breaches", budget=0, **facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--uploads", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with open_store(given.database) as store:
        measure(store, given.uploads, given.seed)


if __name__ == "__main__":
    main()
