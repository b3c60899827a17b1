"""Read single records and their raw rows back, for drill-down and export."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from milepost.engines.bulk.connection import Connection, name, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.store.parts import Content, Part, relation

LISTED = 10_000
SHOWN = tuple(column for column, kind in FACTS if kind != "BLOB" and column not in {"likeness", "actor"})


def read_records(
    connection: Connection,
    parts: Sequence[Part],
    *,
    practice: str = "",
    first: str = "",
    last: str = "",
    limit: int,
    offset: int = 0,
) -> list[dict[str, object]]:
    """Records of one generation, newest opening first; times are in UTC without a zone."""
    read = connection.execute(
        f"SELECT {_columns()} FROM {_selected(parts, practice, first, last)}"
        f" ORDER BY opened_at DESC, source, source_id LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return [dict(zip(SHOWN, row, strict=True)) for row in read.fetchall()]


def export_records(
    connection: Connection, parts: Sequence[Part], target: Path, *, practice: str = "", first: str = "", last: str = ""
) -> int:
    """Write them as CSV in the neutral column names; no text can be taken for a formula."""
    texts = {column for column, kind in FACTS if kind == "VARCHAR"}
    columns = ", ".join(f"{harmless(name(c))} AS {name(c)}" if c in texts else name(c) for c in SHOWN)
    written = connection.execute(
        f"COPY (SELECT {columns} FROM {_selected(parts, practice, first, last)} ORDER BY opened_at, source, source_id)"
        f" TO {quote(str(target))} (FORMAT csv, HEADER true)"
    ).fetchone()
    return int(written[0]) if written else 0


def read_raw_rows(
    connection: Connection, parts: Sequence[Part], *, key_column: str, key: str
) -> list[dict[str, object]]:
    """The rows of the source's own columns whose key is that of one record; wide files come back whole."""
    raw = [part for part in parts if part.content is Content.RAW]
    if not raw:
        return []
    read = connection.execute(
        f"SELECT * FROM {relation(raw)} AS raw WHERE trim({name(key_column)}) = {quote(key)} LIMIT 1000"
    )
    names = [str(column[0]) for column in read.description or []]
    return [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in read.fetchall()]


def count_values(connection: Connection, parts: Sequence[Part], column: str) -> list[tuple[str, str, str, int]]:
    """What stands in a column of the live records: source, practice, value, how often; the most frequent first."""
    if not parts:
        return []
    read = connection.execute(
        f"SELECT source, practice, {name(column)}, count(*) FROM {relation(parts, FACTS)} AS r"
        f" WHERE change <> 'deleted' AND {name(column)} IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3"
        f" LIMIT {LISTED}"
    )
    return [(str(source), str(practice), str(value), int(n)) for source, practice, value, n in read.fetchall()]


def harmless(column: str) -> str:
    """SQL of a text that no spreadsheet takes for a formula."""
    return f"CASE WHEN regexp_matches({column}, '^[=+\\-@\\t\\r\\n]') THEN '''' || {column} ELSE {column} END"


def _columns() -> str:
    return ", ".join(name(column) for column in SHOWN)


def _selected(parts: Sequence[Part], practice: str, first: str, last: str) -> str:
    """The live records asked for; months outside the days are not opened."""
    wanted = [p for p in parts if (not first or p.month >= first[:7]) and (not last or p.month <= last[:7])]
    conditions = ["change <> 'deleted'"]
    if practice:
        conditions.append(f"practice = {quote(practice)}")
    if first:
        conditions.append(f"opened_at >= DATE '{date.fromisoformat(first)}'")
    if last:
        conditions.append(f"opened_at < DATE '{date.fromisoformat(last) + timedelta(days=1)}'")
    return f"(SELECT * FROM {relation(wanted, FACTS)} AS r WHERE {' AND '.join(conditions)}) AS selected"
