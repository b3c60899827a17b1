"""Triggered: a real case run through, or each month derived as "no trigger" and one recorded rehearsal."""

from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Triggered
from milepost.engines.rules.months import Month
from tests.rules.clocks import clock, day, ids, read

AUTUMN = frozenset({Month(2026, 9), Month(2026, 10), Month(2026, 11)})


def test_one_real_case_is_enough():
    reading = read(clock(Triggered(), days=["2026-09-10"]), "2026-12-10")
    assert (reading.run_start, reading.complete_on, reading.passed) == (day("2026-09-10"), day("2026-12-10"), True)


def test_months_without_trigger_and_a_rehearsal_are_enough():
    reading = read(clock(Triggered(AUTUMN, (day("2026-09-10"),))), "2026-12-10")
    assert (reading.run_start, reading.passed) == (day("2026-09-10"), True)
    assert (reading.counted, reading.first_counted) == (1, day("2026-09-10"))


def test_months_without_trigger_alone_are_not():
    reading = read(clock(Triggered(AUTUMN)), "2026-12-10")
    assert (reading.state, ids(reading)) == (ClockState.WAITING, ["S-07.no-record"])


def test_a_month_with_a_trigger_and_no_case_ends_the_run():
    rhythm = Triggered(AUTUMN - {Month(2026, 10)}, (day("2026-09-10"), day("2026-11-20")))
    reading = read(clock(rhythm), "2026-12-10")
    assert (reading.run_start, reading.passed) == (day("2026-11-20"), False)
    (gap,) = reading.gaps
    assert (gap.from_on, gap.to_on) == (day("2026-10-01"), day("2026-11-19"))


def test_a_month_not_over_is_not_asked_about():
    assert read(clock(Triggered(frozenset(), (day("2026-09-10"),))), "2026-09-29").run_start == day("2026-09-10")
    assert read(clock(Triggered(frozenset(), (day("2026-09-10"),))), "2026-09-30").run_start is None


def test_a_case_in_the_month_of_its_trigger_keeps_the_run_whole():
    rhythm = Triggered(AUTUMN - {Month(2026, 10)}, (day("2026-09-10"),))
    assert read(clock(rhythm, days=["2026-10-28"]), "2026-12-10").run_start == day("2026-09-10")


def test_a_rehearsal_kept_in_the_register_is_no_case():
    rhythm = Triggered(frozenset(), (day("2026-09-10"),))
    assert read(clock(rhythm, days=["2026-09-10"]), "2026-12-10").passed is False


def test_a_rehearsal_after_the_judged_date_is_not_known():
    reading = read(clock(Triggered(AUTUMN, (day("2026-12-15"),))), "2026-12-10")
    assert reading.run_start is None


def test_where_only_some_records_are_cases_the_others_prove_nothing():
    """A month of ordinary incidents says nothing of the procedure for major ones."""
    ordinary = ["2026-09-03", "2026-10-05", "2026-11-04"]
    none_yet = Triggered(AUTUMN, cases_on=())
    assert read(clock(none_yet, days=ordinary), "2026-12-10").run_start is None
    one = Triggered(frozenset(), cases_on=(day("2026-09-08"), day("2026-12-11")))
    reading = read(clock(one, days=[*ordinary, "2026-09-08"]), "2026-12-10")
    assert (reading.run_start, reading.passed, reading.counted) == (day("2026-09-08"), True, 4)
