"""How long a backup takes while people work, and restoring it, over records and documents.

`python -m benchmarks.backup [--full] [--database postgresql]`; the budgets are meant for 1,000,000 records and 10,000
documents (`--full`). Somebody keeps files, one after the other, while the backup is made.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import connection

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.import_records import write_csv
from benchmarks.store import PROGRAMME, Options, Store, run

BACKUP, RESTORE = 60, 120  # seconds
DOCUMENT = 100_000  # bytes


def measure(store: Store, options: Options, by: Calibration) -> None:
    """A figure for the backup and one for the restore."""
    full = options.rows >= 5_000_000
    records, documents = (1_000_000, 10_000) if full else (20_000, 200)
    file = store.home / "records.csv"
    write_csv(file, records)
    store.run(
        "records", "import", PROGRAMME, "incident", str(file), "--mapping", "servicenow", "--timezone", "UTC",
        "--as", store.people["coordinator"],
    )  # fmt: skip
    file.unlink()
    store.set_up_django()
    _keep(store, documents)
    archive = store.home / "backup.zip"
    stopped, kept = threading.Event(), []  # type: tuple[threading.Event, list[Any]]
    writer = threading.Thread(target=_keep_until, args=(store, stopped, kept))
    writer.start()
    start = time.perf_counter()
    made = store.run("backup", str(archive))
    taken = time.perf_counter() - start
    stopped.set()
    writer.join()
    facts = {"database": store.database, "records": records, "documents": documents}
    sizes = {"rows": made["rows"], "files": made["files"], "mib": made["bytes"] // 2**20}
    show("backup: made while people work", taken, "s", budget=BACKUP, by=by, kept_meanwhile=len(kept), **facts, **sizes)
    start = time.perf_counter()
    store.run("restore", str(archive), "--replace")
    show("backup: restored", time.perf_counter() - start, "s", budget=RESTORE, by=by, **facts, **sizes)
    assert store.run("ledger", "verify")["passed"]
    shutil.rmtree(store.home / "restoring", ignore_errors=True)


def _keep(store: Store, count: int) -> None:
    keep = _keeper(store)
    for _ in range(count):
        keep()


def _keep_until(store: Store, stopped: threading.Event, kept: list[Any]) -> None:
    keep = _keeper(store)
    while not stopped.wait(0.05):
        kept.append(keep())
    connection.close()


def _keeper(store: Store) -> Callable[[], object]:
    """Keeps one more document, as the coordinator; the product is loaded once the store is there."""
    platform = "milepost.platform"
    people, actors = (
        import_module(f"{platform}.organisations.models"),
        import_module(f"{platform}.organisations.actors"),
    )
    channel = import_module(f"{platform}.ledger.authors").Channel.WEB
    keep_file = import_module(f"{platform}.files.services").keep_file
    visible = import_module(f"{platform}.walls.visible")
    with visible.as_installation("the benchmark looks up whom it works for"):
        actor = actors.actor_for(people.Person.objects.get(email=store.people["coordinator"]), channel)
        organisation = people.Organisation.objects.get(code=store.org)

    def keep() -> object:
        with visible.seeing([organisation.pk]):
            return keep_file(
                actor=actor, organisation=organisation, name="a.pdf", chunks=[b"%PDF-", os.urandom(DOCUMENT)]
            )

    return keep


if __name__ == "__main__":
    run(measure, __doc__)
