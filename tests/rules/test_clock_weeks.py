"""The calendar strip: weeks from Monday to Sunday, each day with its count and what it means."""

from milepost.engines.rules.clock.rhythms import Flow
from milepost.engines.rules.clock.weeks import DayState, week_strip
from tests.rules.clocks import clock, day, each_day, read

HOLIDAY = day("2026-09-09")
WEEKDAYS_OF_RUN_1 = [each for each in each_day("2026-08-31", "2026-09-18") if each.weekday() < 6 and each != HOLIDAY]
RUN_2 = each_day("2026-10-06", "2026-11-16")
FACTS = clock(
    Flow(),
    days=WEEKDAYS_OF_RUN_1 + RUN_2,
    live_on=day("2026-08-31"),
    horizon=day("2026-11-16"),
    holidays=frozenset({day("2026-12-25"), HOLIDAY}),
    known_on=day("2026-11-17"),
)
READING = read(FACTS, "2026-11-17")
WEEKS = {week.starts_on: week for week in week_strip(FACTS, READING)}


def states(monday: str) -> str:
    """One letter a day."""
    return "".join(cell.state[0] for cell in WEEKS[day(monday)].cells)


def test_the_strip_runs_from_go_live_to_the_day_the_months_are_complete():
    assert (min(WEEKS), max(WEEKS)) == (day("2026-08-31"), day("2027-01-04"))
    assert all(len(week.cells) == 7 and week.starts_on.weekday() == 0 for week in WEEKS.values())


def test_each_day_says_what_it_means():
    assert states("2026-09-07") == "cchcccw"
    assert states("2026-09-28") == "sssssww"
    assert states("2026-10-05") == "scccccc"
    assert states("2026-11-16") == "cnfffff"


def test_a_week_has_its_sum_and_its_run():
    assert [(WEEKS[day(monday)].counted, WEEKS[day(monday)].run) for monday in ("2026-09-07", "2026-09-28")] == [
        (5, 1),
        (0, None),
    ]
    assert (WEEKS[day("2026-10-05")].counted, WEEKS[day("2026-10-05")].run) == (6, 2)


def test_the_start_of_a_run_and_the_end_of_the_months_are_marked():
    cells = [cell for week in WEEKS.values() for cell in week.cells]
    assert [cell.day for cell in cells if cell.starts_run] == [day("2026-08-31"), day("2026-10-06")]
    assert [cell.day for cell in cells if cell.completes] == [day("2027-01-06")]


def test_weekends_and_holidays_are_free_even_in_the_future():
    cells = {cell.day: cell for week in WEEKS.values() for cell in week.cells}
    assert cells[day("2026-12-25")].is_free
    assert cells[day("2026-12-26")].is_free
    assert not cells[day("2026-12-24")].is_free


def test_days_before_go_live_are_no_silence():
    facts = clock(days=["2026-09-03"], live_on=day("2026-09-02"))
    (week,) = [week for week in week_strip(facts, read(facts, "2026-09-04")) if week.starts_on == day("2026-08-31")]
    assert [cell.state for cell in week.cells][:5] == [
        DayState.BEFORE,
        DayState.BEFORE,
        DayState.SILENT,
        DayState.COUNTED,
        DayState.SILENT,
    ]


def test_a_practice_without_go_live_or_records_has_no_strip():
    facts = clock(live_on=None)
    assert week_strip(facts, read(facts, "2026-09-04")) == ()
    later = clock(live_on=day("2026-10-01"))
    assert week_strip(later, read(later, "2026-09-04")) == ()


def test_the_gap_of_the_drawn_example_is_found():
    """The example of the interface design: run 1, eleven silent working days, run 2 complete on 6 January."""
    facts = clock(days=WEEKDAYS_OF_RUN_1 + RUN_2, live_on=day("2026-08-31"), horizon=day("2026-11-16"))
    reading = read(facts, "2026-11-17")
    (gap,) = reading.gaps
    assert (gap.from_on, gap.to_on) == (day("2026-09-21"), day("2026-10-05"))
    assert (reading.run_start, reading.complete_on) == (day("2026-10-06"), day("2027-01-06"))
    assert (reading.months_complete, reading.longest_silence_days) == (1, 0)
