"""Which records count as evidence of operation: the row-level reference (`programme-rules.md`, "Operation clock").

Over millions of rows the same judgement is SQL; this module is what that SQL is compared with, so the definition
below is exact, independent of the order of rows, and written for window functions. `judge_records` follows it line
by line, `bursts.py` finds what crowds into an hour, `imports.py` says what an earlier import should have held.

**Input.** One row per record: the newest version of each (source, source_id) of the judged generation. All times are
instants in UTC. A *day* is the date of an instant in the programme's zone, a *month* the calendar month of that day.
`day(r) = day(opened_at)`. Periods are pairs of days, both ends inside, an open end written as None.
`received_at` is the seal that first brought the record, whatever version is now the newest.

**Flags.** `requester_present`, `resolution_present`, `text_present`: true = filled, false = the column is there and
empty, None = the source has no such column. `actor`: None = no such column; "" = the column is there and empty.
`service_mapped` is false only where a service value is there and no value mapping knows it; a source without a service
column gives `service=None, service_mapped=True`. An absent column never counts against a record: each comparison with
an unknown value below is false.

**Grounds of a record alone**, in order of precedence:

1. `cancelled`: `cancelled` is set.
2. `other_tool`: `day(r)` lies in no period in which r.source is a tool of record declared for r.practice.
3. `outside_live_dates`: `day(r)` lies in no live period of the practice.
4. `no_approved_procedure`: `day(r)` lies in no period in which a procedure of the practice was approved.
5. `out_of_scope`: `service` is known, mapped, and not among the services in scope.
6. `late`: source hand-kept: `received_at - opened_at > 31 days`; any other: `entered_at - opened_at > 7 days`.
7. `appeared_later`: `absent_from_earlier and not accepted` (see `imports.py` for the first).
8. `unmapped`: `service_mapped` is false. Stands here so that its number says what mending the mapping would bring.

**Grounds that look at many records.** Membership is decided by times, actors and likeness over *all* records of the
practice, whatever other ground they have: mapping a service or changing the scope never makes or breaks a group.

9. `placeholder`, either of
   a. *alike*: `likeness`, `requester_present` and `text_present` are all known (columns there, filled or not) and at
      least 5 such records of the practice share the likeness:
      `COUNT(*) OVER (PARTITION BY practice, likeness) >= 5` over these records;
   b. *empty*: `closed_at - opened_at <= 60 s` and `requester_present` is false and `resolution_present` is false.

10. `burst`, either of
   a. *entered together*: take the records with `actor` not None and `entered_at - opened_at > 24 hours`; partition
      P = (practice, actor); position p = `entered_at`. (An empty actor is one unknown person per practice.)
   b. *opened together*: take the records without `entered_at`; P = (practice, actor or "", month); p = `opened_at`.

   In both, within a partition P:
   - a record is a *start* if at least 10 records have a position in [p, p + 60 min], both ends inside:
     `COUNT(*) OVER (PARTITION BY P ORDER BY p RANGE BETWEEN CURRENT ROW AND INTERVAL 60 MINUTE FOLLOWING) >= 10`;
   - `reach` of a record = the largest position of a start at or before p, plus 60 min:
     `MAX(CASE WHEN start THEN p END) OVER (PARTITION BY P ORDER BY p RANGE UNBOUNDED PRECEDING) + 60 min`
     (a RANGE frame holds rows of equal position);
   - a record is a *member* if `p <= reach`;
   - members in the order (p, source, source_id) form one burst as long as `p <= reach of the member before`; where
     that fails a new burst begins (`SUM` over the beginnings numbers them).
   - b only: a start needs more: with n = all records of the practice in that month, any actor, with entry time or
     without, its own window holds `5 * held >= 4 * n`. A desk that is busy all month has no such hour.

   Among the members of a burst that have none of the grounds 1 to 9, the first by (p, source, source_id) stands for
   the burst and counts once, on `day(p)` of its own position; the others are discounted. A burst with no such member
   does not count at all. No record is in a burst of both kinds: a needs an entry time, b has none.

**Verdict.** `counted`, `day`, `ground`. Ground None: the record counts itself, on `day(r)`. Discounted: the first
ground that applies, on `day(r)`. The record standing for a burst: counted, ground `burst`, on the burst's day. Hence
received = counted + discounted, and adding a record that counts itself takes nothing from the others: it is in no
window of ten, in no group of five, and can only lower the share of a month.

**Roll-up.** practice, service, day, reason → n, where the reason is `counted` or the ground (`days.py` adds the
services up). Beside it: practice, day(entered_at) → n over the records with an entry time that are offered as evidence
of operation, whether they count or not: all but those with a ground of 1 to 5 (W-07 asks when they were entered).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from milepost.engines.rules.clock.bursts import CROWD, crowds

ENTERED_LATE = timedelta(days=7)
RECEIVED_LATE = timedelta(days=31)
ENTERED_AFTERWARDS = timedelta(hours=24)
CLOSED_AT_ONCE = timedelta(seconds=60)
ALIKE = 5


class Ground(StrEnum):
    """Why a record does not count, in order of precedence: a record has one ground, the first that applies."""

    CANCELLED = "cancelled"
    OTHER_TOOL = "other_tool"
    OUTSIDE_LIVE_DATES = "outside_live_dates"
    NO_APPROVED_PROCEDURE = "no_approved_procedure"
    OUT_OF_SCOPE = "out_of_scope"
    LATE = "late"
    APPEARED_LATER = "appeared_later"
    UNMAPPED = "unmapped"
    PLACEHOLDER = "placeholder"
    BURST = "burst"


NEVER_OFFERED = frozenset(
    {
        Ground.CANCELLED,
        Ground.OTHER_TOOL,
        Ground.OUTSIDE_LIVE_DATES,
        Ground.NO_APPROVED_PROCEDURE,
        Ground.OUT_OF_SCOPE,
    }
)
"""Grounds 1 to 5: the record is no evidence of this operation at all, whoever entered it when."""


class Timing(StrEnum):
    """Who writes the times of a source: a system, our own registers, or people."""

    SYSTEM_TIMED = "system-timed"
    NATIVE = "native"
    HAND_KEPT = "hand-kept"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts_on` to `ends_on`, both inside; None: no end known."""

    starts_on: date
    ends_on: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Record:
    """One record that a practice left; times in UTC, flags as in the module's definition."""

    practice: str
    source: str
    source_id: str
    opened_at: datetime
    received_at: datetime
    entered_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    state: str = ""
    service: str | None = None
    service_mapped: bool = True
    actor: str | None = None
    requester_present: bool | None = None
    resolution_present: bool | None = None
    text_present: bool | None = None
    likeness: str | None = None
    cancelled: bool = False
    absent_from_earlier: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class PracticeTerms:
    """What holds for one practice: when it was live, under which procedures, for which services, in which tools."""

    live: tuple[Period, ...]
    procedures: tuple[Period, ...]
    services: frozenset[str]
    tools: Mapping[str, tuple[Period, ...]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a record counts and on which day; counted with ground `burst`: it stands for a whole burst."""

    counted: bool
    day: date
    ground: Ground | None = None


type Judged = tuple[Record, Verdict]


def judge_records(
    records: Sequence[Record],
    *,
    practices: Mapping[str, PracticeTerms],
    sources: Mapping[str, Timing],
    zone: tzinfo,
) -> list[Judged]:
    """Each record with its verdict, in the order given.

    `practices` and `sources` know every practice and source that the records name; `zone` is the programme's.
    """
    days = [record.opened_at.astimezone(zone).date() for record in records]
    likenesses = Counter((r.practice, r.likeness) for r in records if _may_be_alike(r))
    grounds: list[Ground | None] = []
    for record, day in zip(records, days, strict=True):
        ground = _ground_alone(record, day, practices[record.practice], sources[record.source])
        if ground is None and _is_placeholder(record, likenesses):
            ground = Ground.PLACEHOLDER
        grounds.append(ground)
    verdicts = [Verdict(ground is None, day, ground) for ground, day in zip(grounds, days, strict=True)]
    for burst in _bursts(records, days):
        candidates = [index for index in burst if grounds[index] is None]
        for index in candidates:
            verdicts[index] = Verdict(counted=False, day=days[index], ground=Ground.BURST)
        if candidates:
            stands = candidates[0]
            counts_on = _position(records[stands]).astimezone(zone).date()
            verdicts[stands] = Verdict(counted=True, day=counts_on, ground=Ground.BURST)
    return list(zip(records, verdicts, strict=True))


def _ground_alone(record: Record, day: date, terms: PracticeTerms, timing: Timing) -> Ground | None:
    """The first of the grounds 1 to 8."""
    service = record.service if record.service_mapped else None
    applies = (
        (record.cancelled, Ground.CANCELLED),
        (not _inside(day, terms.tools.get(record.source, ())), Ground.OTHER_TOOL),
        (not _inside(day, terms.live), Ground.OUTSIDE_LIVE_DATES),
        (not _inside(day, terms.procedures), Ground.NO_APPROVED_PROCEDURE),
        (service is not None and service not in terms.services, Ground.OUT_OF_SCOPE),
        (_is_late(record, timing), Ground.LATE),
        (record.absent_from_earlier and not record.accepted, Ground.APPEARED_LATER),
        (not record.service_mapped, Ground.UNMAPPED),
    )
    return next((ground for holds, ground in applies if holds), None)


def _inside(day: date, periods: Iterable[Period]) -> bool:
    return any(day in period for period in periods)


def _is_late(record: Record, timing: Timing) -> bool:
    if timing is Timing.HAND_KEPT:
        return record.received_at - record.opened_at > RECEIVED_LATE
    return record.entered_at is not None and record.entered_at - record.opened_at > ENTERED_LATE


def _may_be_alike(record: Record) -> bool:
    return None not in (record.likeness, record.requester_present, record.text_present)


def _is_placeholder(record: Record, likenesses: Mapping[tuple[str, str | None], int]) -> bool:
    if _may_be_alike(record) and likenesses[record.practice, record.likeness] >= ALIKE:
        return True
    closed_at_once = record.closed_at is not None and record.closed_at - record.opened_at <= CLOSED_AT_ONCE
    return closed_at_once and record.requester_present is False and record.resolution_present is False


def _position(record: Record) -> datetime:
    """Where a record stands in time when bursts are looked for: its entry, else its event."""
    return record.entered_at or record.opened_at


def _bursts(records: Sequence[Record], days: Sequence[date]) -> Iterable[list[int]]:
    """The bursts as lists of indexes into `records`, ordered by position, source and source id."""
    together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    opened: defaultdict[tuple[str, str, int, int], list[int]] = defaultdict(list)
    of_month: Counter[tuple[str, int, int]] = Counter()
    for index, (record, day) in enumerate(zip(records, days, strict=True)):
        of_month[record.practice, day.year, day.month] += 1
        if record.entered_at is None:
            opened[record.practice, record.actor or "", day.year, day.month].append(index)
        elif record.actor is not None and record.entered_at - record.opened_at > ENTERED_AFTERWARDS:
            together[record.practice, record.actor].append(index)
    for partition in together.values():
        yield from _crowds_of(records, partition)
    for (practice, _actor, year, month), partition in opened.items():
        most_of_month = -(-4 * of_month[practice, year, month] // 5)
        yield from _crowds_of(records, partition, max(CROWD, most_of_month))


def _crowds_of(records: Sequence[Record], partition: list[int], least: int = CROWD) -> Iterable[list[int]]:
    partition.sort(key=lambda index: (_position(records[index]), records[index].source, records[index].source_id))
    for first, end in crowds([_position(records[index]) for index in partition], least):
        yield partition[first:end]
