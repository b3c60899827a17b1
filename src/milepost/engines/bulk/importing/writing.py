"""Write what is new as Parquet into the job's folder: facts by month of opening, the raw rows, the refused ones.

Facts of one month are one part: where nothing of that month was current before, the same bytes serve as its current
part. Raw rows keep the source's own columns as text, without the persons'; they are found again by the source's key.
"""

import hashlib
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from milepost.engines.bulk.connection import Connection, instant, name, one_file, quote
from milepost.engines.bulk.fields import FACTS, KEPT
from milepost.engines.bulk.importing.fingerprints import fingerprint_sql
from milepost.engines.bulk.importing.parsing import Parser
from milepost.engines.bulk.importing.plan import ImportPlan
from milepost.engines.bulk.mapping.model import Treatment
from milepost.engines.bulk.store.parts import PARQUET, Content, Part, flush, hash_file

WIDTH = 256
STRETCH = 2048  # rows that the database looks at together
MONTH = "strftime(opened_at, '%Y-%m')"


def write_parts(
    connection: Connection, parser: Parser, plan: ImportPlan, *, compared: bool, refused: int, unchanged: int
) -> list[Part]:
    """The parts of a batch, in the job's folder under their names in the store.

    `compared`: there is `news`; `refused` and `unchanged` are how many records are left out, 0: every row is kept.
    """
    scratch, folder = plan.folder / "scratch", plan.folder / "parts"
    for place in (scratch, folder):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    _hash_actors(connection, parser, plan)
    _write_facts(connection, parser, plan, scratch, compared=compared)
    if refused or unchanged:
        _keep_ids(connection, compared=compared)
    _write_raw(connection, parser, plan, scratch, filtered=refused > 0 or unchanged > 0)
    files = [*_named(sorted(scratch.glob("facts/**/*.parquet")), "facts"), *_named(_gone(scratch), "facts")]
    files = _numbered(folder, files) + _numbered(folder, _named(sorted(scratch.glob("raw*/**/*.parquet")), "raw"))
    if refused:
        target = folder / "rejects.parquet"
        connection.execute(f"COPY (SELECT * FROM refused ORDER BY row_number) TO {quote(str(target))} ({PARQUET})")
        files.append((target, Content.REJECTS, ""))
    shutil.rmtree(scratch)
    return _parts(connection, files)


def _hash_actors(connection: Connection, parser: Parser, plan: ImportPlan) -> None:
    if not parser.has("actor"):
        return
    found = connection.execute("SELECT DISTINCT actor_text FROM records WHERE actor_text <> '' ORDER BY 1").fetchall()
    actors = [str(row[0]) for row in found]
    hashes = list(plan.hash_actors(actors)) if actors else []
    connection.execute("CREATE OR REPLACE TEMP TABLE actors (actor_text VARCHAR, hash VARCHAR)")
    connection.execute("INSERT INTO actors VALUES ('', '')")
    connection.execute("INSERT INTO actors SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", [actors, hashes])


def _write_facts(connection: Connection, parser: Parser, plan: ImportPlan, scratch: Path, *, compared: bool) -> None:
    joined = " LEFT JOIN actors AS a ON a.actor_text = r.actor_text" if parser.has("actor") else ""
    if compared:
        joined += " JOIN news AS n ON n.row_number = r.row_number"
    values = _fact_values(parser, plan, compared=compared)
    columns = ", ".join(f"{values[column]} AS {name(column)}" for column, _ in FACTS if column in values)
    select = f"SELECT {columns} FROM records AS r{joined}"
    months = [] if compared or parser.mapping.fold else _ordered_months(connection)
    for month in months:
        _one_month(connection, select, month, scratch / "facts")
    if not months:
        _by_month(connection, select, scratch / "facts")
    if compared:
        changed = {
            "version": "version + 1",
            "change": "'deleted'",
            "received_at": instant(plan.received_at),
            "row_number": "CAST(NULL AS BIGINT)",
        }
        shown = ", ".join(f"{changed.get(column, name(column))} AS {name(column)}" for column, _ in FACTS)
        _by_month(connection, f"SELECT {shown} FROM gone", scratch / "gone")


def _fact_values(parser: Parser, plan: ImportPlan, *, compared: bool) -> dict[str, str]:
    """SQL of the columns of facts; one that the source lacks is left out of the file and read as NULL."""
    received = instant(plan.received_at)
    values = {field.name: f"r.{name(field.name)}" for field in KEPT if parser.has(field.name)}
    flags = ("requester_present", "resolution_present", "text_present", "likeness", "practice", "row_number")
    return (
        values
        | {flag: f"r.{flag}" for flag in flags}
        | {
            "fingerprint": fingerprint_sql(parser, "r."),
            "source": quote(plan.source),
            "version": "CAST(n.version AS INTEGER)" if compared else "CAST(1 AS INTEGER)",
            "change": "n.action" if compared else "'created'",
            "received_at": received,
            "first_received_at": f"coalesce(n.first_received_at, {received})" if compared else received,
        }
        | ({"actor": "a.hash"} if parser.has("actor") else {})
    )


def _ordered_months(connection: Connection) -> list[date]:
    """The months of the records, where the file has one after the other, as exports do; else none.

    They are then written one by one, which costs an eighth less than parting all rows first, and less memory.
    """
    found = connection.execute(
        "SELECT month, count(*), (SELECT count(*) FROM parsed) FROM (SELECT DISTINCT"
        f" rowid // {STRETCH} AS stretch, CAST(date_trunc('month', opened_at) AS DATE) AS month"
        " FROM parsed WHERE problem IS NULL) AS met GROUP BY 1 ORDER BY 1"
    ).fetchall()
    met = sum(int(count) for _, count, _ in found)
    return [month for month, _, rows in found if met * STRETCH <= 2 * (rows + STRETCH)]


def _one_month(connection: Connection, select: str, month: date, folder: Path) -> None:
    place = folder / f"month={month:%Y-%m}"
    place.mkdir(parents=True)
    following = (month + timedelta(days=31)).replace(day=1)
    connection.execute(
        f"COPY ({select} WHERE r.opened_at >= DATE '{month}' AND r.opened_at < DATE '{following}')"
        f" TO {quote(str(place / 'facts.parquet'))} ({PARQUET})"
    )


def _by_month(connection: Connection, select: str, folder: Path) -> None:
    connection.execute(
        f"COPY (SELECT *, {MONTH} AS month FROM ({select}) AS facts) TO {quote(str(folder))}"
        f" ({PARQUET}, PARTITION_BY (month), OVERWRITE true)"
    )


def _keep_ids(connection: Connection, *, compared: bool) -> None:
    """The ids of the records that become facts."""
    news = " JOIN news AS n ON n.row_number = r.row_number" if compared else ""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW kept_ids AS SELECT r.source_id FROM records AS r{news}")


def _write_raw(connection: Connection, parser: Parser, plan: ImportPlan, scratch: Path, *, filtered: bool) -> None:
    key = parser.fit.columns["source_id"]
    columns = sealed_columns(parser, plan.secret)
    others = [column for column in columns if column != key]
    where = ""
    if filtered:
        where = f" WHERE {parser.cleaned(key)} IN (SELECT source_id FROM kept_ids)"
    for index, start in enumerate(range(0, max(len(others), 1), WIDTH)):
        shown = ", ".join(f"{columns[column]} AS {name(column)}" for column in [key, *others[start : start + WIDTH]])
        connection.execute(
            f"COPY (SELECT {shown} FROM {parser.rows.sql}{where}) TO {quote(str(scratch / f'raw{index:03}'))}"
            f" ({PARQUET}, PER_THREAD_OUTPUT true, OVERWRITE true)"
        )


def sealed_columns(parser: Parser, secret: bytes) -> dict[str, str]:
    """The source's columns that may be sealed, each with its SQL: persons' columns dropped or pseudonymised."""
    personal = set(parser.fit.personal)
    hidden = parser.mapping.personal.treat is Treatment.PSEUDONYMISE
    return {
        column: keyed_hash_sql(name(column), secret) if column in personal else name(column)
        for column in parser.rows.columns
        if hidden or column not in personal
    }


def keyed_hash_sql(text: str, secret: bytes) -> str:
    """HMAC-SHA256 of a text as 64 hexadecimal digits, NULL for NULL (RFC 2104)."""
    key = (secret if len(secret) <= 64 else hashlib.sha256(secret).digest()).ljust(64, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)
    return f"sha256(unhex('{outer.hex()}') || unhex(sha256(unhex('{inner.hex()}') || encode({text}))))"


def _named(files: Iterable[Path], content: str) -> list[tuple[Path, Content, str]]:
    return [(file, Content(content), _month_of(file)) for file in files]


def _gone(scratch: Path) -> list[Path]:
    return sorted(scratch.glob("gone/**/*.parquet"))


def _month_of(file: Path) -> str:
    return file.parent.name.removeprefix("month=") if file.parent.name.startswith("month=") else ""


def _numbered(folder: Path, files: list[tuple[Path, Content, str]]) -> list[tuple[Path, Content, str]]:
    """Move the files to their names of the batch, `facts-001.parquet` on."""
    moved = []
    for number, (file, content, month) in enumerate(files, start=1):
        target = folder / f"{content}-{number:03}.parquet"
        file.rename(target)
        moved.append((target, content, month))
    return moved


def _parts(connection: Connection, files: list[tuple[Path, Content, str]]) -> list[Part]:
    if not files:
        return []
    paths = ", ".join(one_file(file) for file, _, _ in files)
    found = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata([{paths}])").fetchall()
    counts = {str(path): int(rows) for path, rows in found}
    parts = []
    for file, content, month in files:
        rows = counts[str(file)]
        if rows == 0:  # a thread that found nothing to write leaves an empty file
            file.unlink()
            continue
        flush(file)
        parts.append(Part(file, hash_file(file), rows, content, month))
    return parts
