"""How long imports take, as multiples of the time DuckDB needs to copy the same CSV to Parquet on two threads.

`python -m benchmarks.import_records` measures all of it at full size: the engine's steps in this process, then what
`benchmarks.import_commands` does, on SQLite and on PostgreSQL. `--database sqlite` or `postgresql` takes one of them
alone, `--engine` none; `--rows` and `--current` make it smaller.

What is compared is processor time (user and system, of all threads), because a busy machine stretches the clock; copies
are made before and after each thing measured, and their median is what it is divided by. Peak memory is the process's.
"""

import argparse
import hashlib
import hmac
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.figures import show
from milepost.catalogue.mappings import mapping_text
from milepost.engines.bulk import (
    ImportOutcome,
    ImportPlan,
    OnReject,
    Part,
    RollupTerms,
    batch_folder,
    blob_path,
    generation_folder,
    parse_mapping,
    place_batch,
    place_blob,
)
from milepost.engines.bulk.connection import Connection, open_connection
from milepost.engines.bulk.importing import run_import
from milepost.engines.bulk.rollup import roll_up
from milepost.engines.bulk.store.current import write_generation
from milepost.engines.rules.clock.records import Period, PracticeTerms, Timing

ENGINE = 1.5  # times the copy
PEAK = 1536.0  # MiB
ROUNDS = 3
RECEIVED = datetime(2026, 11, 20, tzinfo=UTC)
FIRST = "TIMESTAMP '2025-01-01'"


def write_csv(target: Path, rows: int, *, first: int = 0, state: str = "7") -> None:
    """Incidents as ServiceNow exports them."""
    pick = "(hash(i + {0}) >> 2)::BIGINT"
    moment = f"strftime({FIRST} + to_seconds(i * 10 + {{0}}), '%Y-%m-%d %H:%M:%S')"
    columns = f"""
        md5(i::VARCHAR) AS sys_id, 'INC' || lpad(i::VARCHAR, 7, '0') AS number,
        'Cannot open ' || ['mail', 'portal', 'report', 'printer', 'VPN'][1 + i % 5] || ' from desk '
            || ({pick.format(1)} % 10007) AS short_description,
        CASE WHEN i % 50 = 0 THEN '{state}' ELSE ['2', '3', '6', '7'][1 + {pick.format(2)} % 4] END AS state,
        ['1 - High', '2 - Medium', '3 - Low'][1 + {pick.format(3)} % 3] AS impact,
        1 + {pick.format(4)} % 3 AS urgency, (1 + {pick.format(5)} % 5) || ' - Moderate' AS priority,
        ['hardware', 'software', 'network', 'inquiry'][1 + {pick.format(6)} % 4] AS category,
        'Person ' || ({pick.format(7)} % 5000) AS caller_id, 'Agent ' || ({pick.format(8)} % 300) AS opened_by,
        {moment.format(0)} AS opened_at, 'Agent ' || ({pick.format(9)} % 300) AS assigned_to,
        'Team ' || ({pick.format(10)} % 40) AS assignment_group, 'CI' || ({pick.format(11)} % 3000) AS cmdb_ci,
        'Service ' || ({pick.format(12)} % 30) AS business_service, {moment.format(3600)} AS resolved_at,
        CASE WHEN i % 10 = 0 THEN '' ELSE {moment.format(86400)} END AS closed_at,
        'Solved (Permanently)' AS close_code, {pick.format(13)} % 4 AS reassignment_count,
        i % 3 = 0 AS made_sla, {moment.format(5)} AS sys_created_on, {moment.format(86400)} AS sys_updated_on"""
    duckdb.sql(f"COPY (SELECT {columns} FROM range({first}, {first + rows}) AS t(i)) TO '{target}' (HEADER)")


def copy(source: Path, target: Path) -> None:
    """What everything is measured by."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{target}'"
            " (FORMAT parquet, COMPRESSION zstd)"
        )


def used() -> float:
    """Seconds of processor time that this process has used."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


@dataclass(slots=True)
class Copies:
    """The measure: copies of one file, made now and again beside what is measured (a `figures.Measure`)."""

    source: Path
    name: str = "duckdb-copy"
    seconds: float = 0.0

    def around[Answer](self, step: Callable[[], Answer]) -> Answer:
        """Do the step between two copies."""
        first = self._copy()
        answer = step()
        self.seconds = statistics.median((first, self._copy()))
        return answer

    def _copy(self) -> float:
        target = self.source.with_suffix(".copied")
        before = used()
        copy(self.source, target)
        spent = used() - before
        target.unlink()
        return spent

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000

    @property
    def slower(self) -> float:
        """Seconds a copy takes: budgets are multiples of it."""
        return self.seconds


def hashed(actors: list[str]) -> list[str]:
    return [hmac.digest(b"benchmark", actor.encode(), hashlib.sha256).hex() for actor in actors]


class Bench:
    """One store, filled step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current: list[Part] = []
        self.batches = 0

    def connection(self) -> Connection:
        return open_connection(temp_directory=self.folder / "spill", allowed_directories=[self.folder])

    def plan(self, file: Path) -> ImportPlan:
        job = self.folder / f"job-{self.batches}"
        job.mkdir(exist_ok=True)
        return ImportPlan(
            file=file,
            folder=job,
            mapping=parse_mapping(mapping_text("servicenow")),
            source="servicenow",
            practice="incident",
            received_at=RECEIVED + timedelta(seconds=self.batches),
            secret=b"benchmark",
            hash_actors=hashed,  # type: ignore[arg-type]
            batch=f"{self.batches}",
            on_reject=OnReject.SKIP,
            current=tuple(self.current),
        )

    def engine(self, plan: ImportPlan) -> ImportOutcome:
        connection = self.connection()
        try:
            return run_import(connection, plan)
        finally:
            connection.close()

    def seal(self, plan: ImportPlan, outcome: ImportOutcome) -> None:
        store = self.folder / "store"
        place_blob(plan.file, blob_path(store, "o", outcome.file_sha256), plan.folder)
        parts = place_batch(
            batch_folder(store, "o", "r", plan.batch), outcome.parts, plan.folder / "parts/manifest.json"
        )
        connection = self.connection()
        self.current = write_generation(
            connection,
            facts=parts,
            current=self.current,
            months=outcome.months,
            folder=generation_folder(store, "o", "r", plan.batch),
            scratch=plan.folder / "generation",
        )
        self.roll(connection)
        connection.close()
        self.batches += 1

    def roll(self, connection: Connection) -> int:
        always = (Period(date(2025, 1, 1)),)
        codes = {("servicenow", f"Service {n}"): f"S{n}" for n in range(30)}
        terms = RollupTerms(
            practices={"incident": PracticeTerms(always, always, frozenset(codes.values()), {"servicenow": always})},
            sources={"servicenow": Timing.SYSTEM_TIMED},
            zone="Asia/Jakarta",
            services=codes,
        )
        return len(roll_up(connection, self.current, terms).rows)


def measure_engine(folder: Path, rows: int) -> None:
    """The engine's step of a first import and of the same file again, and the seal; the median of some rounds."""
    bench = Bench(folder)
    file = folder / "rows.csv"
    write_csv(file, rows)
    rounds: list[tuple[float, Copies]] = []
    for _ in range(ROUNDS):
        shutil.rmtree(folder / "job-0", ignore_errors=True)
        plan, copies = bench.plan(file), Copies(file)
        spent, outcome = copies.around(lambda plan=plan: spent_on(lambda: bench.engine(plan)))  # type: ignore[misc]
        rounds.append((spent, copies))
    spent, copies = sorted(rounds, key=lambda each: each[0] / each[1].seconds)[ROUNDS // 2]
    show("import: engine", spent, "s", budget=ENGINE, by=copies, rows=rows)
    spent, _ = copies.around(lambda: spent_on(lambda: bench.seal(plan, outcome)))
    show("import: seal of the engine's parts", spent, "s", budget=None, by=copies, rows=rows)
    again = replace(bench.plan(file), current=tuple(bench.current))
    spent, _ = copies.around(lambda: spent_on(lambda: bench.engine(again)))
    show("import: engine, the same file again", spent, "s", budget=None, by=copies, rows=rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("import: peak memory of engine and copies", peak, "MiB", budget=PEAK, rows=rows)


def spent_on[Answer](step: Callable[[], Answer]) -> tuple[float, Answer]:
    """Seconds of processor time that a step takes, and its answer."""
    before = used()
    answer = step()
    return used() - before, answer


def main() -> None:
    """The engine here, each database in a process of its own: one process knows one installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--current", type=int, default=5_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--engine", action="store_true", help="only the engine's steps, without a database")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="milepost-bench-"))
    try:
        if not options.database:
            measure_engine(folder, options.rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    databases = (options.database,) if options.database else () if options.engine else ("sqlite", "postgresql")
    for database in databases:
        sizes = ("--rows", str(options.rows), "--current", str(options.current))
        subprocess.run([sys.executable, "-m", "benchmarks.import_commands", "--database", database, *sizes], check=True)


if __name__ == "__main__":
    main()
