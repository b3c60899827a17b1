"""The roll-up in SQL judges like the row-level reference of the rules, on random and on crowded records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.engines.bulk import RollupTerms
from milepost.engines.bulk.connection import Connection
from milepost.engines.bulk.fields import FACTS
from milepost.engines.bulk.rollup import judge, roll_up_relation
from milepost.engines.rules.clock.days import entered_by_day
from milepost.engines.rules.clock.imports import CompleteImport, appeared_later
from milepost.engines.rules.clock.records import Ground, Judged, Period, PracticeTerms, Record, Timing, judge_records

START = datetime(2026, 1, 30, 12, tzinfo=UTC)
SEALED = datetime(2026, 2, 3, tzinfo=UTC)
ZONE = "Asia/Jakarta"
SERVICES = {("tool", "m"): "MAIL", ("tool", "p"): "PORTAL", ("sheet", "m"): "MAIL"}
PRACTICES = {
    "incident": PracticeTerms(
        live=(Period(date(2026, 1, 30)),),
        procedures=(Period(date(2026, 1, 1), date(2026, 2, 3)), Period(date(2026, 2, 5))),
        services=frozenset({"MAIL"}),
        tools={"tool": (Period(date(2026, 1, 1)),), "sheet": (Period(date(2026, 1, 1)),)},
    ),
    "problem": PracticeTerms(
        live=(Period(date(2026, 1, 1), date(2026, 2, 5)),),
        procedures=(Period(date(2026, 1, 1)),),
        services=frozenset({"MAIL", "PORTAL"}),
        tools={"tool": (Period(date(2026, 1, 1), date(2026, 2, 2)),)},
    ),
}
SOURCES = {"tool": Timing.SYSTEM_TIMED, "sheet": Timing.HAND_KEPT}
IMPORTS = (
    CompleteImport("tool", frozenset({"incident"}), SEALED, START - timedelta(days=3), START + timedelta(days=2)),
)
ACCEPTED = frozenset({"r3", "r7"})
ACCEPTED_IMPORT = ("tool", "incident", SEALED + timedelta(days=33))
TERMS = RollupTerms(
    practices=PRACTICES,
    sources=SOURCES,
    zone=ZONE,
    services=SERVICES,
    imports=IMPORTS,
    accepted=[("tool", key) for key in ACCEPTED],
    accepted_imports=[ACCEPTED_IMPORT],
)

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
minutes = st.integers(-2 * 24 * 60, 9 * 24 * 60)
crowded = st.integers(0, 90)
presence = st.sampled_from([True, True, False, False, None])
ENTERED = (
    timedelta(minutes=5),
    24 * HOUR,
    24 * HOUR + SECOND,
    30 * HOUR,
    timedelta(days=7),
    timedelta(days=7) + SECOND,
)
EDGES = tuple(
    edge + by
    for edge in (SEALED - 24 * HOUR, IMPORTS[0].complete_from, IMPORTS[0].complete_to)
    for by in (-SECOND, timedelta(), SECOND)
)
"""Instants around which an import covers an entry or does not."""


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row of facts without its key; many draws fall into the same hour, actor and likeness, or on an edge."""
    opened = START + timedelta(minutes=draw(st.one_of(crowded, crowded, minutes)))
    after = draw(st.sampled_from([None, *ENTERED]))
    shift = timedelta(minutes=draw(crowded)) if after == 30 * HOUR else timedelta()
    entered = None if after is None else opened + after + shift
    if draw(st.integers(0, 7)) == 7:
        entered = draw(st.sampled_from(EDGES))
    closing = draw(st.sampled_from([None, timedelta(seconds=60), timedelta(seconds=61), timedelta(days=1)]))
    received = (SEALED, SEALED + timedelta(days=20), opened + timedelta(days=31), opened + timedelta(days=31) + SECOND)
    return {
        "practice": draw(st.sampled_from(["incident", "incident", "problem"])),
        "source": draw(st.sampled_from(["tool", "tool", "tool", "sheet"])),
        "opened_at": opened,
        "entered_at": entered,
        "closed_at": None if closing is None else opened + closing,
        "received_at": draw(st.sampled_from(received)),
        "state": draw(st.sampled_from(["closed", "closed", "closed", "closed", "closed", "closed", "cancelled", None])),
        "service": draw(st.sampled_from([None, "m", "m", "m", "m", "p", "x"])),
        "actor": draw(st.sampled_from(["ada", "ada", "ada", "", None])),
        "requester_present": draw(presence),
        "resolution_present": draw(presence),
        "text_present": draw(presence),
        "likeness": draw(st.sampled_from([None, None, 1, 2])),
    }


@st.composite
def batches(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Enough rows for hours, months and likenesses to fill up; half of the batches come from one plain desk."""
    found = [draw(rows()) for _row in range(draw(st.sampled_from([16, 30, 4])))]
    if draw(st.booleans()):
        for fact in found:
            fact |= {"practice": "incident", "service": "m", "requester_present": True, "text_present": True}
    return found


def table(connection: Connection, facts: Sequence[dict[str, Any]]) -> str:
    """The rows as a relation of facts."""
    connection.execute(f"CREATE OR REPLACE TABLE facts ({', '.join(f'"{n}" {kind}' for n, kind in FACTS)})")
    names, given_values = "", []
    for number, fact in enumerate(facts):
        values = fact | {
            "source_id": f"r{number}",
            "version": 1,
            "change": "created",
            "first_received_at": fact["received_at"],
        }
        names = ", ".join(f'"{name}"' for name in values)
        given_values += [
            v.astimezone(UTC).replace(tzinfo=None) if isinstance(v, datetime) else v for v in values.values()
        ]
    if facts:
        row = f"({', '.join('?' * (len(given_values) // len(facts)))})"
        connection.execute(f"INSERT INTO facts ({names}) VALUES {', '.join([row] * len(facts))}", given_values)
    return "facts"


def record(number: int, fact: dict[str, Any]) -> Record:
    """The same row as the reference sees it: alike by likeness and every kept field."""
    service = fact["service"]
    code = SERVICES.get((fact["source"], service)) if service else None
    alike = (fact["likeness"], fact["actor"], service, fact["requester_present"], fact["text_present"])
    made = Record(
        practice=fact["practice"],
        source=fact["source"],
        source_id=f"r{number}",
        opened_at=fact["opened_at"],
        received_at=fact["received_at"],
        entered_at=fact["entered_at"],
        closed_at=fact["closed_at"],
        state=fact["state"] or "",
        service=code or service,
        service_mapped=service is None or code is not None,
        actor=fact["actor"],
        requester_present=fact["requester_present"],
        resolution_present=fact["resolution_present"],
        text_present=fact["text_present"],
        likeness=None if fact["likeness"] is None else repr(alike),
        cancelled=fact["state"] == "cancelled",
        accepted=(fact["source"] == "tool" and f"r{number}" in ACCEPTED)
        or (fact["source"], fact["practice"], fact["received_at"]) == ACCEPTED_IMPORT,
    )
    return replace(made, absent_from_earlier=appeared_later(made, IMPORTS))


def by_sql(facts: Sequence[dict[str, Any]]) -> list[tuple[str, str, date, str]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        judge(connection, table(connection, facts), TERMS)
        up = roll_up_relation(connection, "facts", TERMS)
        rolled = {(r.practice, r.service, r.day, r.reason): r.count for r in up.rows}
        grouped = "SELECT practice, coalesce(service_code, ''), day, reason, count(*) FROM verdicts GROUP BY 1, 2, 3, 4"
        assert rolled == {tuple(row[:4]): row[4] for row in connection.execute(grouped).fetchall()}
        assert {(e.practice, e.day): e.count for e in up.entries} == entries_by_reference(facts)
        return [tuple(r) for r in connection.execute("SELECT source, source_id, day, reason FROM verdicts").fetchall()]  # type: ignore[misc]


def judged_by_reference(facts: Sequence[dict[str, Any]]) -> list[Judged]:
    records = [record(number, fact) for number, fact in enumerate(facts)]
    return judge_records(records, practices=PRACTICES, sources=SOURCES, zone=ZoneInfo(ZONE))


def entries_by_reference(facts: Sequence[dict[str, Any]]) -> dict[tuple[str, date], int]:
    """Practice and day → how many records offered as operation were entered then."""
    judged = judged_by_reference(facts)
    return {
        (practice, day): count
        for practice in PRACTICES
        for day, count in entered_by_day((one for one in judged if one[0].practice == practice), ZoneInfo(ZONE)).items()
    }


def by_reference(facts: Sequence[dict[str, Any]]) -> list[tuple[str, str, date, str]]:
    judged = judged_by_reference(facts)
    return [(r.source, r.source_id, v.day, "counted" if v.counted else str(v.ground)) for r, v in judged]


@given(batches())
def test_the_roll_up_judges_random_records_like_the_reference(facts: list[dict[str, Any]]) -> None:
    assert sorted(by_sql(facts)) == sorted(by_reference(facts))


@given(st.lists(rows(), min_size=12, max_size=45), st.sampled_from(["a", "b"]), st.data())
def test_crowds_are_judged_like_the_reference(facts: list[dict[str, Any]], kind: str, data: st.DataObject) -> None:
    for fact in facts[: data.draw(st.integers(9, len(facts)))]:
        fact |= {"practice": "incident", "source": "tool", "actor": "ada", "state": "closed", "likeness": None}
        fact["opened_at"] = START + timedelta(minutes=data.draw(st.integers(0, 150)))
        late = timedelta(hours=data.draw(st.sampled_from([24, 25, 26])))
        fact["entered_at"] = fact["opened_at"] + late if kind == "a" else None
    assert sorted(by_sql(facts)) == sorted(by_reference(facts))


def test_the_drawn_batches_meet_every_ground() -> None:
    """The two tests above say nothing of a ground that their rows never have."""
    met: set[str] = set()

    @settings(max_examples=60, derandomize=True, database=None)
    @given(batches())
    def look(facts: list[dict[str, Any]]) -> None:
        met.update(reason for *_rest, reason in by_reference(facts))

    look()
    assert met == {"counted", *Ground}


def test_every_ground_is_met_by_the_examples() -> None:
    plain = {
        "practice": "incident", "source": "tool", "opened_at": START, "entered_at": START, "closed_at": None,
        "received_at": SEALED, "state": "closed", "service": "m", "actor": None, "requester_present": True,
        "resolution_present": True, "text_present": True, "likeness": None,
    }  # fmt: skip
    facts = [
        plain,
        plain | {"state": "cancelled"},
        plain | {"practice": "problem", "source": "sheet"},
        plain | {"opened_at": START - timedelta(days=9), "entered_at": START - timedelta(days=9)},
        plain | {"opened_at": datetime(2026, 2, 4, tzinfo=UTC), "entered_at": datetime(2026, 2, 4, tzinfo=UTC)},
        plain | {"service": "p"},
        plain | {"entered_at": START + timedelta(days=8)},
        plain | {"received_at": SEALED + timedelta(days=1), "source_id": "late"},
        plain | {"received_at": SEALED + HOUR},
        plain | {"service": "x"},
        plain | {"closed_at": START, "requester_present": False, "resolution_present": False},
        *[plain | {"actor": "ada", "entered_at": START + timedelta(hours=30, minutes=n)} for n in range(10)],
    ]
    facts = [{key: value for key, value in fact.items() if key != "source_id"} for fact in facts]
    found = Counter(reason for *_rest, reason in by_sql(facts))
    assert sorted(by_sql(facts)) == sorted(by_reference(facts))
    assert set(found) == {
        "counted", "cancelled", "other_tool", "outside_live_dates", "no_approved_procedure", "out_of_scope", "late",
        "appeared_later", "unmapped", "placeholder", "burst",
    }  # fmt: skip


def test_the_roll_up_of_a_generation_adds_up(desk: Any, csv: Any) -> None:
    from milepost.engines.bulk.rollup import RolledUp, RollupRow, roll_up

    desk.seal(
        csv(
            "A,2026-02-01 20:00:00,2026-02-01 20:00:00,m",
            "B,2026-02-01 21:00:00,2026-02-01 21:00:00,m",
            "C,2026-02-01 01:00:00,2026-02-01 01:00:00,zzz",
            header="source_id,opened_at,entered_at,service",
        ),
        source="tool",
        received_at=datetime(2026, 2, 2, tzinfo=UTC),
    )
    assert list(roll_up(desk.connection, desk.current, TERMS).rows) == [
        RollupRow("incident", "", date(2026, 2, 1), "unmapped", 1),
        RollupRow("incident", "MAIL", date(2026, 2, 2), "counted", 2),
    ]
    assert roll_up(desk.connection, [], TERMS) == RolledUp()


def test_a_deleted_record_is_not_judged(desk: Any, csv: Any) -> None:
    from milepost.engines.bulk import Cover
    from milepost.engines.bulk import Period as Span
    from milepost.engines.bulk.rollup import roll_up

    when = datetime(2026, 2, 2, tzinfo=UTC)
    desk.seal(csv("A,2026-02-01 01:00:00", "B,2026-02-01 02:00:00"), source="tool", received_at=when)
    everything = Cover(Span(datetime(2026, 1, 1, tzinfo=UTC), when), deletes=True)
    desk.seal(csv("A,2026-02-01 01:00:00"), source="tool", received_at=when, cover=everything)
    assert [row.count for row in roll_up(desk.connection, desk.current, TERMS).rows] == [1]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
def test_days_are_those_of_the_programmes_zone(zone: str) -> None:
    fact = {
        "practice": "problem", "source": "tool", "opened_at": datetime(2026, 1, 31, 20, tzinfo=UTC), "entered_at": None,
        "closed_at": None, "received_at": SEALED, "state": None, "service": None, "actor": None,
        "requester_present": None, "resolution_present": None, "text_present": None, "likeness": None,
    }  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        (found,) = roll_up_relation(connection, table(connection, [fact]), replace(TERMS, zone=zone)).rows
    assert found.day == fact["opened_at"].astimezone(ZoneInfo(zone)).date()


def test_entry_days_leave_out_what_is_no_operation_and_keep_what_merely_does_not_count() -> None:
    plain = {
        "practice": "incident", "source": "tool", "opened_at": START, "entered_at": START + timedelta(hours=20),
        "closed_at": None, "received_at": SEALED, "state": "closed", "service": "m", "actor": None,
        "requester_present": True, "resolution_present": True, "text_present": True, "likeness": None,
    }  # fmt: skip
    facts = [
        plain,
        plain | {"entered_at": START + timedelta(days=8)},
        plain | {"service": "x"},
        plain | {"entered_at": None},
        plain | {"state": "cancelled"},
        plain | {"service": "p"},
        plain | {"opened_at": START - timedelta(days=9), "entered_at": START},
    ]
    assert entries_by_reference(facts) == {("incident", date(2026, 1, 31)): 2, ("incident", date(2026, 2, 7)): 1}
    by_sql(facts)
