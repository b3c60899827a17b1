"""A date is read as it was written or not at all: 01/02/2016 is never guessed."""

# ruff: noqa: DTZ001 - facts are in UTC and carry no zone

from datetime import datetime
from typing import Any

import pytest

from milepost.engines.bulk import AmbiguousDates, ZoneNeeded
from milepost.engines.bulk.importing.dates import Shape, shapes_sql
from milepost.engines.bulk.mapping.model import DateOrder


def opened(desk: Any, *values: str, **options: Any) -> list[datetime]:
    rows = "".join(f'R{n:03},"{value}"\n' for n, value in enumerate(values))
    outcome = desk.seal(f"source_id,opened_at\n{rows}", **options)
    assert outcome.rejections == ()
    return [row["opened_at"] for row in desk.rows()]


def test_a_date_that_may_be_read_two_ways_is_asked_about_with_examples(desk: Any) -> None:
    with pytest.raises(AmbiguousDates) as asked:
        opened(desk, "01/02/2016 10:00", "03/04/2016 11:00")
    assert "01/02/2016 10:00" in str(asked.value.reason)
    assert "--date-order" in str(asked.value.fix)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(DateOrder.DMY, datetime(2016, 2, 1, 10)), (DateOrder.MDY, datetime(2016, 1, 2, 10))],
)
def test_the_told_order_decides(desk: Any, order: DateOrder, expected: datetime) -> None:
    assert opened(desk, "01/02/2016 10:00", date_order=order) == [expected]


def test_one_day_above_twelve_decides_for_all_even_late_in_the_file(desk: Any) -> None:
    values = ["01/02/2016 10:00"] * 5000 + ["13/02/2016 10:00"]
    assert opened(desk, *values)[0] == datetime(2016, 2, 1, 10)


def test_month_first_is_found_too(desk: Any) -> None:
    assert opened(desk, "01/02/2016 3:04 PM", "01/13/2016 3:04 AM")[0] == datetime(2016, 1, 2, 15, 4)


def test_a_file_that_mixes_both_orders_is_asked_about(desk: Any) -> None:
    with pytest.raises(AmbiguousDates):
        opened(desk, "13/02/2016", "02/13/2016")


def test_another_column_of_the_file_may_decide(desk: Any) -> None:
    desk.seal("source_id,opened_at,closed_at\nA,01/02/2016,25/02/2016\n")
    assert desk.rows()[0]["opened_at"] == datetime(2016, 2, 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-02", datetime(2026, 1, 2)),
        ("2026-01-02 10:30", datetime(2026, 1, 2, 10, 30)),
        ("2026-01-02T10:30:15", datetime(2026, 1, 2, 10, 30, 15)),
        ("2026-01-02T10:30:15Z", datetime(2026, 1, 2, 10, 30, 15)),
        ("2026-01-02T10:30:15.250+07:00", datetime(2026, 1, 2, 3, 30, 15, 250_000)),
        ("2026-01-02T10:30:15.000+0700", datetime(2026, 1, 2, 3, 30, 15)),
        ("2026/01/02 10:30:15", datetime(2026, 1, 2, 10, 30, 15)),
        ("20260102", datetime(2026, 1, 2)),
        ("20260102103015", datetime(2026, 1, 2, 10, 30, 15)),
        ("1767349815", datetime(2026, 1, 2, 10, 30, 15)),
        ("1767349815000", datetime(2026, 1, 2, 10, 30, 15)),
        ("02/Jan/26 3:04 PM", datetime(2026, 1, 2, 15, 4)),
        ("2 January 2026 15:04", datetime(2026, 1, 2, 15, 4)),
        ("2 Januari 2026 15.04", datetime(2026, 1, 2, 15, 4)),
        ("17 Agustus 2026 08:00", datetime(2026, 8, 17, 8)),
        ("5 Mei 2026", datetime(2026, 5, 5)),
        ("12 Okt 2026", datetime(2026, 10, 12)),
        ("January 2, 2026", datetime(2026, 1, 2)),
        ("25.12.2025 10:30", datetime(2025, 12, 25, 10, 30)),
    ],
)
def test_the_usual_spellings_are_read(desk: Any, value: str, expected: datetime) -> None:
    assert opened(desk, value) == [expected]


def test_several_spellings_in_one_column_are_read(desk: Any) -> None:
    values = ["2026-01-02 10:30:15", "2026-01-02T10:30:15+07:00", "02/Jan/26 3:04 PM"]
    assert opened(desk, *values) == [
        datetime(2026, 1, 2, 10, 30, 15), datetime(2026, 1, 2, 3, 30, 15), datetime(2026, 1, 2, 15, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "written", "expected"),
    [
        ("Europe/Amsterdam", "2014-01-02 10:00:00", datetime(2014, 1, 2, 9)),
        ("Europe/Amsterdam", "2014-07-02 10:00:00", datetime(2014, 7, 2, 8)),
        ("Asia/Jakarta", "2026-07-02 10:00:00", datetime(2026, 7, 2, 3)),
        ("UTC", "2026-07-02 10:00:00", datetime(2026, 7, 2, 10)),
    ],
)
def test_local_times_become_utc(desk: Any, zone: str, written: str, expected: datetime) -> None:
    assert opened(desk, written, timezone=zone) == [expected]


def test_times_without_a_zone_ask_for_one(desk: Any) -> None:
    with pytest.raises(ZoneNeeded) as asked:
        opened(desk, "2026-01-02 10:00:00", timezone="")
    assert "opened_at" in str(asked.value.reason)
    assert opened(desk, "2026-01-02T10:00:00+07:00", timezone="") == [datetime(2026, 1, 2, 3)]


def test_an_offset_is_not_read_as_local_time(desk: Any) -> None:
    outcome = desk.look("source_id,opened_at\nA,2014-1-1 1:00:00+01\n")
    assert [r.code for r in outcome.rejections] == ["not_a_date"]


def test_a_shape_seen_before_is_counted_as_one_found_out_anew(desk: Any) -> None:
    values = ["01/02/2016 8:05", "25/12/2016 10:30", "12 Mei 2016", "1/2/16", "x*[9a", "Ünl. (3)", "2016-02-01"]
    rows = ", ".join(f"('{value}')" for value in values)
    desk.connection.execute(f"CREATE OR REPLACE TEMP TABLE seen AS SELECT * FROM (VALUES {rows}) AS v(t)")
    found = [Shape(*row) for row in desk.connection.execute(shapes_sql("seen", "t")).fetchall()]
    assert len(found) == len(values)
    for known in (found[:2], found[2:6], found[::-1]):
        again = [Shape(*row) for row in desk.connection.execute(shapes_sql("seen", "t", known=known)).fetchall()]
        assert again == found
