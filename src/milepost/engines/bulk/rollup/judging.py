"""Judge the records of a generation: most in groups of one day, the special ones row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.engines.bulk.connection import Connection, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.rollup.crowds import find_special
from milepost.engines.bulk.rollup.terms import RollupTerms, hand_kept, load_terms
from milepost.engines.bulk.store.parts import Part, relation
from milepost.engines.bulk.zones import day_sql
from milepost.engines.rules.clock.records import NEVER_OFFERED

ORDINARY = "NOT EXISTS (SELECT 1 FROM special AS x WHERE x.source = s.source AND x.source_id = s.source_id)"


@dataclass(frozen=True, slots=True)
class RollupRow:
    """`reason` is `counted` or the ground; `service` the portfolio's code, empty where none that is known is named."""

    practice: str
    service: str
    day: date
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """How many records offered as evidence of operation (grounds 1 to 5 apart) were entered on a day."""

    practice: str
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class RolledUp:
    """`rows` in the order practice, day, service, reason; `entries` in the order practice, day."""

    rows: tuple[RollupRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()


def roll_up(connection: Connection, parts: Sequence[Part], terms: RollupTerms) -> RolledUp:
    """The roll-up of one generation."""
    return roll_up_relation(connection, relation(parts, FACTS), terms) if parts else RolledUp()


def roll_up_relation(connection: Connection, records: str, terms: RollupTerms) -> RolledUp:
    """The roll-up of any relation of facts that holds each key once."""
    special = _prepare(connection, records, terms)
    others = f" WHERE {ORDINARY}" if special else ""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE grouped AS SELECT practice, source, service, day, entered, cancelled, late,"
        f" appeared, empty, count(*) AS n FROM ({_seen(records, terms)}) AS s{others} GROUP BY ALL"
    )
    verdicts = (
        "SELECT practice, service_code, day, entered, coalesce(ground, 'counted') AS reason, n"
        f" FROM ({_grounded('grouped', 'false')}) AS g"
    )
    if special:
        verdicts += (
            f" UNION ALL SELECT practice, service_code, day, entered, reason, 1 FROM ({_special_verdicts(terms)}) AS v"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE rolled AS {verdicts}")
    return RolledUp(tuple(_rows(connection)), tuple(_entries(connection)))


def _rows(connection: Connection) -> Iterator[RollupRow]:
    found = connection.execute(
        "SELECT practice, coalesce(service_code, '') AS service, day, reason, CAST(sum(n) AS BIGINT)"
        " FROM rolled GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 2, 4"
    ).fetchall()
    for practice, service, day, reason, n in found:
        yield RollupRow(str(practice), str(service), day, str(reason), int(n))


def _entries(connection: Connection) -> Iterator[EntryRow]:
    never = ", ".join(quote(ground) for ground in sorted(NEVER_OFFERED))
    found = connection.execute(
        "SELECT practice, entered, CAST(sum(n) AS BIGINT) FROM rolled"
        f" WHERE entered IS NOT NULL AND reason NOT IN ({never}) GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    for practice, day, n in found:
        yield EntryRow(str(practice), day, int(n))


def judge(connection: Connection, records: str, terms: RollupTerms) -> None:
    """Make the table `verdicts` (source, source_id, practice, service_code, day, reason), a row per record."""
    _prepare(connection, records, terms)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE ordinary AS SELECT * FROM ({_seen(records, terms)}) AS s WHERE {ORDINARY}"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE verdicts AS SELECT source, source_id, practice, service_code, day,"
        f" coalesce(ground, 'counted') AS reason FROM ({_grounded('ordinary', 'false')}) AS g"
        " UNION ALL SELECT source, source_id, practice, service_code, day, reason"
        f" FROM ({_special_verdicts(terms)}) AS v"
    )


def _prepare(connection: Connection, records: str, terms: RollupTerms) -> bool:
    """The terms, and the tables `special` and `special_rows`; whether there are any special records."""
    load_terms(connection, terms, records)
    special = find_special(connection, records, day_sql("r.opened_at", terms.zone))
    judged = records if special else f"(SELECT * FROM {records} AS none_of_them LIMIT 0)"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE special_rows AS"
        " SELECT s.*, x.alike, x.kind, x.who, x.month, x.burst, x.moment"
        f" FROM ({_seen(judged, terms)}) AS s JOIN special AS x ON x.source = s.source AND x.source_id = s.source_id"
    )
    return special


def _seen(records: str, terms: RollupTerms) -> str:
    """The records that are there, each with its day and what it can be judged by alone."""
    sources = ", ".join(quote(source) for source in hand_kept(terms))
    late = "r.entered_at - r.opened_at > INTERVAL 7 DAY"
    if sources:
        typed = "r.first_received_at - r.opened_at > INTERVAL 31 DAY"
        late = f"CASE WHEN r.source IN ({sources}) THEN {typed} ELSE {late} END"
    empty = (
        "r.closed_at - r.opened_at <= INTERVAL 60 SECOND AND r.requester_present = false"
        " AND r.resolution_present = false"
    )
    joined, appeared = "", "false"
    if terms.imports:
        appeared = "e.source IS NOT NULL AND a.source IS NULL"
        joined = (
            " LEFT JOIN term_expected AS e ON e.source = r.source AND e.practice = r.practice"
            " AND e.received = r.first_received_at AND r.entered_at BETWEEN e.first AND e.last"
            " LEFT JOIN term_accepted AS a ON a.source = r.source AND a.source_id = r.source_id"
        )
    return (
        "SELECT r.practice, r.source, r.source_id, r.service,"
        f" {day_sql('r.opened_at', terms.zone)} AS day, {day_sql('r.entered_at', terms.zone)} AS entered,"
        " coalesce(r.state = 'cancelled', false) OR coalesce(r.cancelled, false) AS cancelled,"
        f" coalesce({late}, false) AS late, {appeared} AS appeared, coalesce({empty}, false) AS empty"
        f" FROM {records} AS r{joined} WHERE r.change <> 'deleted'"
    )


def _grounded(rows: str, alike: str) -> str:
    """Rows or groups of `_seen` with their service in the portfolio and the first of the grounds 1 to 9."""

    def inside(what: str, source: str) -> str:
        return (
            "EXISTS (SELECT 1 FROM term_days AS t WHERE t.practice = s.practice"
            f" AND t.what = '{what}' AND t.source = {source} AND s.day BETWEEN t.first AND t.last)"
        )

    return (
        "SELECT s.*, m.code AS service_code, CASE WHEN s.cancelled THEN 'cancelled'"
        f" WHEN NOT {inside('tool', 's.source')} THEN 'other_tool'"
        f" WHEN NOT {inside('live', quote(''))} THEN 'outside_live_dates'"
        f" WHEN NOT {inside('procedure', quote(''))} THEN 'no_approved_procedure'"
        " WHEN m.code IS NOT NULL AND c.code IS NULL THEN 'out_of_scope'"
        " WHEN s.late THEN 'late' WHEN s.appeared THEN 'appeared_later'"
        " WHEN s.service IS NOT NULL AND m.code IS NULL THEN 'unmapped'"
        f" WHEN {alike} OR s.empty THEN 'placeholder' END AS ground"
        f" FROM {rows} AS s LEFT JOIN term_services AS m ON m.source = s.source AND m.value = s.service"
        " LEFT JOIN term_scope AS c ON c.practice = s.practice AND c.code = m.code"
    )


def _special_verdicts(terms: RollupTerms) -> str:
    """Special records with their reasons: of a burst's members without other ground, the first stands for it."""
    judged = (
        "SELECT *, ground IS NULL AND kind IS NOT NULL AS in_burst, row_number() OVER (PARTITION BY kind, practice,"
        " who, month, burst, ground IS NULL ORDER BY moment, source, source_id) = 1 AS first"
        f" FROM ({_grounded('special_rows', 's.alike')}) AS g"
    )
    return (
        "SELECT source, source_id, practice, service_code, entered,"
        f" CASE WHEN in_burst AND first THEN {day_sql('moment', terms.zone)} ELSE day END AS day,"
        " CASE WHEN ground IS NOT NULL THEN ground WHEN in_burst AND NOT first THEN 'burst' ELSE 'counted' END"
        " AS reason"
        f" FROM ({judged}) AS j"
    )
