"""Calendar-month arithmetic: "three months" as the programme counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.months import Month, add_months, each_month, month_of, months_between, whole_months

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 10, 6), 3, date(2027, 1, 6)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_number_or_the_last_day_of_a_shorter_month(start, months, expected):
    assert add_months(start, months) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 10, 6), date(2027, 1, 5), 2),
        (date(2026, 10, 6), date(2027, 1, 6), 3),
        (date(2026, 11, 30), date(2027, 2, 27), 2),
        (date(2026, 11, 30), date(2027, 2, 28), 3),
        (date(2027, 11, 30), date(2028, 2, 28), 2),
        (date(2027, 11, 30), date(2028, 2, 29), 3),
        (date(2026, 5, 5), date(2026, 4, 1), 0),
    ],
)
def test_months_between_counts_whole_months_only(start, end, expected):
    assert months_between(start, end) == expected


@given(DAYS, st.integers(0, 60))
def test_a_number_of_months_later_that_many_months_have_passed(start, months):
    end = add_months(start, months)
    assert months_between(start, end) == months
    if months:
        assert months_between(start, end - timedelta(days=1)) == months - 1


@given(DAYS, st.integers(-600, 600))
def test_the_day_number_never_grows_and_the_month_is_the_one_asked_for(start, months):
    later = add_months(start, months)
    assert later.day <= start.day
    assert month_of(later) == month_of(start).plus(months)
    assert later.day == start.day or later == month_of(later).last_day


@given(DAYS, DAYS, st.integers(0, 36))
def test_a_later_start_is_never_complete_earlier(first, second, months):
    early, late = sorted((first, second))
    assert add_months(early, months) <= add_months(late, months)


def test_a_month_knows_its_first_and_last_day_and_its_neighbours():
    february = Month(2028, 2)
    assert (february.first_day, february.last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (february.plus(-2), february.plus(11)) == (Month(2027, 12), Month(2029, 1))
    assert date(2028, 2, 29) in february
    assert date(2027, 2, 28) not in february
    assert str(february) == "2028-02"
    assert list(each_month(Month(2027, 12), february)) == [Month(2027, 12), Month(2028, 1), february]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 9, 1), date(2026, 11, 30), [9, 10, 11]),
        (date(2026, 9, 2), date(2026, 11, 29), [10]),
        (date(2026, 9, 2), date(2026, 9, 30), []),
        (date(2026, 9, 1), date(2026, 9, 30), [9]),
        (date(2026, 9, 15), date(2026, 9, 14), []),
    ],
)
def test_whole_months_lie_wholly_between_two_days(first, last, expected):
    assert [month.number for month in whole_months(first, last)] == expected
