"""The roll-up: how many records counted, and how many did not and why, per practice, service and day.

The same judgement as `milepost.engines.rules.clock.records`, whose docstring is the definition, set-wise.
Records come from the parts of one generation; what holds for practices, sources and services comes as terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from milepost.engines.bulk.connection import Connection, instant, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.store.parts import Part, relation
from milepost.engines.rules.clock.imports import CompleteImport
from milepost.engines.rules.clock.records import Period, PracticeTerms, Timing

#: What the texts of alike records are compared by besides their likeness: every kept field but id, times and state.
ALIKE_BY = (
    "actor", "impact", "urgency", "priority", "service", "ci", "group", "site", "breached", "pending_seconds", "major",
    "cancelled", "problem_ref", "change_ref", "close_code", "type", "risk", "outcome", "known_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollupTerms:
    """What the records are judged by.

    `services` maps (source, the source's value) to the portfolio's service code; a value without entry is unmapped.
    `imports` are all that stated a complete period, `accepted` the keys (source, id) whose late appearance an internal
    auditor accepted. `zone` is the programme's. Every practice and source of the records is known.
    """

    practices: Mapping[str, PracticeTerms]
    sources: Mapping[str, Timing]
    zone: str
    services: Mapping[tuple[str, str], str] = field(default_factory=dict)
    imports: Sequence[CompleteImport] = ()
    accepted: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class RollupRow:
    """`reason` is `counted` or the ground; `service` the portfolio's code, empty where none that is known is named."""

    practice: str
    service: str
    day: date
    reason: str
    count: int


def roll_up(connection: Connection, parts: Sequence[Part], terms: RollupTerms) -> list[RollupRow]:
    """The roll-up of one generation, in the order practice, day, service, reason."""
    if not parts:
        return []
    judge(connection, relation(parts, FACTS), terms)
    found = connection.execute(
        "SELECT practice, coalesce(service_code, ''), day, reason, count(*) FROM verdicts"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 2, 4"
    ).fetchall()
    return [RollupRow(str(p), str(s), day, str(reason), int(n)) for p, s, day, reason, n in found]


def judge(connection: Connection, records: str, terms: RollupTerms) -> None:
    """Make the table `verdicts` (source, source_id, practice, service_code, day, reason) from a relation of facts."""
    _load_terms(connection, terms)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE seen AS {_seen_sql(records, terms)}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE grounded AS {_grounded_sql()}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE crowded AS {_crowded_sql(terms.zone)}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE verdicts AS SELECT g.source, g.source_id, g.practice, g.service_code,"
        " CASE WHEN c.stands THEN c.day ELSE g.day END AS day,"
        " CASE WHEN g.ground IS NOT NULL THEN g.ground WHEN c.position IS NULL OR c.stands THEN 'counted'"
        " ELSE 'burst' END AS reason"
        " FROM grounded AS g LEFT JOIN crowded AS c ON c.position = g.position"
    )


def _load_terms(connection: Connection, terms: RollupTerms) -> None:
    """The terms as small tables."""
    days = [
        (practice, "", what, period)
        for practice, known in terms.practices.items()
        for what, periods in (("live", known.live), ("procedure", known.procedures))
        for period in periods
    ]
    days += [
        (practice, source, "tool", period)
        for practice, known in terms.practices.items()
        for source, periods in known.tools.items()
        for period in periods
    ]
    in_scope = [(practice, code) for practice, known in terms.practices.items() for code in known.services]
    services = [(source, value, code) for (source, value), code in terms.services.items()]
    tables = {
        "term_days (practice VARCHAR, source VARCHAR, what VARCHAR, first DATE, last DATE)": [
            [quote(practice), quote(source), quote(what), *_bounds(period)] for practice, source, what, period in days
        ],
        "term_scope (practice VARCHAR, code VARCHAR)": [[quote(word) for word in row] for row in in_scope],
        "term_services (source VARCHAR, value VARCHAR, code VARCHAR)": [[quote(w) for w in row] for row in services],
        "term_hand_kept (source VARCHAR)": [
            [quote(source)] for source, timing in terms.sources.items() if timing is Timing.HAND_KEPT
        ],
        "term_accepted (source VARCHAR, source_id VARCHAR)": [[quote(word) for word in row] for row in terms.accepted],
        "term_imports (source VARCHAR, practice VARCHAR, sealed TIMESTAMP, first TIMESTAMP, last TIMESTAMP)": [
            [quote(done.source), quote(practice), *map(instant, (done.sealed_at, done.complete_from, done.complete_to))]
            for done in terms.imports
            for practice in sorted(done.practices)
        ],
    }
    for table, rows in tables.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
        for start in range(0, len(rows), 1000):
            values = ", ".join(f"({', '.join(row)})" for row in rows[start : start + 1000])
            connection.execute(f"INSERT INTO {table.split(' ', 1)[0]} VALUES {values}")


def _bounds(period: Period) -> tuple[str, str]:
    last = period.ends_on or date.max
    return f"DATE '{period.starts_on.isoformat()}'", f"DATE '{last.isoformat()}'"


def _day(moment: str, zone: str) -> str:
    """The day of an instant in the programme's zone."""
    if zone in {"UTC", "Etc/UTC"}:
        return f"CAST({moment} AS DATE)"
    return f"CAST(timezone({quote(zone)}, timezone('UTC', {moment})) AS DATE)"


def _seen_sql(records: str, terms: RollupTerms) -> str:
    """The records that are there, each with a position, its day, its service in the portfolio, and whether alike."""
    by = ", ".join(f'r."{column}"' for column in ALIKE_BY)
    return (
        "WITH present AS (SELECT row_number() OVER () AS position, r.practice, r.source, r.source_id, r.opened_at,"
        " r.entered_at, r.closed_at, r.first_received_at, r.actor, r.service, r.requester_present,"
        " r.resolution_present, r.state, r.cancelled,"
        f" {_day('r.opened_at', terms.zone)} AS day,"
        " CASE WHEN r.likeness IS NOT NULL AND r.requester_present IS NOT NULL AND r.text_present IS NOT NULL"
        f" THEN md5_number_lower(concat_ws(chr(31), r.likeness, r.requester_present, r.text_present, {_coalesced(by)}))"
        f" END AS alike FROM {records} AS r WHERE r.change <> 'deleted')"
        " SELECT p.*, s.code AS service_code, p.service IS NOT NULL AND s.code IS NULL AS unmapped,"
        " s.code IS NOT NULL AND c.code IS NULL AS out_of_scope FROM present AS p"
        " LEFT JOIN term_services AS s ON s.source = p.source AND s.value = p.service"
        " LEFT JOIN term_scope AS c ON c.practice = p.practice AND c.code = s.code"
    )


def _coalesced(columns: str) -> str:
    return ", ".join(f"coalesce(CAST({column} AS VARCHAR), '')" for column in columns.split(", "))


def _grounded_sql() -> str:
    """Grounds 1 to 9, the first that applies."""

    def inside(what: str, source: str) -> str:
        return (
            "EXISTS (SELECT 1 FROM term_days AS t WHERE t.practice = s.practice"
            f" AND t.what = '{what}' AND t.source = {source} AND s.day BETWEEN t.first AND t.last)"
        )

    later = (
        "EXISTS (SELECT 1 FROM term_imports AS i WHERE i.source = s.source AND i.practice = s.practice"
        " AND i.sealed < s.first_received_at AND s.entered_at BETWEEN i.first AND i.last"
        " AND i.sealed - s.entered_at > INTERVAL 24 HOUR)"
    )
    accepted = "EXISTS (SELECT 1 FROM term_accepted AS a WHERE a.source = s.source AND a.source_id = s.source_id)"
    hand_kept = "s.source IN (SELECT source FROM term_hand_kept)"
    late = (
        f"CASE WHEN {hand_kept} THEN s.first_received_at - s.opened_at > INTERVAL 31 DAY"
        " ELSE s.entered_at - s.opened_at > INTERVAL 7 DAY END"
    )
    empty = (
        "s.closed_at - s.opened_at <= INTERVAL 60 SECOND AND s.requester_present = false"
        " AND s.resolution_present = false"
    )
    alike = "SELECT practice, alike FROM seen WHERE alike IS NOT NULL GROUP BY practice, alike HAVING count(*) >= 5"
    return (
        "SELECT s.position, s.practice, s.source, s.source_id, s.service_code, s.day, s.actor, s.opened_at,"
        " s.entered_at, CASE"
        " WHEN s.state = 'cancelled' OR s.cancelled THEN 'cancelled'"
        f" WHEN NOT {inside('tool', 's.source')} THEN 'other_tool'"
        f" WHEN NOT {inside('live', quote(''))} THEN 'outside_live_dates'"
        f" WHEN NOT {inside('procedure', quote(''))} THEN 'no_approved_procedure'"
        " WHEN s.out_of_scope THEN 'out_of_scope'"
        f" WHEN {late} THEN 'late'"
        f" WHEN {later} AND NOT {accepted} THEN 'appeared_later'"
        " WHEN s.unmapped THEN 'unmapped'"
        f" WHEN a.alike IS NOT NULL OR ({empty}) THEN 'placeholder' END AS ground"
        f" FROM seen AS s LEFT JOIN ({alike}) AS a ON a.practice = s.practice AND a.alike = s.alike"
    )


def _crowded_sql(zone: str) -> str:
    """Ground 10: the members of bursts that have no other ground, with who stands for each burst and on which day."""
    return (
        "WITH placed AS ("
        " SELECT position, practice, source, source_id, ground, 'a' AS kind, actor AS who, DATE '1970-01-01' AS month,"
        " entered_at AS moment FROM grounded WHERE actor IS NOT NULL AND entered_at - opened_at > INTERVAL 24 HOUR"
        " UNION ALL"
        " SELECT position, practice, source, source_id, ground, 'b', coalesce(actor, ''),"
        " CAST(date_trunc('month', day) AS DATE), opened_at FROM grounded WHERE entered_at IS NULL),"
        " months AS (SELECT practice, CAST(date_trunc('month', day) AS DATE) AS month, count(*) AS n FROM grounded"
        " GROUP BY 1, 2),"
        " enough AS (SELECT kind, practice, who, month FROM placed GROUP BY 1, 2, 3, 4 HAVING count(*) >= 10),"
        " crowds AS (SELECT p.* FROM placed AS p JOIN enough AS e ON e.kind = p.kind AND e.practice = p.practice"
        " AND e.who = p.who AND e.month = p.month),"
        " starts AS (SELECT *, count(*) OVER (PARTITION BY kind, practice, who, month ORDER BY moment"
        " RANGE BETWEEN CURRENT ROW AND INTERVAL 60 MINUTE FOLLOWING) >= 10 AS start FROM crowds),"
        " reached AS (SELECT *, max(CASE WHEN start THEN moment END) OVER (PARTITION BY kind, practice, who, month"
        " ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) + INTERVAL 60 MINUTE AS reach"
        " FROM starts),"
        " members AS (SELECT *, CASE WHEN moment <= lag(reach) OVER (PARTITION BY kind, practice, who, month"
        " ORDER BY moment, source, source_id) THEN 0 ELSE 1 END AS begins FROM reached WHERE moment <= reach),"
        " numbered AS (SELECT *, sum(begins) OVER (PARTITION BY kind, practice, who, month"
        " ORDER BY moment, source, source_id ROWS UNBOUNDED PRECEDING) AS burst FROM members),"
        " sized AS (SELECT n.*, count(*) OVER (PARTITION BY n.kind, n.practice, n.who, n.month, n.burst) AS size"
        " FROM numbered AS n),"
        " standing AS (SELECT s.* FROM sized AS s LEFT JOIN months AS m ON m.practice = s.practice"
        " AND m.month = s.month WHERE s.kind = 'a' OR 5 * s.size >= 4 * m.n)"
        " SELECT position, row_number() OVER (PARTITION BY kind, practice, who, month, burst"
        f" ORDER BY moment, source, source_id) = 1 AS stands, {_day('moment', zone)} AS day FROM standing"
        " WHERE ground IS NULL"
    )
