"""Commands that are killed: imports, decisions, erasures, backups and restores, at named points and at any moment.

After each kill the ledger and the batches must verify and nothing may be half there; run again, the command must leave
exactly what one undisturbed run leaves. A restore brings back what an erasure after its backup took away.

    python -m benchmarks.crash --kills 200 --database postgresql
"""

import argparse
import itertools
import json
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import zstandard

from benchmarks.figures import show
from benchmarks.store import PROGRAMME, PYTHON, Store, open_store

ROWS = 200  # of a file that is imported
POINTS = {
    "import": (
        "platform.batches.services.importing:seal:before",
        "platform.batches.services.sealing:place_files:before",
        "platform.batches.services.sealing:place_files:after",
        "platform.batches.services.sealing:_replace_current:after",
        "platform.ledger.entries:append:before",
        "platform.ledger.entries:append:after",
        "platform.batches.services.importing:_imported:before",
    ),
    "decision": (
        "features.gates.services:note_verdict:before",
        "platform.ledger.entries:append_row:before",
        "platform.ledger.entries:append:after",
    ),
    "erasure": (
        "platform.batches.services.erasing:_rewrite_all:after",
        "platform.batches.services.erasing:write_journal:before",
        "platform.batches.services.erasing:write_journal:after",
        "platform.batches.services.erasing:_commit:after",
        "platform.batches.finishing:_move:after",
        "platform.batches.finishing:_forget:before",
    ),
    "backup": (
        "platform.backups.writing:_fill:after",
        "platform.backups.writing:_hash:before",
    ),
    "restore": (
        "platform.backups.restoring:_move_in:after",
        "platform.backups.restoring:write_journal:after",
        "platform.backups.restoring:swap:after",
        "platform.backups.finishing:_remove_all_but:after",
    ),
}


class Broken(Exception):
    """A kill left something that it must not leave."""


@dataclass
class Trial:
    """The store, and what was found."""

    store: Store
    chance: random.Random
    found: Counter[str] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def asking(self) -> tuple[str, str]:
        return "--as", self.store.people["coordinator"]

    # -- one kill ------------------------------------------------------------------------------------------------------

    def kill(self, kind: str, point: str) -> None:
        """Start a command, kill it, look, run it again, look again. An empty point is any moment of its time."""
        number = next(self.numbers)
        command = self._command(kind, number)
        before = self._state(kind)
        killed = self._start_and_kill(command, point)
        if point and not killed:
            raise Broken(f"{kind} {number}: it never came to {point}")
        self.found[f"{kind}: {'killed' if killed else 'done before the kill'}"] += 1
        self._look(kind, number, before)
        self.store.run(*command)
        after = self._state(kind)
        if after != before + 1:
            raise Broken(f"{kind} {number}: {after - before} of them after it was run again")
        if kind == "erasure":
            self._look_for_a_name(number)
        self._verify(f"{kind} {number}, run again")

    def _start_and_kill(self, command: tuple[str, ...], point: str) -> bool:
        program = (sys.executable, "-m", "benchmarks.faulty", point) if point else PYTHON
        process = subprocess.Popen(
            [*program, *command, "--json"], env=self.store.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        if not point:
            time.sleep(self.chance.uniform(0.3, 3.0))
            process.kill()
        process.communicate(timeout=300)
        return process.returncode == -signal.SIGKILL

    # -- what is done, and how often it was ----------------------------------------------------------------------------

    def _command(self, kind: str, number: int) -> tuple[str, ...]:
        key = ("--idempotency-key", f"crash-{number}")
        if kind == "import":
            file = str(self._file(number))
            mapping = ("--mapping", "neutral", "--timezone", "UTC")
            return ("records", "import", PROGRAMME, "incident", file, *mapping, *self.asking)
        if kind == "decision":
            note = ("--note", f"Crash {number}")
            return ("gate", "decide", PROGRAMME, "certification", "no-go", *note, *self.asking, *key)
        if kind == "erasure":
            self.store.run(*self._command("import", number))
            return self._erasing(number)
        if kind == "restore":
            self.store.run(*self._command("import", number))
            archive = str(self.store.home.parent / f"crash-{number}.zip")
            self.store.run("backup", archive)
            self.store.run(*self._erasing(number))
            return ("restore", archive, "--replace")
        return ("backup", str(self._backup(number)))

    def _erasing(self, number: int) -> tuple[str, ...]:
        administrator = self.store.people["administrator"]
        return ("records", "erase", PROGRAMME, "--person", _person(number), "--reason", "Crash", "--as", administrator)

    def _state(self, kind: str) -> int:
        """How many there are of what the kind makes."""
        if kind in {"import", "erasure", "restore"}:
            batches = self.store.run("batch", "list", "--as", self.store.people["administrator"])["batches"]
            redacted = sum(batch["state"] == "redacted" for batch in batches)
            return {"import": len(batches), "erasure": redacted, "restore": -redacted}[kind]
        if kind == "decision":
            return len(self.store.run("gate", "history", PROGRAMME, "certification", *self.asking)["decisions"])
        return len(list((self.store.home.parent / "backups").glob("*.zip")))

    def _file(self, number: int) -> Path:
        opened = datetime.now(UTC) - timedelta(days=2)
        moments = ((opened + timedelta(minutes=row)).isoformat() for row in range(ROWS))
        rows = (f"C{number}-{row},closed,{moment},{_person(number)}" for row, moment in enumerate(moments))
        file = self.store.home.parent / f"crash-{number}.csv"
        file.write_text("\n".join(["source_id,state,opened_at,actor", *rows]), encoding="utf-8")
        return file

    def _backup(self, number: int) -> Path:
        folder = self.store.home.parent / "backups"
        folder.mkdir(exist_ok=True)
        return folder / f"{number}.zip"

    # -- looking -------------------------------------------------------------------------------------------------------

    def _look(self, kind: str, number: int, before: int) -> None:
        self._verify(f"{kind} {number}, killed")
        done = self._state(kind) - before
        if done not in {0, 1}:
            raise Broken(f"{kind} {number}: {done} of them after a kill")
        if kind == "backup" and done:
            with zipfile.ZipFile(self._backup(number)) as archive:
                if bad := archive.testzip():
                    raise Broken(f"backup {number}: {bad} is damaged")
            self._backup(number).unlink()
        if kind == "import" and done:
            newest = self.store.run("batch", "list", "--as", self.store.people["administrator"])["batches"][0]
            if newest["counts"]["created"] != ROWS:
                raise Broken(f"import {number}: {newest['counts']}")
        if kind == "erasure" and done:
            self._look_for_a_name(number)
        if done and kind != "backup":
            self.found[f"{kind}: whole before it died"] += 1

    def _look_for_a_name(self, number: int) -> None:
        """Nobody who was erased stands in a file, nor in what the erasure wrote on its way."""
        evidence = self.store.home / "evidence"
        for file in (path for path in evidence.rglob("*") if path.is_file()):
            if _person(number) in _told_by(file):
                raise Broken(f"erasure {number}: the name stands in {file.relative_to(evidence)}")
        if left := list(evidence.glob("*/erasing/*")):
            raise Broken(f"erasure {number}: {left[0].relative_to(evidence)} was left")

    def _verify(self, when: str) -> None:
        for command in (("ledger", "verify"), ("batch", "verify", "--as", self.store.people["administrator"])):
            answer: dict[str, Any] = self.store.run(*command)
            if not answer["passed"]:
                raise Broken(f"{when}: {' '.join(command[:2])} says {json.dumps(answer)[:500]}")


def _person(number: int) -> str:
    return f"Crash Person {number:04}"


def _told_by(file: Path) -> str:
    """What stands in a file: Parquet and received files unpacked, all else as it is."""
    data = file.read_bytes()
    if data.startswith(b"PAR1"):
        return str(duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchall())
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data.decode("utf-8", "replace")


def measure(store: Store, *, kills: int, seed: int) -> None:
    """Kills in turn over kinds and points; a figure of what broke."""
    trial, broken = Trial(store, random.Random(seed)), []
    turns = itertools.cycle((kind, point) for kind, points in POINTS.items() for point in (*points, "", ""))
    for kind, point in itertools.islice(turns, kills):
        try:
            trial.kill(kind, point)
        except (Broken, RuntimeError) as problem:
            broken.append(f"{point or 'any moment'}: {problem}")
    show("crash: broken", len(broken), "kills", budget=0, kills=kills, seed=seed, database=store.database,
         found=dict(trial.found), broken=broken)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with open_store(given.database) as store:
        measure(store, kills=given.kills, seed=given.seed)


if __name__ == "__main__":
    main()
