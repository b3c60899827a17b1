"""The operation clocks from the roll-up, and the roll-up over many records made anew.

The clocks are those of the demonstration, asked for over the API after a change, so that nothing kept answers. The
roll-up is the engine's, over `--rows` incidents in current Parquet parts, as `records import` leaves them.
"""

import statistics
import time
from pathlib import Path

from django.db import connection
from django.test import Client

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.import_records import Bench, write_csv
from benchmarks.store import Options, Store, run

CHANGES = 5
AT_ONCE = 1_000_000  # rows in one import
FULL, SECONDS = 5_000_000, 10.0


def measure(store: Store, options: Options, by: Calibration) -> None:
    """Two figures: the clocks after a change, and the roll-up over all rows."""
    token = store.token()
    store.set_up_django()
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})

    def read() -> float:
        start = time.perf_counter()
        answer = client.get(f"{store.api}clocks")
        assert answer.status_code == 200, answer.content
        return time.perf_counter() - start

    def read_after_a_change() -> float:
        store.change(client)
        return read()

    read()
    first = statistics.median(read_after_a_change() for _ in range(CHANGES))
    kept = statistics.median(read() for _ in range(CHANGES))
    show("clock: all practices, after a change", first, "s", budget=0.3, by=by, kept=round(kept, 3),
         database=store.database)  # fmt: skip
    connection.close()
    _rebuild(store.home / "records", options.rows, by)


def _rebuild(folder: Path, rows: int, by: Calibration) -> None:
    folder.mkdir()
    bench = Bench(folder)
    for first in range(0, rows, AT_ONCE):
        file = folder / "rows.csv"
        write_csv(file, min(AT_ONCE, rows - first), first=first)
        plan = bench.plan(file)
        bench.seal(plan, bench.engine(plan))
    open_connection = bench.connection()
    start = time.perf_counter()
    bench.roll(open_connection)
    seconds = time.perf_counter() - start
    open_connection.close()
    show("clock: roll-up anew", seconds, "s", budget=SECONDS, by=by, rows=rows, budget_is_for=FULL)


if __name__ == "__main__":
    run(measure, __doc__)
