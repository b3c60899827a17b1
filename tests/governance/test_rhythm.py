"""When the committee was due to meet, and which days no meeting covers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.features.governance.rhythm import Beat, beat_on, due_days, uncovered

START = date(2026, 3, 2)


def _days(*numbers: int) -> list[date]:
    return [START + timedelta(days=number) for number in numbers]


def _plain(days: list[date]) -> list[tuple[date, ...]]:
    return [(day,) for day in days]


def _left(beats: list[Beat], until: date, meetings: list[date]) -> list[date]:
    return [day.on for day in uncovered(due_days(beats, until), _plain(meetings)) if day.on <= until]


def test_a_meeting_is_due_on_the_first_day_and_at_each_interval_after_it() -> None:
    assert [day.on for day in due_days([Beat(START, 14)], START + timedelta(days=28))] == _days(0, 14, 28, 42)


def test_a_later_rhythm_ends_the_one_before() -> None:
    beats = [Beat(START + timedelta(days=20), 30), Beat(START, 14)]
    assert [day.on for day in due_days(beats, START + timedelta(days=60))] == _days(0, 14, 20, 50, 80)


@pytest.mark.parametrize(
    ("meetings", "left"),
    [
        ((), (0, 14, 28)),
        ((0, 14, 28), ()),
        ((0, 28), (14,)),
        ((1, 13, 30), ()),  # a little early, a little late
        ((0, 7), (28,)),
        ((0, 14, 42), (28,)),  # that is the next one's own day
        ((0, 14, 60), (28,)),
        ((0, 2, 4, 14), (28,)),  # an extra meeting stands for one day, not for a far one
    ],
)
def test_a_due_day_is_covered_by_a_meeting_near_it(meetings: tuple[int, ...], left: tuple[int, ...]) -> None:
    assert _left([Beat(START, 14)], START + timedelta(days=28), _days(*meetings)) == _days(*left)


@pytest.mark.parametrize("moved_to", [29, 36, 41, 42, 200])
def test_a_moved_meeting_still_stands_for_the_day_it_was_due_on(moved_to: int) -> None:
    days = due_days([Beat(START, 14)], START + timedelta(days=28))
    meetings = [*_plain(_days(0, 14)), (START + timedelta(days=28), START + timedelta(days=moved_to))]
    assert [day.on for day in uncovered(days, meetings)] == _days(42)


def test_a_meeting_entered_for_a_wrong_day_stands_for_the_day_it_was_moved_to() -> None:
    days = due_days([Beat(START, 14)], START)
    assert [day.on for day in uncovered(days, [(date(2027, 3, 2), START)])] == _days(14)


def test_the_rhythm_in_force_is_the_latest_that_has_started() -> None:
    beats = [Beat(START, 14), Beat(START + timedelta(days=20), 30)]
    assert beat_on(beats, START + timedelta(days=19)) == beats[0]
    assert beat_on(beats, START + timedelta(days=20)) == beats[1]
    assert beat_on(beats, START - timedelta(days=9)) == beats[0]
    assert beat_on([], START) is None


intervals = st.integers(1, 366)
offsets = st.lists(st.integers(-400, 1500), max_size=30)


@given(intervals, st.integers(-30, 1000), offsets)
def test_no_meeting_covers_more_than_one_day(every: int, until: int, meetings: list[int]) -> None:
    days = due_days([Beat(START, every)], START + timedelta(days=until))
    left = uncovered(days, _plain(_days(*meetings)))
    assert len(days) - len(left) <= len(meetings)
    assert set(left) <= set(days)


@given(intervals, st.integers(0, 1000))
def test_meetings_on_their_days_leave_none_uncovered(every: int, until: int) -> None:
    days = due_days([Beat(START, every)], START + timedelta(days=until))
    assert uncovered(days, [(day.on,) for day in days]) == []


@given(intervals, st.integers(0, 1000), offsets, st.integers(-400, 1500))
def test_another_meeting_never_uncovers_a_day_count(every: int, until: int, meetings: list[int], more: int) -> None:
    days = due_days([Beat(START, every)], START + timedelta(days=until))
    before = uncovered(days, _plain(_days(*meetings)))
    assert len(uncovered(days, _plain(_days(*meetings, more)))) <= len(before)


@given(st.lists(st.tuples(st.integers(0, 900), intervals), min_size=1, max_size=4, unique_by=lambda beat: beat[0]))
def test_due_days_never_repeat_and_reach_past_the_judged_day(beats: list[tuple[int, int]]) -> None:
    until = START + timedelta(days=1000)
    days = due_days([Beat(START + timedelta(days=start), every) for start, every in beats], until)
    assert [day.on for day in days] == sorted({day.on for day in days})
    assert days[-1].on > until
