"""The few records that others decide about: alike ones (ground 9a) and members of bursts (ground 10)."""

from milepost.engines.bulk.connection import Connection

#: What the texts of alike records are compared by besides their likeness: every kept field but id, times and state.
ALIKE_BY = (
    "actor", "impact", "urgency", "priority", "service", "ci", "group", "site", "breached", "pending_seconds", "major",
    "cancelled", "problem_ref", "change_ref", "close_code", "type", "risk", "outcome", "known_error",
    "requester_present", "text_present",
)  # fmt: skip

SPECIAL = """
CREATE OR REPLACE TEMP TABLE special (source VARCHAR, source_id VARCHAR, alike BOOLEAN, kind VARCHAR, who VARCHAR,
month DATE, burst BIGINT, moment TIMESTAMP)
"""
PARTITION = "PARTITION BY kind, practice, who, month ORDER BY moment"


def find_special(connection: Connection, records: str, day: str) -> bool:
    """Fill `special` with a row for each such record; false: there is none. `day` is SQL of the day of `r`."""
    connection.execute(SPECIAL)
    _find_alike(connection, records)
    _find_bursts(connection, records, day)
    found = connection.execute(
        "SELECT (SELECT count(*) FROM alike_rows) + (SELECT count(*) FROM burst_members)"
    ).fetchone()
    if not found or not found[0]:
        return False
    connection.execute(
        "INSERT INTO special SELECT coalesce(a.source, b.source), coalesce(a.source_id, b.source_id),"
        " a.source IS NOT NULL, b.kind, b.who, b.month, b.burst, b.moment FROM alike_rows AS a"
        " FULL JOIN burst_members AS b ON b.source = a.source AND b.source_id = a.source_id"
    )
    return True


def _find_alike(connection: Connection, records: str) -> None:
    known = "r.likeness IS NOT NULL AND r.requester_present IS NOT NULL AND r.text_present IS NOT NULL"
    connection.execute(
        # without the practice, which would be hashed with each of them: what is found is counted anew below
        f"CREATE OR REPLACE TEMP TABLE frequent AS SELECT r.likeness FROM {records} AS r"
        f" WHERE {known} AND r.change <> 'deleted' GROUP BY 1 HAVING count(*) >= 5"
    )
    columns = ", ".join(f'r."{column}"' for column in ALIKE_BY)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE alike_rows AS SELECT source, source_id FROM (SELECT r.source, r.source_id,"
        f" count(*) OVER (PARTITION BY r.practice, r.likeness, {columns}) AS n FROM {records} AS r"
        " JOIN frequent AS f ON f.likeness = r.likeness"
        f" WHERE {known} AND r.change <> 'deleted') AS counted WHERE n >= 5"
    )


def _find_bursts(connection: Connection, records: str, day: str) -> None:
    """`burst_members`: those entered together (kind a), and those opened together without entry time (kind b)."""
    _find_busy_months(connection, records, day)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE placed AS"
        " SELECT r.source, r.source_id, 'a' AS kind, r.practice, r.actor AS who, DATE '1970-01-01' AS month,"
        f" r.entered_at AS moment FROM {records} AS r WHERE r.change <> 'deleted' AND r.actor IS NOT NULL"
        " AND r.entered_at - r.opened_at > INTERVAL 24 HOUR UNION ALL"
        " SELECT o.source, o.source_id, 'b', o.practice, o.who, o.month, o.moment FROM"
        f" ({_opened(records, day)}) AS o JOIN busy_months AS m"
        " ON m.practice = o.practice AND m.who = o.who AND m.month = o.month"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE burst_members AS WITH"
        " enough AS (SELECT kind, practice, who, month FROM placed GROUP BY 1, 2, 3, 4 HAVING count(*) >= 10),"
        " crowds AS (SELECT p.*, m.n FROM placed AS p JOIN enough AS e ON e.kind = p.kind AND e.practice = p.practice"
        " AND e.who = p.who AND e.month = p.month"
        " LEFT JOIN busy_months AS m ON m.practice = p.practice AND m.who = p.who AND m.month = p.month),"
        f" windows AS (SELECT *, count(*) OVER ({PARTITION}"
        " RANGE BETWEEN CURRENT ROW AND INTERVAL 60 MINUTE FOLLOWING) AS held FROM crowds),"
        " starts AS (SELECT *, held >= 10 AND (kind = 'a' OR 5 * held >= 4 * n) AS start FROM windows),"
        f" reached AS (SELECT *, max(CASE WHEN start THEN moment END) OVER ({PARTITION}"
        " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) + INTERVAL 60 MINUTE AS reach FROM starts),"
        f" members AS (SELECT *, CASE WHEN moment <= lag(reach) OVER ({PARTITION}, source, source_id) THEN 0 ELSE 1 END"
        " AS begins FROM reached WHERE moment <= reach),"
        f" numbered AS (SELECT *, CAST(sum(begins) OVER ({PARTITION}, source, source_id ROWS UNBOUNDED PRECEDING)"
        " AS BIGINT) AS burst FROM members)"
        " SELECT source, source_id, kind, who, month, burst, moment FROM numbered"
    )


def _opened(records: str, day: str) -> str:
    return (
        "SELECT r.source, r.source_id, r.practice, coalesce(r.actor, '') AS who,"
        f" CAST(date_trunc('month', {day}) AS DATE) AS month, r.opened_at AS moment FROM {records} AS r"
        " WHERE r.change <> 'deleted' AND r.entered_at IS NULL"
    )


def _find_busy_months(connection: Connection, records: str, day: str) -> None:
    """Months (and actors) in which four fifths of the records might be one burst, so that few rows need be sorted.

    A start has ten records within its clock hour and the next, and its burst reaches no farther than that next hour:
    only hours that are such a pair can hold members.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE busy_hours AS SELECT practice, who, month, date_trunc('hour', moment) AS hour,"
        f" count(*) AS n FROM ({_opened(records, day)}) AS o GROUP BY 1, 2, 3, 4"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE busy_months AS WITH"
        f" months AS (SELECT r.practice, CAST(date_trunc('month', {day}) AS DATE) AS month, count(*) AS n"
        f" FROM {records} AS r WHERE r.change <> 'deleted'"
        " AND EXISTS (SELECT 1 FROM busy_hours) GROUP BY 1, 2),"
        " pairs AS (SELECT h.practice, h.who, h.month, h.hour FROM busy_hours AS h LEFT JOIN busy_hours AS o"
        " ON o.practice = h.practice AND o.who = h.who AND o.month = h.month AND o.hour = h.hour + INTERVAL 1 HOUR"
        " WHERE h.n + coalesce(o.n, 0) >= 10),"
        " touched AS (SELECT practice, who, month, hour FROM pairs UNION"
        " SELECT practice, who, month, hour + INTERVAL 1 HOUR FROM pairs),"
        " held AS (SELECT h.practice, h.who, h.month, sum(h.n) AS held FROM busy_hours AS h JOIN touched AS t"
        " ON t.practice = h.practice AND t.who = h.who AND t.month = h.month AND t.hour = h.hour GROUP BY 1, 2, 3)"
        " SELECT h.practice, h.who, h.month, m.n FROM held AS h JOIN months AS m"
        " ON m.practice = h.practice AND m.month = h.month WHERE 5 * h.held >= 4 * m.n"
    )
