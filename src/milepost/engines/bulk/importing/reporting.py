"""What an import has to tell: refusals, changed times, values, and the result file with a verdict per row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from milepost.engines.bulk.connection import Connection, name, quote
from milepost.engines.bulk.importing.parsing import Parser
from milepost.engines.bulk.importing.plan import INLINE, LISTED_VALUES, ChangedTime, Rejection
from milepost.engines.bulk.reasons import Reason, explain
from milepost.engines.bulk.records import harmless
from milepost.engines.bulk.store.parts import Part

LISTED = ("service", "group", "site", "ci")


def rejections(connection: Connection) -> tuple[Rejection, ...]:
    """The first thousand refused rows, in the order of the file."""
    found = connection.execute(
        "SELECT row_number, coalesce(source_id, ''), field, reason, coalesce(held, '') FROM refused"
        f" ORDER BY row_number, field LIMIT {INLINE}"
    ).fetchall()
    return tuple(rejection(*row) for row in found)


def rejection(row: int, key: str, field: str, code: str, held: str) -> Rejection:
    """One refused row with its sentences."""
    reason, fix = explain(code, field=field, value=held[:200])
    return Rejection(int(row), key, field, code, reason, fix)


def changed_times(connection: Connection, parser: Parser) -> tuple[tuple[ChangedTime, ...], int]:
    """Records whose opening or closing time changed, with both values; the first thousand, and how many."""
    sides = " UNION ALL ".join(
        f"SELECT r.source_id, '{field}' AS field, n.was_{field} AS before, r.{field} AS after"
        f" FROM records AS r JOIN news AS n ON n.row_number = r.row_number AND n.action = 'updated'"
        f" WHERE n.was_{field} IS DISTINCT FROM r.{field} AND n.was_{field} IS NOT NULL"
        for field in ("opened_at", "closed_at")
        if parser.has(field)
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE moved AS {sides}")
    found = connection.execute(f"SELECT * FROM moved ORDER BY source_id, field LIMIT {INLINE}").fetchall()
    count = connection.execute("SELECT count(*) FROM moved").fetchone()
    changes = tuple(ChangedTime(str(key), str(field), _utc(old), _utc(new)) for key, field, old, new in found)
    return changes, int(count[0]) if count else 0


def values(connection: Connection, parser: Parser) -> dict[str, tuple[tuple[str, int], ...]]:
    """The services, groups, sites and items that the records name, with counts, most frequent first."""
    return {
        field: _counted(connection, f"SELECT {name(field)}, count(*) FROM records WHERE {name(field)} IS NOT NULL")
        for field in LISTED
        if parser.has(field)
    }


def unmapped(connection: Connection, parser: Parser) -> dict[str, tuple[tuple[str, int], ...]]:
    """Values that no list of the mapping names, with counts: kept as they are, or the cause of a refusal."""
    told: dict[str, tuple[tuple[str, int], ...]] = {}
    for field in parser.typed:
        rule = parser.mapping.fields[field.name]
        known = ", ".join(quote(meaning) for meaning in sorted(set(rule.values.values())))
        if known and parser.has(field.name) and field.type.value == "text":
            column = name(field.name)
            where = f"{column} IS NOT NULL AND {column} NOT IN ({known})"
            told[field.name] = _counted(connection, f"SELECT {column}, count(*) FROM records WHERE {where}")
    refused = connection.execute(
        "SELECT field, held, count(*) FROM refused"
        f" WHERE reason = {quote(Reason.UNKNOWN_VALUE)} AND held IS NOT NULL GROUP BY ALL ORDER BY 3 DESC, 2"
    ).fetchmany(LISTED_VALUES)
    for row in refused:
        told[str(row[0])] = (*told.get(str(row[0]), ()), (str(row[1]), int(row[2])))
    return {field: found for field, found in told.items() if found}


def practices(connection: Connection) -> dict[str, int]:
    """Records per practice."""
    return dict(_counted(connection, "SELECT practice, count(*) FROM records WHERE true"))


def months(connection: Connection, parts: Sequence[Part], *, compared: bool) -> tuple[str, ...]:
    """The months whose current records change: those written, and those that a record left by its new opening time."""
    touched = {part.month for part in parts if part.month}
    if parts and compared:
        left = "SELECT DISTINCT strftime(was_opened_at, '%Y-%m') FROM news WHERE action = 'updated'"
        touched |= {str(row[0]) for row in connection.execute(left).fetchall() if row[0]}
    return tuple(sorted(touched))


def write_result_file(connection: Connection, target: Path, scratch: Path, *, compared: bool) -> None:
    """A CSV with a verdict per row: row, key, action, field, reason, fix. No cell can be taken for a formula."""
    sentences = ", ".join(f"({quote(reason)}, {quote(says)}, {quote(fix)})" for reason, says, fix in _templates())
    filled = "replace(replace({0}, '{{field}}', f.field), '{{value}}', coalesce(left(f.held, 200), ''))"
    action = "coalesce(n.action, 'unchanged')" if compared else "'created'"
    joined = " LEFT JOIN news AS n ON n.row_number = r.row_number" if compared else ""
    verdicts = (
        f"SELECT r.row_number, r.source_id AS key, {action} AS action, '' AS field, '' AS reason, '' AS fix"
        f" FROM records AS r{joined}"
        " UNION ALL SELECT f.row_number, coalesce(f.source_id, ''), 'rejected', f.field,"
        f" {filled.format('s.says')}, {filled.format('s.fix')} FROM refused AS f"
        f" JOIN (VALUES {sentences}) AS s(reason, says, fix) ON s.reason = f.reason"
    )
    safe = ", ".join(f"{harmless(column)} AS {column}" for column in ("key", "action", "field", "reason", "fix"))
    draft = scratch / "result.csv"
    connection.execute(
        f"COPY (SELECT row_number AS row, {safe} FROM ({verdicts}) AS verdicts ORDER BY 1) TO {quote(str(draft))}"
        " (FORMAT csv, HEADER true)"
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"")  # refuses a place that cannot be written before the draft is given up
    draft.replace(target) if draft.stat().st_dev == target.parent.stat().st_dev else _carry(draft, target)


def _carry(draft: Path, target: Path) -> None:
    with draft.open("rb") as source, target.open("wb") as out:
        while chunk := source.read(1 << 20):
            out.write(chunk)
    draft.unlink()


def _templates() -> list[tuple[str, str, str]]:
    explained = [(reason, *explain(reason, field="{field}", value="{value}")) for reason in Reason]
    return [(str(reason), says.template, fix.template) for reason, says, fix in explained]


def _counted(connection: Connection, select: str) -> tuple[tuple[str, int], ...]:
    found = connection.execute(f"{select} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {LISTED_VALUES}").fetchall()
    return tuple((str(value), int(count)) for value, count in found)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
