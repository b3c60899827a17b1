"""Planned: due dates fixed beforehand, each kept within its window; one missed, or moved afterwards, ends the run."""

import pytest

from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Occurrence, Planned
from tests.rules.clocks import clock, day, ids, read


def planned(*occurrences: tuple[str, str | None], interval: int = 1, approved: str = "2026-08-25") -> Planned:
    return Planned(
        interval,
        tuple(Occurrence(day(due), day(done) if done else None) for due, done in occurrences),
        due_dates_approved_on=day(approved),
        procedure_approved_on=day("2026-08-20"),
    )


MONTHLY = (("2026-09-30", "2026-10-02"), ("2026-10-30", "2026-10-30"), ("2026-11-30", "2026-12-01"))


@pytest.mark.parametrize(("approved", "start"), [("2026-08-25", "2026-09-01"), ("2026-09-15", "2026-09-15")])
def test_a_run_starts_at_the_later_of_go_live_and_approval_of_the_due_dates(approved, start):
    reading = read(clock(planned(*MONTHLY, approved=approved)), "2026-12-20")
    assert reading.run_start == day(start)
    assert reading.passed


def test_due_dates_nobody_approved_start_no_run():
    reading = read(clock(Planned(1)), "2026-10-01")
    assert (reading.state, ids(reading)) == (ClockState.WAITING, ["S-07.no-due-dates"])
    assert ids(read(clock(planned(approved="2026-10-02")), "2026-10-01")) == ["S-07.no-due-dates"]


@pytest.mark.parametrize(
    ("interval", "in_time", "too_late"),
    [
        (1, "2026-10-14", "2026-10-15"),  # ten working days after Wednesday 30 September
        (3, "2026-10-21", "2026-10-22"),  # fifteen
        (6, "2026-11-11", "2026-11-12"),  # thirty
        (12, "2026-11-11", "2026-11-12"),
    ],
)
def test_an_occurrence_is_kept_within_its_window(interval, in_time, too_late):
    kept = read(clock(planned(("2026-09-30", in_time), interval=interval)), "2026-11-20")
    assert (kept.run_start, kept.gaps) == (day("2026-09-01"), ())
    missed = read(clock(planned(("2026-09-30", too_late), interval=interval)), "2026-11-20")
    assert missed.run_start == day(too_late)
    (gap,) = missed.gaps
    assert gap.from_on == day("2026-09-30")
    assert missed.rhythms[0].runs[0].ends_on == day("2026-09-29")


def test_the_window_is_in_working_days_of_the_organisation():
    facts = clock(planned(("2026-09-30", "2026-10-15")), holidays=frozenset({day("2026-10-07")}))
    assert read(facts, "2026-11-20").gaps == ()


def test_an_occurrence_brought_forward_is_kept():
    assert read(clock(planned(("2026-09-30", "2026-09-10"))), "2026-10-20").gaps == ()


def test_moved_after_the_due_date_is_missed_however_soon_it_was_done():
    rhythm = Planned(
        1, (Occurrence(day("2026-09-30"), day("2026-10-01"), moved_on=day("2026-10-01")),), day("2026-08-25")
    )
    reading = read(clock(rhythm), "2026-10-05")
    assert (reading.run_start, len(reading.gaps)) == (day("2026-10-01"), 1)
    assert str(reading.gaps[0].why) == "The occurrence due on 2026-09-30 was moved after its due date."


@pytest.mark.parametrize(
    ("moved_on", "on", "missed"),
    [
        ("2026-10-05", "2026-10-04", False),  # nobody has moved it yet, and its window is open
        ("2026-10-05", "2026-10-05", True),
        ("2026-09-30", "2026-10-05", False),  # moved on its own day is not after it
    ],
)
def test_a_move_counts_from_the_day_on_which_it_was_made(moved_on, on, missed):
    rhythm = Planned(1, (Occurrence(day("2026-09-30"), moved_on=day(moved_on)),), day("2026-08-25"))
    assert (read(clock(rhythm), on).run_start is None) is missed


def test_an_occurrence_not_done_is_open_until_its_window_ends():
    facts = clock(planned(("2026-09-30", None)))
    waiting = read(facts, "2026-10-14")
    assert (waiting.state, ids(waiting, blocking=False)) == (ClockState.RUNNING, ["S-07.occurrence-due"])
    broken = read(facts, "2026-10-15")
    assert (broken.state, ids(broken)) == (ClockState.BROKEN, ["S-07.gap"])


def test_an_occurrence_done_after_the_judged_date_is_not_known():
    facts = clock(planned(("2026-09-30", "2026-10-09")))
    assert ids(read(facts, "2026-10-08"), blocking=False) == ["S-07.occurrence-due"]
    assert ids(read(facts, "2026-10-09"), blocking=False) == []


def test_what_is_not_imported_is_not_missed():
    facts = clock(planned(("2026-09-30", None)), horizon=day("2026-10-13"))
    assert read(facts, "2026-10-20").run_start == day("2026-09-01")


def test_due_dates_before_the_run_are_not_asked_for():
    assert read(clock(planned(("2026-08-28", None), *MONTHLY)), "2026-12-20").run_start == day("2026-09-01")


def test_three_months_without_one_occurrence_are_no_evidence():
    facts = clock(planned(("2026-11-30", None), interval=3))
    reading = read(facts, "2026-12-02")
    assert (reading.months_complete, reading.passed, ids(reading)) == (3, False, ["S-07.no-occurrence"])


@pytest.mark.parametrize(
    ("done", "stage2", "passed"),
    [
        ("2026-08-20", None, True),  # the day its procedure was approved
        ("2026-08-19", None, False),
        ("2026-11-25", "2026-12-10", True),
        ("2026-12-11", "2026-12-10", False),
        (None, None, False),
    ],
)
def test_a_rhythm_over_three_months_has_one_occurrence_between_procedure_and_stage_2(done, stage2, passed):
    rhythm = planned(("2027-03-31", done), interval=12)
    facts = clock(rhythm, stage2_on=day(stage2) if stage2 else None)
    reading = read(facts, "2026-12-20")
    assert (reading.run_start, reading.passed) == (day("2026-09-01"), passed)
    assert ids(reading) == ([] if passed else ["S-07.no-occurrence"])


@pytest.mark.parametrize(
    ("interval", "due", "stage2", "holds_from"),
    [
        (12, "2027-03-31", None, "2027-03-31"),  # the months are complete on 1 December, and nothing was tested by then
        (12, "2026-11-16", None, "2026-12-01"),
        (12, "2027-03-31", "2027-02-01", None),  # after Stage 2: one occurrence must be brought forward
        (12, "2027-02-01", "2027-02-01", "2027-02-01"),
        (3, "2026-12-15", None, "2026-12-15"),
    ],
)
def test_before_the_months_are_complete_the_clock_waits_for_the_first_occurrence(interval, due, stage2, holds_from):
    facts = clock(planned((due, None), interval=interval), stage2_on=day(stage2) if stage2 else None)
    reading = read(facts, "2026-10-01")
    assert ids(reading) == ["S-07.too-short", "S-07.no-occurrence"]
    assert reading.holds_from == (day(holds_from) if holds_from else None)


def test_an_occurrence_due_within_the_months_needs_no_word():
    facts = clock(planned(("2026-11-16", None), interval=3))
    assert (ids(read(facts, "2026-10-01")), read(facts, "2026-10-01").holds_from) == (
        ["S-07.too-short"],
        day("2026-12-01"),
    )


def test_without_any_due_date_ahead_the_clock_names_no_day():
    reading = read(clock(planned(interval=12)), "2026-10-01")
    assert (ids(reading), reading.holds_from) == (["S-07.too-short", "S-07.no-occurrence"], None)


@pytest.mark.parametrize(
    ("interval", "due", "found"),
    [
        (1, ["2026-09-30", "2026-10-30", "2026-11-27"], False),
        (1, ["2026-09-30", "2026-11-27"], True),
        (3, ["2026-10-30"], False),
        (3, ["2026-12-01"], True),
    ],
)
def test_due_dates_are_no_further_apart_than_the_rhythm(interval, due, found):
    rhythm = planned(*((each, each) for each in due), interval=interval)
    reading = read(clock(rhythm), "2026-12-01")
    assert ("S-07.due-dates-too-far-apart" in ids(reading)) is found


def test_a_hole_in_the_due_dates_is_no_promise_that_clears_itself():
    reading = read(clock(planned(("2026-09-30", "2026-09-30"), ("2026-11-27", None))), "2026-11-10")
    assert ids(reading) == ["S-07.too-short", "S-07.due-dates-too-far-apart"]
    assert reading.holds_from is None


def test_what_was_done_is_what_counts():
    reading = read(clock(planned(*MONTHLY)), "2026-12-20")
    assert (reading.counted, reading.first_counted, reading.last_counted) == (3, day("2026-10-02"), day("2026-12-01"))
    assert reading.rhythms[0].runs[0].counted == 3


def test_an_occurrence_on_a_day_with_a_record_is_that_record():
    assert read(clock(planned(*MONTHLY), days=["2026-10-02"]), "2026-12-20").counted == 3


def test_the_programme_may_set_the_window():
    rhythm = Planned(1, (Occurrence(day("2026-09-30"), day("2026-10-07")),), day("2026-08-25"), window_days=4)
    assert len(read(clock(rhythm), "2026-10-20").gaps) == 1
