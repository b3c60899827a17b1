"""Single records with their verdict: what a clock's drill-down shows, by the judgement of `rollup.judge`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from milepost.engines.bulk.connection import Connection, quote
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.rollup import RollupTerms, judge
from milepost.engines.bulk.store.parts import Part, relation

SHOWN = (
    "source", "source_id", "ref", "service", "service_code", "state", "opened_at", "entered_at", "closed_at",
    "first_received_at", "day", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """Records as dicts of SHOWN, times in UTC without a zone; `total` of all that were asked for."""

    rows: tuple[dict[str, object], ...]
    total: int


def read_judged(
    connection: Connection,
    parts: Sequence[Part],
    terms: RollupTerms,
    *,
    practice: str,
    first: date | None,
    last: date | None,
    reason: str,
    limit: int,
    offset: int,
) -> JudgedPage:
    """Records of one practice by their day, oldest first; `reason` is `counted`, a ground, or empty for all.

    Groups are judged over all records of the practice, whatever days are shown.
    """
    if not parts:
        return JudgedPage((), 0)
    records = f"(SELECT * FROM {relation(parts, FACTS)} AS f WHERE f.practice = {quote(practice)})"
    judge(connection, records, terms)
    conditions = ["true"]
    if first is not None:
        conditions.append(f"v.day >= DATE '{first.isoformat()}'")
    if last is not None:
        conditions.append(f"v.day <= DATE '{last.isoformat()}'")
    if reason:
        conditions.append(f"v.reason = {quote(reason)}")
    shown = ", ".join(f"v.{c}" if c in {"service_code", "day", "reason"} else f"r.{c}" for c in SHOWN)
    found = connection.execute(
        f"SELECT {shown}, count(*) OVER () FROM verdicts AS v JOIN {records} AS r"
        f" ON r.source = v.source AND r.source_id = v.source_id WHERE {' AND '.join(conditions)}"
        f" ORDER BY v.day, r.opened_at, r.source, r.source_id LIMIT {int(limit)} OFFSET {int(offset)}"
    ).fetchall()
    rows = tuple(dict(zip(SHOWN, row[:-1], strict=True)) for row in found)
    return JudgedPage(rows, int(found[0][-1]) if found else 0)
