"""Working days and service hours, with documented vectors of another implementation beside our own cases."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.business_time import (
    NoServiceHours,
    ServiceCalendar,
    Window,
    add_business_minutes,
    business_minutes,
    is_working_day,
    nth_working_day_after,
    working_days_between,
    working_days_within,
)

VECTORS = json.loads((Path(__file__).parents[1] / "data/sla-vectors/businesstimedelta.json").read_text("utf-8"))
WEEK = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def vector_calendar(name: str) -> ServiceCalendar:
    given_calendar = VECTORS["calendars"][name]
    windows = tuple(
        Window(WEEK, time.fromisoformat(since), time.fromisoformat(until.removesuffix(" next day")))
        for since, until in given_calendar["windows"]
    )
    holidays = frozenset(map(date.fromisoformat, given_calendar.get("holidays", ())))
    return ServiceCalendar(windows, ZoneInfo(given_calendar.get("tz", "UTC")), holidays)


def instant(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@pytest.mark.parametrize("vector", VECTORS["elapsed"], ids=lambda vector: vector["calendar"])
def test_elapsed_service_hours_agree_with_the_documented_vectors(vector):
    minutes = business_minutes(instant(vector["start"]), instant(vector["end"]), vector_calendar(vector["calendar"]))
    assert minutes == vector["hours"] * 60


@pytest.mark.parametrize("vector", VECTORS["add"], ids=lambda vector: str(vector["hours"]))
def test_adding_service_hours_agrees_with_the_documented_vectors(vector):
    due = add_business_minutes(instant(vector["start"]), vector["hours"] * 60, vector_calendar(vector["calendar"]))
    # Both ends of a closed interval hold the same service time; ours is the first instant, backwards the last.
    assert due == instant(vector["expected"])


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


NIGHTS = ServiceCalendar((Window(EVERY_DAY, time(22), time(6)),), BERLIN)


@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        (berlin(2026, 3, 28, 12), 7),  # the clocks go forward at two
        (berlin(2026, 10, 24, 12), 9),  # the clocks go back at three
        (berlin(2026, 6, 10, 12), 8),
    ],
)
def test_a_night_shift_lasts_as_long_as_the_night_did(evening, hours):
    assert business_minutes(evening, evening + timedelta(days=1), NIGHTS) == hours * 60


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    fridays = ServiceCalendar((Window(frozenset({4}), time(22), time(6)),), UTC, frozenset({date(2026, 1, 9)}))
    assert business_minutes(instant("2026-01-03T00:00"), instant("2026-01-04T00:00"), fridays) == 6 * 60
    assert business_minutes(instant("2026-01-09T00:00"), instant("2026-01-11T00:00"), fridays) == 0


def test_a_night_shift_runs_on_into_a_holiday():
    calendar = ServiceCalendar((Window(EVERY_DAY, time(22), time(6)),), UTC, frozenset({date(2026, 1, 1)}))
    assert business_minutes(instant("2026-01-01T00:00"), instant("2026-01-02T00:00"), calendar) == 6 * 60


def test_a_full_day_is_a_window_from_midnight_to_midnight():
    around_the_clock = ServiceCalendar((Window(EVERY_DAY, time(0), time(0)),), BERLIN)
    assert business_minutes(berlin(2026, 3, 29), berlin(2026, 3, 30), around_the_clock) == 23 * 60


def test_overlapping_windows_count_once_forwards_and_backwards():
    calendar = ServiceCalendar(
        (Window(WEEK, time(9), time(17)), Window(WEEK, time(10), time(11)), Window(WEEK, time(16), time(18)))
    )
    start, end = instant("2026-01-05T00:00"), instant("2026-01-06T00:00")
    assert business_minutes(start, end, calendar) == 9 * 60
    assert add_business_minutes(end, -9 * 60, calendar) == instant("2026-01-05T09:00")


def test_minutes_added_outside_the_hours_begin_with_the_next_window():
    office = ServiceCalendar((Window(WEEK, time(9), time(17)),))
    assert add_business_minutes(instant("2026-01-09T20:00"), 30, office) == instant("2026-01-12T09:30")
    assert add_business_minutes(instant("2026-01-09T20:00"), 0, office) == instant("2026-01-09T20:00")


def test_the_other_direction_gives_the_negative():
    office = ServiceCalendar((Window(WEEK, time(9), time(17)),))
    start, end = instant("2026-01-05T10:00"), instant("2026-01-06T10:00")
    assert business_minutes(end, start, office) == -business_minutes(start, end, office) == -8 * 60


def test_a_calendar_without_hours_can_hold_no_deadline():
    with pytest.raises(NoServiceHours):
        add_business_minutes(instant("2026-01-05T10:00"), 1, ServiceCalendar(()))


MINUTES = st.integers(0, 2 * 365 * 24 * 60)
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)
INSTANTS = MINUTES.map(lambda minutes: (NEW_YEAR + timedelta(minutes=minutes)).astimezone(BERLIN))


@given(
    INSTANTS,
    st.integers(1, 20_000),
    st.sampled_from([NIGHTS, vector_calendar("santiago"), vector_calendar("day_and_night")]),
)
def test_what_was_added_is_what_has_elapsed(start, minutes, calendar):
    due = add_business_minutes(start, minutes, calendar)
    assert business_minutes(start, due, calendar) == pytest.approx(minutes)
    earlier = add_business_minutes(start, -minutes, calendar)
    assert business_minutes(earlier, start, calendar) == pytest.approx(minutes)


@given(st.lists(INSTANTS, min_size=3, max_size=3))
def test_elapsed_time_adds_up(instants):
    first, second, third = sorted(instants, key=datetime.timestamp)
    whole = business_minutes(first, third, NIGHTS)
    assert whole == pytest.approx(business_minutes(first, second, NIGHTS) + business_minutes(second, third, NIGHTS))


@given(DAYS, st.integers(-5, 100), st.frozensets(DAYS, max_size=30))
def test_working_days_are_counted_as_one_by_one(first, length, holidays):
    last = first + timedelta(days=length)
    days = [first + timedelta(days=offset) for offset in range(length + 1)]
    holidays |= {first + timedelta(days=3)}
    assert working_days_within(first, last, holidays) == sum(is_working_day(day, holidays) for day in days)
    inner = [day for day in days if first < day < last]
    assert working_days_between(first, last, holidays) == sum(is_working_day(day, holidays) for day in inner)


@given(DAYS, st.integers(1, 60), st.frozensets(DAYS, max_size=30))
def test_the_nth_working_day_has_that_many_working_days_behind_it(day, count, holidays):
    nth = nth_working_day_after(day, count, holidays)
    assert is_working_day(nth, holidays)
    assert working_days_within(day + timedelta(days=1), nth, holidays) == count


def test_the_tenth_working_day_after_a_month_skips_weekends_and_holidays():
    assert nth_working_day_after(date(2026, 12, 31), 10, {date(2027, 1, 1)}) == date(2027, 1, 15)
    assert nth_working_day_after(date(2026, 12, 31), 10, {date(2027, 1, 1), date(2027, 1, 5)}) == date(2027, 1, 18)
    assert nth_working_day_after(date(2026, 12, 31), 0, frozenset()) == date(2026, 12, 31)
