"""How long imports take, as multiples of the time DuckDB needs to copy the same CSV to Parquet on two threads.

Run `python benchmarks/import_records.py [--rows 1000000] [--current 5000000] [--folder build/benchmark]`. Steps:
copy (the measure), engine (read, judge, write parts), seal (blob, places, generation, roll-up), upsert of the same rows
into `--current` records, and the roll-up over these. Peak memory is that of the whole process.

Of each step the processor time (user and system, of all threads) and the time on the clock are printed; the multiple is
of processor time, on both sides, because a busy machine stretches the clock.
"""

import argparse
import hashlib
import hmac
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

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


def hashed(actors: list[str]) -> list[str]:
    return [hmac.digest(b"benchmark", actor.encode(), hashlib.sha256).hex() for actor in actors]


class Bench:
    """One store, filled step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current: list[Part] = []
        self.batches = 0
        self.unit = 1.0

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

    def timed[Answer](self, name: str, step: Callable[[], Answer]) -> Answer:
        start, before = time.perf_counter(), used()
        answer = step()
        taken, spent = time.perf_counter() - start, used() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:32} {spent:7.2f} s  {spent / self.unit:5.2f} ×   clock {taken:7.2f} s   peak {peak:6.0f} MiB",
            flush=True,
        )
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--current", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmark"))
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bench = Bench(folder)
    file = folder / "rows.csv"
    write_csv(file, options.rows)
    times = []
    for _ in range(3):
        before = used()
        copy(file, folder / "copy.parquet")
        times.append(used() - before)
    bench.unit = min(times)
    print(f"copy of {options.rows:,} rows: {bench.unit:.2f} s (of {', '.join(f'{t:.2f}' for t in times)})")
    plan = bench.plan(file)
    outcome = bench.timed("engine: read, judge, write", lambda: bench.engine(plan))
    bench.timed("seal: blob, current, roll-up", lambda: bench.seal(plan, outcome))
    again = replace(bench.plan(file), current=tuple(bench.current))
    bench.timed("the same file again", lambda: bench.engine(again))
    while sum(part.rows for part in bench.current) < options.current:
        more = folder / "more.csv"
        write_csv(more, options.rows, first=sum(part.rows for part in bench.current))
        filling = bench.plan(more)
        bench.seal(filling, bench.engine(filling))
    write_csv(file, options.rows, state="6")
    upsert = bench.plan(file)
    changed = bench.timed(f"upsert into {options.current:,}", lambda: bench.engine(upsert))
    bench.timed("its seal", lambda: bench.seal(upsert, changed))
    print(f"  of them created {changed.created:,}, updated {changed.updated:,}, unchanged {changed.unchanged:,}")
    connection = bench.connection()
    bench.timed("roll-up over all", lambda: bench.roll(connection))
    connection.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
