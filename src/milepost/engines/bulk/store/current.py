"""The current records: the newest version of each key, by month of opening, one generation after another.

A seal writes only the months it touches into its own generation's folder; the parts of the other months are taken over
from the generation before, where they lie. The caller keeps the list of parts of each generation in its database.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from milepost.engines.bulk.connection import Connection, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.store.parts import PARQUET, Content, Part, flush, hash_file, relation
from milepost.engines.bulk.store.paths import month_path
from milepost.engines.bulk.store.sealing import place, share


def write_generation(
    connection: Connection,
    *,
    facts: Sequence[Part],
    current: Sequence[Part],
    months: Iterable[str],
    folder: Path,
    scratch: Path,
) -> list[Part]:
    """All parts of the new generation.

    `facts` are the new batch's, `current` those of the generation before, `months` all that the batch touches (a key
    whose month of opening changed touches both), `folder` the generation's, `scratch` an empty place of the job.
    """
    facts = [part for part in facts if part.content is Content.FACTS]
    touched = set(months) | {part.month for part in facts}
    kept = [part for part in current if part.month not in touched]
    before = [part for part in current if part.month in touched]
    alone = [part for part in facts if _is_alone(part, facts, before, touched)]
    written = [_shared(part, folder) for part in alone]
    mixed = [part for part in facts if part not in alone]
    if before or mixed:
        written += _merge(connection, mixed, before, facts, folder, scratch)
    return sorted(kept + written, key=lambda part: part.month)


def _is_alone(part: Part, facts: Sequence[Part], before: Sequence[Part], touched: set[str]) -> bool:
    """Whether the bytes of a facts part are its month's current part: nothing else is there of that month."""
    others = [other for other in (*facts, *before) if other.month == part.month and other is not part]
    return part.month in touched and not others


def _shared(part: Part, folder: Path) -> Part:
    target = month_path(folder, part.month, part.sha256)
    return replace(part, path=share(part.path, target), content=Content.CURRENT)


def _merge(
    connection: Connection,
    mixed: Sequence[Part],
    before: Sequence[Part],
    facts: Sequence[Part],
    folder: Path,
    scratch: Path,
) -> list[Part]:
    keys = f"SELECT source, source_id FROM {relation(facts, FACTS)} AS changed"
    old = (
        f"SELECT * FROM {relation(before, FACTS)} AS o WHERE NOT EXISTS"
        f" (SELECT 1 FROM ({keys}) AS k WHERE k.source = o.source AND k.source_id = o.source_id)"
    )
    union = f"{old} UNION ALL BY NAME SELECT * FROM {relation(mixed, FACTS)} AS n"
    return _by_month(connection, union, folder, scratch)


def rebuild(connection: Connection, *, facts: Sequence[Part], folder: Path, scratch: Path) -> list[Part]:
    """A generation from the facts of all batches alone: must give current row for row."""
    facts = [part for part in facts if part.content is Content.FACTS]
    if not facts:
        return []
    return _by_month(connection, newest_sql(facts), folder, scratch)


def newest_sql(facts: Sequence[Part]) -> str:
    """The newest version of each key among the facts of several batches."""
    read = relation(facts, FACTS)
    later = f"SELECT source, source_id, max(version) AS newest FROM {read} AS v WHERE version > 1 GROUP BY 1, 2"
    return (
        f"SELECT f.* FROM {read} AS f LEFT JOIN ({later}) AS l ON l.source = f.source AND l.source_id = f.source_id"
        " WHERE l.newest IS NULL OR l.newest = f.version"
    )


def _by_month(connection: Connection, select: str, folder: Path, scratch: Path) -> list[Part]:
    shutil.rmtree(scratch, ignore_errors=True)
    month = "strftime(opened_at, '%Y-%m')"
    connection.execute(
        f"COPY (SELECT *, {month} AS month FROM ({select}) AS newest) TO {quote(str(scratch))}"
        f" ({PARQUET}, PARTITION_BY (month), OVERWRITE true)"
    )
    files = sorted(scratch.glob("month=*/*.parquet"))
    counts = row_counts(connection, files)
    parts = []
    for file in files:
        flush(file)
        month, sha256 = file.parent.name.removeprefix("month="), hash_file(file)
        target = place(file, month_path(folder, month, sha256), sha256)
        parts.append(Part(target, sha256, counts[file], Content.CURRENT, month))
    shutil.rmtree(scratch, ignore_errors=True)
    return parts


def row_counts(connection: Connection, files: Sequence[Path]) -> dict[Path, int]:
    """How many rows each Parquet file says it has."""
    if not files:
        return {}
    paths = ", ".join(quote(str(file)) for file in files)
    found = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata([{paths}])").fetchall()
    return {Path(str(path)): int(rows) for path, rows in found}
