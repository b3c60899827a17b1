"""The ledger: a long stream verified, and many processes appending to one stream at once.

`--rows` entries (at most a million) are put behind those of the demonstration, each with its payload and the state of a
row, as `append` leaves them; then the whole installation is verified. Eight processes then append as services do, and
the stream must come out without a gap.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import django

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.store import Options, Store, run

LONGEST, SECONDS = 1_000_000, 10.0
MEMORY = 48  # MB that verification may add, however long the stream
PROCESSES, EACH = 8, 100
APPENDS = 200  # a second


def measure(store: Store, options: Options, by: Calibration) -> None:
    """Appends a second; seconds of a verification by one process and by one for each core; what memory it took."""
    store.set_up_django()
    inside: Any = import_module("benchmarks.ledger_entries")
    _appends(store, inside, by)
    inside.lengthen(min(options.rows, LONGEST))
    for processes in sorted({1, os.cpu_count() or 1}):  # by one for the memory; by all, as the command does it
        found = inside.verify(processes)
        facts = {**found["facts"], "database": store.database}
        budget = SECONDS * facts["entries"] / LONGEST
        show("ledger: verify", found["seconds"], "s", budget=budget, by=by, **facts)
        if processes == 1:
            show("ledger: memory that verifying added", found["memory"], "MB", budget=MEMORY, **facts)


def _appends(store: Store, inside: Any, by: Calibration) -> None:
    """Processes that wait for one another, then append as fast as they can."""
    command = [sys.executable, "-m", "benchmarks.ledger", "--append", str(EACH)]
    environment = store.environment | {"DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings"}
    workers = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    spans = [json.loads(worker.communicate(timeout=600)[0]) for worker in workers]
    seconds = max(end for _, end in spans) - min(start for start, _ in spans)
    found = inside.verify()  # it fails on a gap
    facts = {"appending": PROCESSES, "a_second": round(PROCESSES * EACH / seconds, 1), "database": store.database}
    budget = PROCESSES * EACH / APPENDS
    show(
        f"ledger: {PROCESSES * EACH} appends to one stream",
        seconds,
        "s",
        budget=budget,
        by=by,
        **found["facts"],
        **facts,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--append"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
        django.setup()
        import_module("benchmarks.ledger_entries").append(int(sys.argv[2]))
    else:
        run(measure, __doc__)
