"""Flow: a silent gap is more than ten working days, by the organisation's holidays, without a counted record."""

import pytest

from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Flow
from tests.rules.clocks import clock, day, each_day, ids, read

# 2026-09-01 is a Tuesday; ten working days after it end on Tuesday 15 September.


def test_a_run_starts_at_the_first_counted_record_not_at_go_live():
    reading = read(clock(days=["2026-09-04", "2026-09-07"]), "2026-09-10")
    assert reading.run_start == day("2026-09-04")
    assert reading.complete_on == day("2026-12-04")


@pytest.mark.parametrize(
    ("next_record", "start"),
    [
        ("2026-09-16", "2026-09-01"),  # ten working days of silence are allowed
        ("2026-09-17", "2026-09-17"),  # eleven are a gap
    ],
)
def test_ten_silent_working_days_hold_and_eleven_end_the_run(next_record, start):
    reading = read(clock(days=["2026-09-01", next_record]), "2026-09-18")
    assert reading.run_start == day(start)


def test_a_gap_says_from_when_to_when_and_why():
    (gap,) = read(clock(days=["2026-09-01", "2026-09-17"]), "2026-09-18").gaps
    assert (gap.from_on, gap.to_on) == (day("2026-09-02"), day("2026-09-16"))
    assert str(gap.why) == "11 working days without a counted record; 10 are allowed."


def test_a_gap_is_told_from_its_first_to_its_last_working_day():
    (gap,) = read(clock(days=["2026-09-18", "2026-10-06"]), "2026-10-06").gaps  # a Friday, a Tuesday
    assert (gap.from_on, gap.to_on) == (day("2026-09-21"), day("2026-10-05"))


def test_holidays_of_the_organisation_are_no_silence():
    facts = clock(days=["2026-09-01", "2026-09-17"], holidays=frozenset({day("2026-09-08")}))
    assert read(facts, "2026-09-18").run_start == day("2026-09-01")


def test_a_holiday_on_a_weekend_saves_nobody():
    facts = clock(days=["2026-09-01", "2026-09-17"], holidays=frozenset({day("2026-09-05"), day("2026-09-06")}))
    assert read(facts, "2026-09-18").run_start == day("2026-09-17")


def test_records_of_a_weekend_break_the_silence():
    facts = clock(days=["2026-09-01", "2026-09-13", "2026-09-28"])  # the 13th is a Sunday
    assert read(facts, "2026-09-28").run_start == day("2026-09-01")


@pytest.mark.parametrize(("silent_days", "start"), [(5, "2026-09-10"), (6, "2026-09-01"), (20, "2026-09-01")])
def test_the_programme_may_set_the_gap(silent_days, start):
    facts = clock(Flow(silent_days=silent_days), days=["2026-09-01", "2026-09-10"])  # six working days between
    assert read(facts, "2026-09-10").run_start == day(start)


def test_silence_up_to_the_judged_date_counts_too():
    facts = clock(days=["2026-09-01"])
    assert read(facts, "2026-09-15").state is ClockState.RUNNING
    broken = read(facts, "2026-09-16")
    assert (broken.state, broken.run_start, broken.months_complete) == (ClockState.BROKEN, None, 0)
    assert ids(broken) == ["S-07.gap"]
    assert broken.gaps[0].to_on == day("2026-09-16")


def test_earlier_runs_stay_visible_and_never_add_up():
    days = each_day("2026-09-01", "2026-10-30") + each_day("2026-11-23", "2027-01-15")
    reading = read(clock(days=days), "2027-01-15")
    (flow,) = reading.rhythms
    assert [(run.starts_on, run.ends_on, run.counted) for run in flow.runs] == [
        (day("2026-09-01"), day("2026-10-30"), 60),
        (day("2026-11-23"), day("2027-01-15"), 54),
    ]
    assert flow.earlier_runs == flow.runs[:1]
    assert (reading.months_complete, reading.complete_on, reading.passed) == (1, day("2027-02-23"), False)
    assert reading.counted == 114


@pytest.mark.parametrize(
    ("start", "on", "complete_on", "passed"),
    [
        ("2026-10-06", "2027-01-05", "2027-01-06", False),
        ("2026-10-06", "2027-01-06", "2027-01-06", True),
        ("2026-11-30", "2027-02-27", "2027-02-28", False),
        ("2026-11-30", "2027-02-28", "2027-02-28", True),
        ("2027-11-30", "2028-02-28", "2028-02-29", False),
        ("2027-11-30", "2028-02-29", "2028-02-29", True),
    ],
)
def test_three_months_are_the_same_day_number_or_the_last_day_of_a_shorter_month(start, on, complete_on, passed):
    reading = read(clock(days=each_day(start, on)), on)
    assert (reading.complete_on, reading.passed) == (day(complete_on), passed)
    assert reading.months_complete == (3 if passed else 2)


def test_the_longest_silence_is_that_of_the_current_run():
    facts = clock(days=["2026-09-01", "2026-09-30", "2026-10-05", "2026-10-06"])
    assert read(facts, "2026-10-07").longest_silence_days == 2
    assert read(facts, "2026-10-14").longest_silence_days == 6


def test_without_a_run_the_silence_is_told_since_the_last_record_or_go_live():
    assert read(clock(days=["2026-09-01"]), "2026-09-17").longest_silence_days == 12
    assert read(clock(), "2026-09-03").longest_silence_days == 3


def test_a_passed_clock_says_how_long_it_holds_without_another_record():
    facts = clock(days=each_day("2026-09-01", "2026-12-01"))  # a Tuesday
    outcome = read(facts, "2026-12-01").outcome
    assert (outcome.passed, outcome.holds_from, outcome.holds_until) == (True, day("2026-12-01"), day("2026-12-15"))
    assert read(facts, "2026-12-15").passed
    assert not read(facts, "2026-12-16").passed


def test_an_unfinished_run_says_by_when_the_next_record_must_come():
    reading = read(clock(days=["2026-09-01"]), "2026-09-02")
    (result,) = reading.outcome.results
    assert result.id == "S-07.too-short"
    assert str(result.fix) == "Keep recording: without a counted record by 2026-09-16 the run ends."
    assert reading.holds_from == day("2026-12-01")
