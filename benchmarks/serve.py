"""`milepost serve` and a cold command: memory of all its processes, its first answer, `status` from nothing.

The budget of memory is held to the proportional size, which counts what processes share once, as the machine has it.
"""

import statistics
import time
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks.calibration import Calibration
from benchmarks.figures import show
from benchmarks.pages import PAGES, Browser
from benchmarks.store import PROGRAMME, Options, Store, run, serving
from benchmarks.timing import times

MB = 1_000_000
MEMORY = 300  # MB
SETTLED = 3.0  # seconds for the worker beside to come up


def measure(store: Store, options: Options, by: Calibration) -> None:
    """First answer, memory after each page was read three times, and a cold `status`."""
    with serving(store) as server:
        show("serve: first answer", server.seconds, "s", budget=3, by=by, database=store.database)
        reader = Browser(server.port)
        reader.sign_in(store.people["coordinator"], store.password)
        for path in [*PAGES.values()] * 3:
            reader.get(store.pages + path)
        time.sleep(SETTLED)
        here = psutil.Process(server.process.pid)
        memory = {process.pid: process.memory_full_info() for process in (here, *here.children(recursive=True))}
        facts: dict[str, Any] = {"processes": len(memory), "database": store.database}
        show("serve: resident memory", sum(one.rss for one in memory.values()) / MB, "MB", budget=None, **facts)
        show("serve: proportional memory", sum(one.pss for one in memory.values()) / MB, "MB", budget=MEMORY, **facts)
    cold = times(lambda: store.run("status", PROGRAMME), max(3, options.rounds // 10))
    show("status --json, cold", statistics.median(cold) / 1000, "s", budget=1.2, by=by, database=store.database)


if __name__ == "__main__":
    run(measure, __doc__)
