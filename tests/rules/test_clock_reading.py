"""The clock of a practice as a whole: horizon, witness, restarts, two rhythms, dates in the future, and its totals."""

from dataclasses import replace

import pytest

from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import ClockSettings, Seal
from milepost.engines.rules.clock.reading import read_each_rhythm
from milepost.engines.rules.clock.records import Ground, Timing
from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Flow, NilStatement, Occurrence, Planned, Sparse
from milepost.engines.rules.months import Month
from milepost.engines.rules.results import Basis
from tests.rules.clocks import clock, day, each_day, ids, read

AUTUMN = each_day("2026-09-01", "2026-12-01")


# Live dates


@pytest.mark.parametrize(
    ("live_on", "live_until", "text"),
    [
        (None, None, "Incident is not live."),
        ("2026-12-05", None, "Incident goes live on 2026-12-05."),
        ("2026-09-01", "2026-11-30", "Incident was live until 2026-11-30."),
    ],
)
def test_a_practice_that_is_not_live_does_not_pass(live_on, live_until, text):
    facts = clock(days=AUTUMN, live_on=live_on and day(live_on), live_until=live_until and day(live_until))
    reading = read(facts, "2026-12-01")
    assert (reading.state, ids(reading), str(reading.outcome.summary)) == (ClockState.NOT_LIVE, ["S-07.not-live"], text)
    assert (reading.run_start, reading.complete_on, reading.passed) == (None, None, False)


def test_a_practice_taken_out_of_operation_keeps_its_runs():
    reading = read(clock(days=AUTUMN, live_until=day("2026-11-30")), "2026-12-01")
    (run,) = reading.rhythms[0].runs
    assert (run.ends_on, str(run.why_ended)) == (day("2026-11-30"), "The practice was live until 2026-11-30.")
    assert read(clock(days=AUTUMN, live_until=day("2026-12-01")), "2026-12-01").passed


def test_records_from_before_go_live_start_no_run():
    assert read(clock(days=["2026-08-20", *AUTUMN]), "2026-12-01").run_start == day("2026-09-01")


def test_a_practice_without_rhythm_does_not_pass():
    assert ids(read(replace(clock(days=AUTUMN), rhythms=()), "2026-12-01")) == ["S-07.no-rhythm"]


# Horizon


@pytest.mark.parametrize(
    ("on", "state"), [("2026-12-15", ClockState.COMPLETE), ("2026-12-16", ClockState.IMPORT_FIRST)]
)
def test_ten_working_days_not_imported_are_borne_and_eleven_say_import_first(on, state):
    reading = read(clock(days=AUTUMN, horizon=day("2026-12-01")), on)
    assert (reading.state, reading.passed) == (state, state is ClockState.COMPLETE)
    assert reading.unimported_days == (10 if state is ClockState.COMPLETE else 11)


def test_time_after_the_horizon_is_no_silence():
    facts = clock(days=["2026-09-01"], horizon=day("2026-09-09"))
    assert read(facts, "2026-09-21").run_start == day("2026-09-01")
    assert read(facts, "2026-09-21").longest_silence_days == 6


def test_import_first_names_the_horizon_and_tells_no_silence():
    reading = read(clock(days=["2026-09-01"], horizon=day("2026-09-09")), "2026-10-21")
    assert ids(reading) == ["S-07.import-first"]
    assert str(reading.outcome.summary) == (
        "Records are imported up to 2026-09-09; 30 working days since then are not imported."
    )
    assert (reading.gaps, reading.holds_from) == ((), None)


def test_a_gap_before_the_horizon_stays_a_gap():
    reading = read(clock(days=["2026-09-01"], horizon=day("2026-09-16")), "2026-09-25")
    assert ids(reading) == ["S-07.gap"]


def test_without_any_complete_import_nothing_is_judged():
    reading = read(clock(days=AUTUMN, horizon=None), "2026-12-01")
    assert ids(reading) == ["S-07.import-first"]
    assert str(reading.outcome.summary) == "No complete import of the records of Incident is known."


def test_a_holiday_does_not_age_an_import():
    facts = clock(days=AUTUMN, horizon=day("2026-12-01"), holidays=frozenset({day("2026-12-09")}))
    assert read(facts, "2026-12-16").state is ClockState.COMPLETE


# Witness


def seals(timing: Timing, *days: str) -> tuple[Seal, ...]:
    return tuple(Seal(day(each), timing) for each in days)


@pytest.mark.parametrize(
    ("timing", "days", "blocking", "remarks"),
    [
        (Timing.SYSTEM_TIMED, ["2026-12-01"], [], ["S-07.one-seal"]),
        (Timing.SYSTEM_TIMED, ["2026-11-04", "2026-12-01"], [], ["S-07.one-seal"]),
        (Timing.SYSTEM_TIMED, ["2026-11-03", "2026-12-01"], [], []),
        (Timing.HAND_KEPT, ["2026-12-01"], ["S-07.one-seal"], []),
        (Timing.HAND_KEPT, ["2026-11-04", "2026-12-01"], ["S-07.one-seal"], []),
        (Timing.HAND_KEPT, ["2026-11-03", "2026-12-01"], [], []),
        (Timing.NATIVE, [], [], []),
    ],
)
def test_two_seals_28_days_apart_are_a_remark_for_systems_and_a_refusal_for_hand_kept_sources(
    timing, days, blocking, remarks
):
    reading = read(clock(days=AUTUMN, seals=seals(timing, *days)), "2026-12-01")
    assert (ids(reading), ids(reading, blocking=False)) == (blocking, remarks)
    assert reading.passed is not bool(blocking)
    assert reading.witnessed_since == (day(days[0]) if days else None)


def test_a_refused_witness_holds_from_the_day_of_the_second_seal():
    reading = read(clock(days=AUTUMN, seals=seals(Timing.HAND_KEPT, "2026-11-20")), "2026-12-01")
    assert reading.holds_from == day("2026-12-18")


def test_seals_after_stage_2_or_after_the_judged_date_witness_nothing():
    facts = clock(days=AUTUMN, seals=seals(Timing.HAND_KEPT, "2026-10-20", "2026-11-30"))
    assert read(facts, "2026-12-01").passed
    assert not read(replace(facts, stage2_on=day("2026-11-29")), "2026-12-01").passed
    assert ids(read(facts, "2026-11-29"))[-1] == "S-07.one-seal"
    assert read(facts, "2026-10-19").witnessed_since is None


# Restarts


def test_a_redesigned_procedure_restarts_the_run_and_a_new_version_does_not():
    plain = clock(days=AUTUMN)
    restarted = read(replace(plain, redesigned_on=(day("2026-10-15"),)), "2026-12-01")
    assert restarted.run_start == day("2026-10-15")
    first, _second = restarted.rhythms[0].runs
    assert (first.ends_on, str(first.why_ended)) == (
        day("2026-10-14"),
        "The procedure was redesigned from 2026-10-15 on.",
    )
    assert restarted.gaps == ()
    assert read(plain, "2026-12-01").run_start == day("2026-09-01")


def test_a_redesign_after_the_judged_date_is_not_known():
    facts = clock(days=AUTUMN, redesigned_on=(day("2026-12-02"),))
    assert read(facts, "2026-12-01").passed
    assert not read(facts, "2026-12-02").passed


def test_a_redesign_within_a_gap_or_on_the_first_day_of_a_run_changes_nothing():
    days = ["2026-09-01", "2026-10-01", "2026-10-02"]
    plain = read(clock(days=days), "2026-10-05").rhythms[0].runs
    for restart in ("2026-09-20", "2026-10-01", "2026-09-01"):
        assert read(clock(days=days, redesigned_on=(day(restart),)), "2026-10-05").rhythms[0].runs == plain


def test_a_silence_that_was_no_gap_yet_when_the_redesign_came_ends_nothing_afterwards():
    facts = clock(days=["2026-09-01", "2026-09-30"], redesigned_on=(day("2026-09-10"),))
    for on in ("2026-09-12", "2026-09-25", "2026-10-05"):
        first, *_later = read(facts, on).rhythms[0].runs
        assert (first.starts_on, first.ends_on, first.gap) == (day("2026-09-01"), day("2026-09-09"), None)
    known = clock(days=["2026-09-01", "2026-09-30"], redesigned_on=(day("2026-09-18"),))  # a gap since the 16th
    assert read(known, "2026-10-05").rhythms[0].runs[0].ends_on == day("2026-09-01")


def test_a_redesign_restarts_a_planned_rhythm_on_its_day():
    rhythm = Planned(1, (Occurrence(day("2026-09-30"), day("2026-09-30")),), day("2026-08-01"))
    assert read(clock(rhythm, redesigned_on=(day("2026-10-07"),)), "2026-10-20").run_start == day("2026-10-07")


# Two rhythms


def test_each_of_two_rhythms_must_pass():
    months = ["2026-09-02", "2026-10-02", "2026-11-02", "2026-12-01"]
    verified = Planned(
        3,
        (Occurrence(day("2026-11-30"), day("2026-11-30")),),
        day("2026-09-05"),
        procedure_approved_on=day("2026-08-20"),
    )
    both = read(clock(Sparse(), verified, days=months), "2026-12-05")
    assert (both.rhythm, both.run_start, both.complete_on, both.passed) == (
        "sparse+planned",
        day("2026-09-05"),
        day("2026-12-05"),
        True,
    )
    missed = replace(verified, occurrences=(Occurrence(day("2026-11-02")),))
    one = read(clock(Sparse(), missed, days=months), "2026-12-05")
    assert (one.state, one.run_start, one.complete_on, one.passed) == (ClockState.BROKEN, None, None, False)
    assert one.months_complete == 0
    sparse, planned = read_each_rhythm(clock(Sparse(), missed, days=months), on=day("2026-12-05"))
    assert (sparse.rhythm, sparse.passed, sparse.run_start) == ("sparse", True, day("2026-09-02"))
    assert (planned.rhythm, planned.passed, planned.run_start) == ("planned", False, None)
    assert [gap.from_on for gap in one.gaps] == [day("2026-11-02")]


# Dates in the future


@pytest.mark.parametrize(
    ("on", "state"),
    [("2027-01-05", ClockState.RUNNING), ("2027-01-06", ClockState.HOLDS), ("2027-03-01", ClockState.HOLDS)],
)
def test_for_a_date_in_the_future_the_clock_holds_from_a_day_if_records_go_on(on, state):
    facts = clock(days=each_day("2026-10-06", "2026-11-16"), horizon=day("2026-11-16"), known_on=day("2026-11-17"))
    reading = read(facts, on)
    assert (reading.state, reading.passed, reading.holds_from) == (state, False, day("2027-01-06"))
    assert (reading.months_complete, reading.unimported_days) == (1, 1)
    assert ids(reading) == ["S-07.too-short"]
    assert str(reading.outcome.summary) == (
        "Incident runs since 2026-10-06: 3 months are complete on 2027-01-06, if records go on."
    )


def test_the_future_holds_nothing_for_a_run_that_is_broken_today_or_not_imported():
    days = each_day("2026-10-06", "2026-10-20")
    broken = clock(days=days, horizon=day("2026-11-16"), known_on=day("2026-11-17"))
    assert (read(broken, "2027-03-01").state, read(broken, "2027-03-01").holds_from) == (ClockState.BROKEN, None)
    stale = clock(days=days, horizon=day("2026-10-20"), known_on=day("2026-11-17"))
    assert read(stale, "2027-03-01").state is ClockState.IMPORT_FIRST


def test_a_practice_that_goes_live_later_is_not_live_for_the_future():
    facts = clock(live_on=day("2026-12-01"), horizon=day("2026-11-16"), known_on=day("2026-11-17"))
    assert read(facts, "2027-06-01").state is ClockState.NOT_LIVE


# Totals and settings


def test_totals_are_those_up_to_the_judged_date():
    days = (
        DayCount(day("2026-08-20"), 0, {Ground.OUTSIDE_LIVE_DATES: 4}),
        DayCount(day("2026-09-01"), 7, {Ground.LATE: 2, Ground.UNMAPPED: 1}),
        DayCount(day("2026-09-02"), 5),
        DayCount(day("2026-09-03"), 0, {Ground.UNMAPPED: 4}),
        DayCount(day("2026-09-04"), 9, {Ground.BURST: 9}),
    )
    reading = read(replace(clock(), days=days), "2026-09-03")
    assert (reading.counted, reading.first_counted, reading.last_counted) == (12, day("2026-09-01"), day("2026-09-02"))
    assert reading.discounted == {Ground.OUTSIDE_LIVE_DATES: 4, Ground.LATE: 2, Ground.UNMAPPED: 5}
    assert reading.unmapped == 5
    (remark,) = [result for result in reading.outcome.results if not result.blocks]
    assert (remark.id, str(remark.text)) == ("S-07.unmapped", "5 records name services that no mapping knows.")


def test_a_day_may_come_once_for_each_service():
    days = (DayCount(day("2026-09-01"), 3), DayCount(day("2026-09-01"), 2, {Ground.LATE: 1}))
    reading = read(replace(clock(), days=days), "2026-09-03")
    assert (reading.counted, reading.discounted) == (5, {Ground.LATE: 1})


def test_the_number_of_months_is_a_setting():
    facts = clock(days=AUTUMN, settings=ClockSettings(months=6))
    assert (read(facts, "2026-12-01").complete_on, read(facts, "2026-12-01").passed) == (day("2027-03-01"), False)


def test_no_result_of_the_clock_cites_a_clause():
    troubled = [
        clock(),
        clock(horizon=None),
        clock(live_on=None),
        clock(days=["2026-09-01"], seals=seals(Timing.HAND_KEPT, "2026-09-02")),
        clock(Sparse((NilStatement(Month(2026, 9), day("2026-10-01"), "register"),)), days=["2026-10-09"]),
        clock(Planned(1, (Occurrence(day("2026-11-30")),), day("2026-08-01"))),
        clock(Planned(12, (), day("2026-08-01")), Flow(), days=AUTUMN),
    ]
    results = [result for facts in troubled for result in read(facts, "2026-12-01").outcome.results]
    assert len({result.id for result in results}) >= 7
    for result in results:
        assert result.clause == ""
        assert result.basis in (Basis.ROADMAP, Basis.PROGRAMME)
        assert result.id.startswith("S-07.")
        assert (result.subject.kind, result.subject.key, result.subject.label) == ("practice", "incident", "Incident")
        assert str(result.text)
        assert str(result.fix)
