"""Sparse: each calendar month has a counted record or the owner's nil statement, in time, naming where they looked."""

import pytest

from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import NilStatement, Sparse
from milepost.engines.rules.months import Month
from tests.rules.clocks import clock, day, ids, read

# The tenth working day after September 2026 is Wednesday 14 October.
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


def nil(month: Month, signed_on: str, looked_at: str = "the problem register") -> NilStatement:
    return NilStatement(month, day(signed_on), looked_at)


def test_a_record_in_each_month_keeps_the_run_whole():
    reading = read(clock(Sparse(), days=["2026-09-20", "2026-10-01", "2026-11-30"]), "2026-12-20")
    assert (reading.run_start, reading.passed, reading.gaps) == (day("2026-09-20"), True, ())


@pytest.mark.parametrize(
    ("statement", "start"),
    [
        (nil(OCTOBER, "2026-11-13"), "2026-09-20"),  # the tenth working day after October
        (nil(OCTOBER, "2026-11-16"), "2026-11-30"),  # a day too late
        (nil(OCTOBER, "2026-10-31"), "2026-09-20"),  # on its last day
        (nil(OCTOBER, "2026-10-30"), "2026-11-30"),  # before the month was over
        (nil(OCTOBER, "2026-11-02", looked_at=" "), "2026-11-30"),
        (nil(NOVEMBER, "2026-12-01"), "2026-11-30"),
        (NilStatement(OCTOBER, day("2026-11-02"), "register", signed_by_owner=False), "2026-11-30"),
    ],
)
def test_a_nil_statement_holds_when_signed_in_time_by_the_owner_saying_where_they_looked(statement, start):
    facts = clock(Sparse((statement,)), days=["2026-09-20", "2026-11-30"])
    assert read(facts, "2026-12-20").run_start == day(start)


def test_holidays_lengthen_the_time_to_sign():
    statement = nil(OCTOBER, "2026-11-16")
    facts = clock(Sparse((statement,)), days=["2026-09-20", "2026-11-30"], holidays=frozenset({day("2026-11-05")}))
    assert read(facts, "2026-12-20").run_start == day("2026-09-20")


def test_until_the_statement_is_due_the_month_is_open_and_said_so():
    facts = clock(Sparse(), days=["2026-09-20"])
    open_month = read(facts, "2026-11-13")
    assert (open_month.state, open_month.run_start) == (ClockState.RUNNING, day("2026-09-20"))
    (remark,) = [result for result in open_month.outcome.results if not result.blocks]
    assert (remark.id, str(remark.fix)) == (
        "S-07.nil-due",
        "Sign a nil statement for it by 2026-11-13, naming where you looked.",
    )
    assert read(facts, "2026-11-16").state is ClockState.BROKEN


def test_a_month_with_neither_is_a_gap_until_the_next_record():
    facts = clock(Sparse(), days=["2026-09-20", "2027-01-08"])
    reading = read(facts, "2027-01-10")
    (gap,) = reading.gaps
    assert (gap.from_on, gap.to_on) == (day("2026-10-01"), day("2027-01-07"))
    assert str(gap.why) == "2026-10 has neither a counted record nor a nil statement in time."
    assert reading.rhythms[0].runs[0].ends_on == day("2026-09-30")
    assert reading.run_start == day("2027-01-08")


def test_nil_statements_alone_start_no_run():
    facts = clock(Sparse((nil(SEPTEMBER, "2026-10-01"), nil(OCTOBER, "2026-11-02"))))
    assert ids(read(facts, "2026-11-10")) == ["S-07.no-record"]


def test_a_month_that_is_not_imported_yet_is_no_gap():
    facts = clock(Sparse(), days=["2026-09-20"], horizon=day("2026-10-30"))
    assert read(facts, "2026-11-13").run_start == day("2026-09-20")


def test_a_statement_signed_after_the_judged_date_is_not_known():
    facts = clock(Sparse((nil(OCTOBER, "2026-11-12"),)), days=["2026-09-20"])
    assert ids(read(facts, "2026-11-11"), blocking=False) == ["S-07.nil-due"]
    assert ids(read(facts, "2026-11-12"), blocking=False) == []


def test_a_passed_clock_holds_until_the_next_nil_statement_is_due():
    facts = clock(Sparse(), days=["2026-09-20", "2026-10-01", "2026-11-30", "2026-12-03"])
    outcome = read(facts, "2026-12-20").outcome
    assert outcome.passed
    # December has its record; January's statement is due ten working days after the month.
    assert outcome.holds_until == day("2027-02-12")
