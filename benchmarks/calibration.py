"""The measure of the machine: a fixed loop of Python and SQLite, timed in the same run as what it calibrates."""

import sqlite3
import statistics
import time
from dataclasses import dataclass

from benchmarks.figures import show

NAME = "python-sqlite-1"  # another loop is another name
REFERENCE_MS = 48.0  # the loop on the machine for which the budgets were set, idle
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """How long the loop took here, in milliseconds."""

    name: str
    milliseconds: float

    @property
    def slower(self) -> float:
        """How many times slower than the reference this machine was."""
        return self.milliseconds / REFERENCE_MS


def calibrate() -> Calibration:
    """The median of five rounds."""
    return Calibration(NAME, statistics.median(_round() for _ in range(ROUNDS)))


def _round() -> float:
    start = time.perf_counter()
    counts: dict[str, int] = {}
    for number in range(120_000):
        key = f"k{number % 997}"
        counts[key] = counts.get(key, 0) + number % 7
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, day INTEGER)")
    connection.execute("CREATE INDEX by_day ON t (day)")
    connection.executemany("INSERT INTO t (name, day) VALUES (?, ?)", ((f"n{n}", n % 365) for n in range(10_000)))
    for day in range(200):
        connection.execute("SELECT count(*), max(name) FROM t WHERE day = ?", (day,)).fetchone()
    connection.close()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    found = calibrate()
    show("calibration", found.milliseconds, "ms", budget=REFERENCE_MS)
