"""What is new: the records held against the current ones by key and fingerprint.

`matched` has a row per record that is known already, `gone` the current rows that a complete import says are deleted.
"""

from milepost.engines.bulk.connection import Connection, instant, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.importing.fingerprints import fingerprint_sql
from milepost.engines.bulk.importing.parsing import Parser
from milepost.engines.bulk.importing.plan import Cover, ImportPlan
from milepost.engines.bulk.store.parts import relation

CREATED, UPDATED, UNCHANGED, DELETED = "created", "updated", "unchanged", "deleted"


def compare(connection: Connection, parser: Parser, plan: ImportPlan) -> bool:
    """Make `news` (row_number, action, version, …) and `gone`; false: nothing of the source is known yet."""
    if not plan.current:
        return False
    mine = f"(SELECT * FROM {relation(plan.current, FACTS)} WHERE source = {quote(plan.source)})"
    if connection.execute(f"SELECT 1 FROM {mine} AS of_source LIMIT 1").fetchone() is None:
        return False
    columns = "source_id, version, fingerprint, change, opened_at, closed_at, first_received_at"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE matched AS SELECT r.row_number, c.version, c.first_received_at,"
        " c.fingerprint IS DISTINCT FROM r.fingerprint OR c.change = 'deleted' AS differs,"
        " c.opened_at AS was_opened_at, c.closed_at AS was_closed_at"
        f" FROM (SELECT {columns} FROM {mine} AS of_source) AS c"
        f" JOIN (SELECT row_number, source_id, {fingerprint_sql(parser)} AS fingerprint FROM records) AS r"
        " ON r.source_id = c.source_id"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW news AS SELECT r.row_number,"
        " CASE WHEN m.row_number IS NULL THEN 'created' WHEN m.differs THEN 'updated' ELSE 'unchanged' END AS action,"
        " coalesce(m.version, 0) + 1 AS version, m.first_received_at, m.was_opened_at, m.was_closed_at"
        " FROM records AS r LEFT JOIN matched AS m ON m.row_number = r.row_number"
    )
    gone = _gone_where(plan.cover) if plan.cover and plan.cover.deletes else "false"
    practices = ", ".join(quote(code) for code in sorted(plan.practices or {plan.practice}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone AS SELECT * FROM {mine} AS c WHERE change <> 'deleted' AND ({gone})"
        f" AND practice IN ({practices}) AND source_id NOT IN (SELECT source_id FROM records)"
        " AND source_id NOT IN (SELECT source_id FROM refused WHERE source_id IS NOT NULL)"
    )
    return True


def _gone_where(cover: Cover) -> str:
    entered = "coalesce(entered_at, opened_at)"
    return f"{entered} BETWEEN {instant(cover.period.starts_at)} AND {instant(cover.period.ends_at)}"
