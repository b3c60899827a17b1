"""The current records: the newest version of each key, by month of opening, one generation after another.

A seal writes only the months it touches into its own generation's folder; the parts of the other months are taken over
from the generation before, where they lie. The caller keeps the list of parts of each generation in its database.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from milepost.engines.bulk.connection import Connection, one_file, quote
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
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE changed_keys AS"
            f" SELECT source, source_id FROM {relation(facts, FACTS)} AS changed"
        )
        for month in sorted({part.month for part in (*before, *mixed)}):
            merged = _merged_sql(_of_month(before, month), _of_month(mixed, month))
            written += _write_month(connection, merged, month, folder, scratch)
    return sorted(kept + written, key=lambda part: part.month)


def _is_alone(part: Part, facts: Sequence[Part], before: Sequence[Part], touched: set[str]) -> bool:
    """Whether the bytes of a facts part are its month's current part: nothing else is there of that month."""
    others = [other for other in (*facts, *before) if other.month == part.month and other is not part]
    return part.month in touched and not others


def _shared(part: Part, folder: Path) -> Part:
    target = month_path(folder, part.month, part.sha256)
    return replace(part, path=share(part.path, target), content=Content.CURRENT)


def _of_month(parts: Sequence[Part], month: str) -> list[Part]:
    return [part for part in parts if part.month == month]


def _merged_sql(before: Sequence[Part], facts: Sequence[Part]) -> str:
    """The rows of a month that stay as they were, and those that are new in it."""
    return (
        f"SELECT * FROM {relation(before, FACTS)} AS o WHERE NOT EXISTS"
        " (SELECT 1 FROM changed_keys AS k WHERE k.source = o.source AND k.source_id = o.source_id)"
        f" UNION ALL BY NAME SELECT * FROM {relation(facts, FACTS)} AS n"
    )


def rebuild(connection: Connection, *, facts: Sequence[Part], folder: Path, scratch: Path) -> list[Part]:
    """A generation from the facts of all batches alone: must give current row for row."""
    facts = [part for part in facts if part.content is Content.FACTS]
    if not facts:
        return []
    connection.execute(f"CREATE OR REPLACE TEMP TABLE later AS {_later_sql(facts)}")
    made: list[Part] = []
    for month in sorted({part.month for part in facts}):
        of_month = _of_month(facts, month)
        if len(of_month) == 1 and not _superseded(connection, of_month[0]):
            made.append(_shared(of_month[0], folder))
        else:
            made += _write_month(connection, _newest_sql(of_month, "later"), month, folder, scratch)
    return made


def _superseded(connection: Connection, part: Part) -> bool:
    """Whether a part holds a row that has a later version."""
    found = connection.execute(
        f"SELECT 1 FROM {relation([part], FACTS)} AS f JOIN later AS l ON l.source = f.source"
        " AND l.source_id = f.source_id WHERE l.newest <> f.version LIMIT 1"
    ).fetchone()
    return found is not None


def newest_sql(facts: Sequence[Part]) -> str:
    """The newest version of each key among the facts of several batches."""
    return _newest_sql(facts, f"({_later_sql(facts)})")


def _newest_sql(facts: Sequence[Part], later: str) -> str:
    return (
        f"SELECT f.* FROM {relation(facts, FACTS)} AS f LEFT JOIN {later} AS l"
        " ON l.source = f.source AND l.source_id = f.source_id WHERE l.newest IS NULL OR l.newest = f.version"
    )


def _later_sql(facts: Sequence[Part]) -> str:
    """The keys that have more than one version, with the newest."""
    read = relation(facts, FACTS)
    return f"SELECT source, source_id, max(version) AS newest FROM {read} AS v WHERE version > 1 GROUP BY 1, 2"


def _write_month(connection: Connection, select: str, month: str, folder: Path, scratch: Path) -> list[Part]:
    """The part of one month, none where no row is left; `scratch` is gone afterwards."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    draft = scratch / "month.parquet"
    connection.execute(f"COPY ({select}) TO {quote(str(draft))} ({PARQUET})")
    parts, rows = [], row_counts(connection, [draft])[draft]
    if rows:
        flush(draft)
        sha256 = hash_file(draft)
        target = place(draft, month_path(folder, month, sha256), sha256)
        parts.append(Part(target, sha256, rows, Content.CURRENT, month))
    shutil.rmtree(scratch, ignore_errors=True)
    return parts


def row_counts(connection: Connection, files: Sequence[Path]) -> dict[Path, int]:
    """How many rows each Parquet file says it has."""
    if not files:
        return {}
    paths = ", ".join(one_file(file) for file in files)
    found = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata([{paths}])").fetchall()
    return {Path(str(path)): int(rows) for path, rows in found}
