"""Single records with their verdict: what a clock's drill-down shows, by the judgement of `rollup.judge`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from milepost.engines.bulk.connection import Connection, instant, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.rollup import RollupTerms, judge
from milepost.engines.bulk.store.parts import Part, relation
from milepost.engines.rules.clock.records import Ground

SHOWN = (
    "source", "source_id", "ref", "service", "service_code", "state", "opened_at", "entered_at", "closed_at",
    "first_received_at", "day", "reason",
)  # fmt: skip


CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """Records as dicts of SHOWN, times in UTC without a zone; `total` of all that were asked for.

    `offset` is where the page begins: that asked for, or the last page where there are not as many.
    """

    rows: tuple[dict[str, object], ...]
    total: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records of one practice: by their day, both ends inside, their verdict, their first import, their ids.

    `reason` is `counted`, a ground, or empty for all; `received` (source, moment of the seal) names the import that
    brought them first; `keys` are ids of that source, none for all.
    """

    practice: str
    first: date | None = None
    last: date | None = None
    reason: str = ""
    received: tuple[str, datetime] | None = None
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Records of one practice that one import brought first and that appeared later; times in UTC."""

    source: str
    received_at: datetime
    count: int
    first_entered_at: datetime
    last_entered_at: datetime


def read_judged(
    connection: Connection, parts: Sequence[Part], terms: RollupTerms, asked: Asked, *, limit: int, offset: int
) -> JudgedPage:
    """Records by their day, oldest first. Groups are judged over all of the practice, whatever is shown."""
    if not parts:
        return JudgedPage((), 0)
    chosen = _chosen(_judged(connection, parts, terms, asked.practice), asked)
    counted = connection.execute(f"SELECT count(*) {chosen}").fetchone()
    total = int(counted[0]) if counted else 0
    offset = min(offset, max(0, total - 1) // limit * limit)
    found = connection.execute(f"{_ordered(chosen)} LIMIT {int(limit)} OFFSET {int(offset)}").fetchall()
    return JudgedPage(tuple(dict(zip(SHOWN, row, strict=True)) for row in found), total, offset)


def each_judged(
    connection: Connection, parts: Sequence[Part], terms: RollupTerms, asked: Asked
) -> Iterator[dict[str, object]]:
    """All of them in the same order, a chunk in memory at a time."""
    if not parts:
        return
    chosen = _chosen(_judged(connection, parts, terms, asked.practice), asked)
    result = connection.execute(_ordered(chosen))
    while found := result.fetchmany(CHUNK):
        for row in found:
            yield dict(zip(SHOWN, row, strict=True))


def _chosen(records: str, asked: Asked) -> str:
    conditions = " AND ".join(["true", *_conditions(asked)])
    joined = f"verdicts AS v JOIN {records} AS r ON r.source = v.source AND r.source_id = v.source_id"
    return f"FROM {joined} WHERE {conditions}"


def _ordered(chosen: str) -> str:
    shown = ", ".join(f"v.{c}" if c in {"service_code", "day", "reason"} else f"r.{c}" for c in SHOWN)
    return f"SELECT {shown} {chosen} ORDER BY v.day, r.opened_at, r.source, r.source_id"


def read_arrivals(connection: Connection, parts: Sequence[Part], terms: RollupTerms, practice: str) -> list[Arrival]:
    """The records of one practice that appeared later and do not count, by the import that brought them first."""
    if not parts:
        return []
    records = _judged(connection, parts, terms, practice)
    found = connection.execute(
        "SELECT r.source, r.first_received_at, count(*), min(r.entered_at), max(r.entered_at) FROM verdicts AS v"
        f" JOIN {records} AS r ON r.source = v.source AND r.source_id = v.source_id"
        f" WHERE v.reason = {quote(Ground.APPEARED_LATER)} GROUP BY 1, 2 ORDER BY 2, 1"
    ).fetchall()
    return [
        Arrival(source, moment.replace(tzinfo=UTC), int(count), first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))
        for source, moment, count, first, last in found
    ]


def _judged(connection: Connection, parts: Sequence[Part], terms: RollupTerms, practice: str) -> str:
    """Fill `verdicts` for one practice; the relation of its records."""
    records = f"(SELECT * FROM {relation(parts, FACTS)} AS f WHERE f.practice = {quote(practice)})"
    judge(connection, records, terms)
    return records


def _conditions(asked: Asked) -> Iterator[str]:
    if asked.first is not None:
        yield f"v.day >= DATE '{asked.first.isoformat()}'"
    if asked.last is not None:
        yield f"v.day <= DATE '{asked.last.isoformat()}'"
    if asked.reason:
        yield f"v.reason = {quote(asked.reason)}"
    if asked.received is not None:
        source, moment = asked.received
        yield f"r.source = {quote(source)} AND r.first_received_at = {instant(moment)}"
    if asked.keys:
        yield f"r.source_id IN ({', '.join(quote(key) for key in asked.keys)})"
