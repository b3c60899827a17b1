"""What records are judged by, as values and as small tables in the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from milepost.engines.bulk.connection import Connection, instant, quote
from milepost.engines.rules.clock.imports import SETTLED, CompleteImport
from milepost.engines.rules.clock.records import Period, PracticeTerms, Timing

AT_ONCE = 1000
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RollupTerms:
    """What the records are judged by.

    `services` maps (source, the source's value) to the portfolio's service code; a value without entry is unmapped.
    `imports` are all that stated a complete period, `accepted` the keys (source, id) whose late appearance an internal
    auditor accepted, `accepted_imports` (source, practice, moment of the seal) the imports whose first-time records of
    a practice were accepted altogether. `zone` is the programme's. Every practice and source of the records is known.
    """

    practices: Mapping[str, PracticeTerms]
    sources: Mapping[str, Timing]
    zone: str
    services: Mapping[tuple[str, str], str] = field(default_factory=dict)
    imports: Sequence[CompleteImport] = ()
    accepted: Sequence[tuple[str, str]] = ()
    accepted_imports: Sequence[tuple[str, str, datetime]] = ()


def load_terms(connection: Connection, terms: RollupTerms, records: str) -> None:
    """The terms as tables `term_*`; `records` is the relation that will be judged."""
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
    scope = [(practice, code) for practice, known in terms.practices.items() for code in sorted(known.services)]
    services = [(source, value, code) for (source, value), code in terms.services.items()]
    _fill(
        connection,
        "term_days (practice VARCHAR, source VARCHAR, what VARCHAR, first DATE, last DATE)",
        ([quote(practice), quote(source), quote(what), *_days(period)] for practice, source, what, period in days),
    )
    _fill(connection, "term_scope (practice VARCHAR, code VARCHAR)", map(_texts, scope))
    _fill(connection, "term_services (source VARCHAR, value VARCHAR, code VARCHAR)", map(_texts, services))
    _fill(connection, "term_accepted (source VARCHAR, source_id VARCHAR)", map(_texts, terms.accepted))
    _fill(
        connection,
        "term_expected (source VARCHAR, practice VARCHAR, received TIMESTAMP, first TIMESTAMP, last TIMESTAMP)",
        _expected(connection, terms, records),
    )


def _expected(connection: Connection, terms: RollupTerms, records: str) -> Iterable[list[str]]:
    """For each source, practice and moment of first receipt, the entry times that an earlier import should have held.

    The intervals are disjoint, so that a record finds at most one.
    """
    if not terms.imports:
        return
    received = connection.execute(f"SELECT DISTINCT source, practice, first_received_at FROM {records} AS r").fetchall()
    accepted = {(source, practice, moment.astimezone(UTC)) for source, practice, moment in terms.accepted_imports}
    for source, practice, moment in received:
        if (source, practice, moment.replace(tzinfo=UTC)) in accepted:
            continue
        spans = [
            (done.complete_from, min(done.complete_to, done.sealed_at - SETTLED - TICK))
            for done in terms.imports
            if done.source == source
            and practice in done.practices
            and done.sealed_at.astimezone(UTC).replace(tzinfo=None) < moment
        ]
        for first, last in _disjoint(spans):
            yield [quote(source), quote(practice), instant(moment.replace(tzinfo=UTC)), instant(first), instant(last)]


def _disjoint(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def hand_kept(terms: RollupTerms) -> list[str]:
    """The sources whose dates people type."""
    names = defaultdict(list)
    for source, timing in terms.sources.items():
        names[timing].append(source)
    return names[Timing.HAND_KEPT]


def _fill(connection: Connection, table: str, rows: Iterable[Sequence[str]]) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
    listed = [f"({', '.join(row)})" for row in rows]
    for start in range(0, len(listed), AT_ONCE):
        connection.execute(f"INSERT INTO {table.split(' ', 1)[0]} VALUES {', '.join(listed[start : start + AT_ONCE])}")


def _texts(row: Iterable[str]) -> list[str]:
    return [quote(word) for word in row]


def _days(period: Period) -> tuple[str, str]:
    return f"DATE '{period.starts_on.isoformat()}'", f"DATE '{(period.ends_on or date.max).isoformat()}'"
