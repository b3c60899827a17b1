"""What is new: the records held against the current ones by key, and those that are known already field by field.

`matched` has a row per record that is known already, `news` one per record that is created or updated, `gone` the
current rows that a complete import says are deleted.

Two records are alike where their fingerprints would be: comparing the fields costs a tenth of hashing them. Most are
found in the months they were opened in; of the other months only the keys are read, unless one turns up there.
"""

from collections.abc import Sequence
from pathlib import Path

from milepost.engines.bulk.connection import Connection, instant, name, one_file, quote
from milepost.engines.bulk.fields import FACTS, KEPT, Field, Type
from milepost.engines.bulk.importing.parsing import Parser
from milepost.engines.bulk.importing.plan import Cover, ImportPlan
from milepost.engines.bulk.store.parts import Part, relation

MATCHED = """
CREATE OR REPLACE TEMP TABLE matched (row_number BIGINT, version INTEGER, first_received_at TIMESTAMP, differs BOOLEAN,
was_opened_at TIMESTAMP, was_closed_at TIMESTAMP)
"""
UNMATCHED = "NOT EXISTS (SELECT 1 FROM matched AS m WHERE m.row_number = {0}.row_number)"

CREATED, UPDATED, UNCHANGED, DELETED = "created", "updated", "unchanged", "deleted"


def compare(connection: Connection, parser: Parser, plan: ImportPlan) -> bool:
    """Make `news` (row_number, action, version, …) and `gone`; false: nothing of the source is known yet."""
    if not plan.current:
        return False
    mine = f"(SELECT * FROM {relation(plan.current, FACTS)} WHERE source = {quote(plan.source)})"
    if connection.execute(f"SELECT 1 FROM {mine} AS of_source LIMIT 1").fetchone() is None:
        return False
    _match(connection, parser, plan)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE news AS SELECT row_number, 'updated' AS action, version + 1 AS version,"
        " first_received_at, was_opened_at, was_closed_at FROM matched WHERE differs UNION ALL"
        f" SELECT row_number, 'created', 1, NULL, NULL, NULL FROM unfound AS u WHERE {UNMATCHED.format('u')}"
    )
    gone = _gone_where(plan.cover) if plan.cover and plan.cover.deletes else "false"
    practices = ", ".join(quote(code) for code in sorted(plan.practices or {plan.practice}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone AS SELECT * FROM {mine} AS c WHERE change <> 'deleted' AND ({gone})"
        f" AND practice IN ({practices}) AND source_id NOT IN (SELECT source_id FROM records)"
        " AND source_id NOT IN (SELECT source_id FROM refused WHERE source_id IS NOT NULL)"
    )
    return True


def _match(connection: Connection, parser: Parser, plan: ImportPlan) -> None:
    """Fill `matched`: from the months of the records first, then from the other parts that hold one of the rest."""
    connection.execute(MATCHED)
    found = connection.execute("SELECT DISTINCT strftime(opened_at, '%Y-%m') FROM records").fetchall()
    months = {"", *(str(row[0]) for row in found)}
    near = [part for part in plan.current if part.month in months]
    far = [part for part in plan.current if part.month not in months]
    _take(connection, parser, plan, near)
    missing = "(SELECT count(*) FROM matched) < (SELECT count(*) FROM records)"  # usually not: then nothing is joined
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE unfound AS SELECT row_number, source_id FROM records AS r"
        f" WHERE {missing} AND {UNMATCHED.format('r')}"
    )
    _take(connection, parser, plan, _holding(connection, plan.source, far))


def _holding(connection: Connection, source: str, parts: Sequence[Part]) -> list[Part]:
    """The parts that hold a key of `unfound`."""
    if not parts or connection.execute("SELECT 1 FROM unfound LIMIT 1").fetchone() is None:
        return []
    paths = ", ".join(one_file(part.path) for part in parts)
    found = connection.execute(
        f"SELECT DISTINCT c.filename FROM read_parquet([{paths}], union_by_name = true, hive_partitioning = false,"
        f" filename = true) AS c JOIN unfound AS u ON u.source_id = c.source_id WHERE c.source = {quote(source)}"
    ).fetchall()
    holding = {Path(str(row[0])) for row in found}
    return [part for part in parts if part.path in holding]


def _take(connection: Connection, parser: Parser, plan: ImportPlan, parts: Sequence[Part]) -> None:
    """Add the records that stand in these parts to `matched`."""
    if not parts:
        return
    connection.execute(
        "INSERT INTO matched SELECT r.row_number, c.version, c.first_received_at,"
        f" c.change = 'deleted' OR {differs_sql(parser)}, c.opened_at, c.closed_at"
        f" FROM {relation(parts, FACTS)} AS c JOIN records AS r ON r.source_id = c.source_id"
        f" WHERE c.source = {quote(plan.source)}"
    )


def differs_sql(parser: Parser) -> str:
    """Whether a current record `c` and one of the file, `r`, differ in practice or in a field of the fingerprint."""
    fields = [field for field in KEPT if field.name != "source_id"]
    return " OR ".join(["c.practice IS DISTINCT FROM r.practice", *(_field_differs(parser, field) for field in fields)])


def _field_differs(parser: Parser, field: Field) -> str:
    """As in the fingerprint: an empty text is none, and times count in whole seconds."""
    old, new = f"c.{name(field.name)}", f"r.{name(field.name)}" if parser.has(field.name) else ""
    if field.type is Type.DATETIME:
        old, new = f"date_trunc('second', {old})", f"date_trunc('second', {new})" if new else ""
    elif field.type in {Type.TEXT, Type.STATE}:
        old, new = f"coalesce({old}, '')", f"coalesce({new}, '')" if new else "''"
    return f"{old} IS DISTINCT FROM {new or 'NULL'}"


def _gone_where(cover: Cover) -> str:
    entered = "coalesce(entered_at, opened_at)"
    return f"{entered} BETWEEN {instant(cover.period.starts_at)} AND {instant(cover.period.ends_at)}"
