"""How long `milepost records import` takes over an installation, as multiples of a plain copy of the same CSV.

`python -m benchmarks.import_commands --database sqlite`: 1,000,000 records into nothing, the same file again, more up
to 5,000,000, the first file with the state of one in fifty changed; then clocks, roll-up and current view anew, and the
figures of `benchmarks.pages` and `benchmarks.gates` with all these records present.
"""

import argparse
import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.test import Client

from benchmarks import gates, pages
from benchmarks.calibration import calibrate
from benchmarks.figures import show
from benchmarks.import_records import PEAK, ROUNDS, Copies, spent_on, write_csv
from benchmarks.store import PROGRAMME, PYTHON, Options, Store, open_store

COMMAND, UPSERT = 2.5, 4.0  # times the copy
CLOCK, REBUILD = 0.3, 10.0  # seconds
ACTIONS = 5_000


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took, its children with it."""

    seconds: float  # of processors
    clock: float
    peak: float  # MiB


def measured(store: Store, *args: str) -> Ran:
    """Run a command of the product. Raises where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen([*PYTHON, *args], env=store.environment, stdout=subprocess.DEVNULL)
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it again
    if process.returncode:
        raise RuntimeError(f"milepost {' '.join(args)}: {process.returncode}")
    return Ran(spent.ru_utime + spent.ru_stime, time.perf_counter() - start, spent.ru_maxrss / 1024)


def measure_command(database: str, rows: int, current: int) -> None:
    """`milepost records import` on one database, into nothing and into all there is at the end."""
    with open_store(database) as store:
        folder = store.home.parent
        file = folder / "rows.csv"
        write_csv(file, rows)
        _import(store, file, "import: whole command", COMMAND, records=0)
        _import(store, file, "import: whole command, the same file again", None, records=rows)
        more = folder / "more.csv"
        for first in range(rows, current, rows):
            write_csv(more, min(rows, current - first), first=first)
            _imported(store, more)
        more.unlink(missing_ok=True)
        write_csv(file, rows, state="6")
        _import(store, file, "import: whole command, changed records", UPSERT, records=current)
        store.set_up_django()
        visible = import_module("milepost.platform.walls.visible")
        with visible.as_installation("what is counted anew is counted outside of any request"):
            _measure_anew(store, current)
        options = Options(database, actions=ACTIONS, rows=current, rounds=100)
        pages.measure(store, options, calibrate())
        gates.measure(store, options, calibrate(), filled=True)


def _import(store: Store, file: Path, name: str, budget: float | None, *, records: int) -> None:
    copies = Copies(file)
    ran = copies.around(lambda: _imported(store, file))
    facts = {"database": store.database, "present": records}
    show(name, ran.seconds, "s", budget=budget, by=copies, clock=round(ran.clock, 1), **facts)
    show(f"{name}: peak memory", ran.peak, "MiB", budget=PEAK, **facts)


def _imported(store: Store, file: Path) -> Ran:
    return measured(
        store, "records", "import", PROGRAMME, "incident", str(file), "--mapping", "servicenow", "--timezone", "UTC",
        "--as", store.people["coordinator"],
    )  # fmt: skip


def _measure_anew(store: Store, records: int) -> None:
    """The clocks from the roll-up, and roll-up and current view made anew, on the machine's own pace."""
    token = store.token()
    platform = "milepost.platform"
    batches, counting = (
        import_module(f"{platform}.batches.services"),
        import_module(f"{platform}.batches.services.counting"),
    )
    current, engines = import_module(f"{platform}.batches.current"), import_module(f"{platform}.batches.engines")
    terms_of = import_module("milepost.features.evidence.imports.terms").terms_of
    organisation = import_module(f"{platform}.organisations.models").Organisation.objects.get(code=store.org)
    by, client = calibrate(), Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})
    facts = {"database": store.database, "records": records}

    def read() -> float:
        store.change(client)
        start = time.perf_counter()
        assert client.get(f"{store.api}clocks").status_code == 200
        return time.perf_counter() - start

    read()
    show("clock: all practices, after a change", statistics.median(read() for _ in range(ROUNDS)), "s", budget=CLOCK,
         by=by, **facts)  # fmt: skip
    parts, terms = current.current_generation(organisation.pk).parts, terms_of(organisation)
    engine = engines.engine_for(organisation.pk, store.home / "counting")

    def roll_up() -> object:
        return counting.count_programmes(engine, terms=terms, parts=parts, organisation_id=organisation.pk)

    def rebuild() -> object:
        return batches.rebuild_current(organisation)

    for name, anew in (("roll-up", roll_up), ("current view", rebuild)):
        start = time.perf_counter()
        spent, _ = spent_on(anew)
        show(f"{name} anew", time.perf_counter() - start, "s", budget=REBUILD, by=by, spent=round(spent, 1), **facts)


def main() -> None:
    """All of it on one database: a process knows one installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--current", type=int, default=5_000_000)
    options = parser.parse_args()
    measure_command(options.database, options.rows, options.current)


if __name__ == "__main__":
    main()
