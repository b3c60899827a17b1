"""What falls due, what of it is on the list of actions, and who is told when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.dues.due import AHEAD, Due
from milepost.engines.rules.dues.listing import changes_to
from milepost.engines.rules.dues.practices import (
    Asked,
    Operated,
    month_dues,
    occurrence_dues,
    record_due,
    rehearsal_due,
)
from milepost.engines.rules.dues.reminding import Stage, escalations, late_since, owners_stage
from milepost.engines.rules.months import month_of
from milepost.engines.rules.results import Subject
from milepost.engines.rules.texts import as_written

PROBLEM = Subject("practice", "problem", "Problem management")
RECORDS = Asked("records", as_written("problem records"))
DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def live(*counted: date, since: date = date(2026, 9, 1), until: date | None = None) -> Operated:
    return Operated(PROBLEM, "olga", since, until, dict.fromkeys(counted, 1))


def due(period: str, due_on: date, *, settled: bool = False, recurs: bool = False) -> Due:
    return Due(PROBLEM, "records", period, due_on, as_written("Do it"), settled=settled, recurs=recurs)


# -- a month that would stay silent -----------------------------------------------------------------------------------


def test_a_month_without_a_record_is_owed_until_the_tenth_working_day_after_it() -> None:
    found = {one.period: one for one in month_dues(live(date(2026, 9, 7)), RECORDS, 10, set(), on=date(2026, 11, 20))}
    assert list(found) == ["2026-09", "2026-10", "2026-11"]
    assert [one.settled for one in found.values()] == [True, False, False]
    assert found["2026-10"].due_on == date(2026, 11, 13)
    assert found["2026-11"].due_on == date(2026, 12, 14)
    assert found["2026-11"].is_near(date(2026, 11, 14))
    assert not found["2026-11"].is_near(date(2026, 11, 13))


def test_a_signed_statement_settles_the_month_and_so_does_a_record_that_comes_late() -> None:
    signed = {month_of(date(2026, 10, 1))}
    found = {m.period: m.settled for m in month_dues(live(), RECORDS, 10, signed, on=date(2026, 11, 20))}
    assert found == {"2026-09": False, "2026-10": True, "2026-11": False}
    brought_in = live(date(2026, 9, 30))
    assert next(month_dues(brought_in, RECORDS, 10, set(), on=date(2026, 11, 20))).settled


def test_a_practice_that_ended_owes_no_month_after_its_last_day() -> None:
    found = month_dues(live(until=date(2026, 10, 9)), RECORDS, 10, set(), on=date(2026, 12, 1))
    assert [one.period for one in found] == ["2026-09", "2026-10"]


@given(DAYS, DAYS, st.lists(DAYS, max_size=5))
def test_a_month_is_settled_just_where_a_record_counts_in_it(since: date, on: date, counted: list[date]) -> None:
    for one in month_dues(live(*counted, since=since), RECORDS, 10, set(), on=on):
        assert one.settled == any(str(month_of(day)) == one.period and day <= on for day in counted)
        assert one.period <= str(month_of(on))
        assert one.due_on > month_of(date.fromisoformat(f"{one.period}-01")).last_day


# -- the other rhythms ------------------------------------------------------------------------------------------------


def test_a_flow_owes_its_next_record_within_the_silence_that_is_borne_and_is_listed_in_its_last_third() -> None:
    one = record_due(live(date(2026, 11, 2)), RECORDS, 10, on=date(2026, 11, 10))
    assert (one.due_on, one.listed_from, one.period) == (date(2026, 11, 16), date(2026, 11, 11), "2026-11-02")


def test_a_flow_that_never_had_a_record_owes_the_first_one() -> None:
    one = record_due(live(), RECORDS, 10, on=date(2026, 9, 3))
    assert one.due_on == date(2026, 9, 14)
    assert "first record" in str(one.title)


def test_a_broken_flow_still_owes_its_record_until_one_comes() -> None:
    silent = record_due(live(date(2026, 9, 2)), RECORDS, 10, on=date(2026, 12, 1))
    again = record_due(live(date(2026, 9, 2), date(2026, 11, 30)), RECORDS, 10, on=date(2026, 12, 1))
    assert silent.due_on < date(2026, 12, 1)
    changes = changes_to({silent.key: True}, [again], on=date(2026, 12, 1))
    assert (changes.done, changes.dropped) == ((silent.key,), ())


def test_occurrences_are_owed_on_their_days_and_the_next_days_before_the_last_is_over() -> None:
    fixed = [(date(2026, 8, 1), None), (date(2026, 10, 1), date(2026, 10, 2)), (date(2026, 12, 1), None)]
    found = [(one.what, one.period, one.settled) for one in occurrence_dues(live(), RECORDS, fixed)]
    assert found == [
        ("records", "2026-10-01", True), ("records", "2026-12-01", False),
        ("records-days", "2026-10-01", True), ("records-days", "2026-12-01", False),
    ]  # fmt: skip


def test_moving_the_last_occurrence_does_not_say_that_the_next_days_were_fixed() -> None:
    [_, fixing] = occurrence_dues(live(), RECORDS, [(date(2026, 12, 1), None)])
    moved = list(occurrence_dues(live(), RECORDS, [(date(2026, 12, 8), None)]))
    changes = changes_to({fixing.key: True}, moved, on=date(2026, 11, 20))
    assert (changes.done, changes.dropped) == ((), (fixing.key,))
    further = list(occurrence_dues(live(), RECORDS, [(date(2026, 12, 1), None), (date(2027, 3, 1), None)]))
    assert changes_to({fixing.key: True}, further, on=date(2026, 11, 20)).done == (fixing.key,)


def test_a_rehearsal_is_owed_a_month_after_the_go_live_unless_there_was_a_case_since() -> None:
    assert rehearsal_due(live(), RECORDS, [date(2026, 8, 31)], on=date(2026, 11, 1)).settled is False
    one = rehearsal_due(live(), RECORDS, [date(2026, 9, 1)], on=date(2026, 11, 1))
    assert (one.settled, one.due_on) == (True, date(2026, 10, 1))


# -- the list ---------------------------------------------------------------------------------------------------------


def test_what_is_owed_within_thirty_days_is_put_on_the_list_once() -> None:
    on = date(2026, 11, 30)
    near, far, late, done = (
        due("a", on + AHEAD), due("b", on + AHEAD + DAY), due("c", on - 90 * DAY), due("d", on, settled=True),
    )  # fmt: skip
    changes = changes_to({}, [near, far, late, done], on=on)
    assert [one.period for one in changes.put] == ["c", "a"]
    assert changes_to({near.key: False, late.key: True}, [near, far, late, done], on=on).put == ()


def test_what_was_done_leaves_the_list_and_what_nobody_owes_any_more_is_dropped() -> None:
    done, moved = due("a", date(2026, 11, 30), settled=True), due("b", date(2026, 12, 30))
    changes = changes_to({done.key: True, moved.key: True}, [done], on=date(2026, 11, 30))
    assert (changes.done, changes.dropped) == ((done.key,), (moved.key,))


def test_what_was_taken_off_and_is_owed_all_the_same_is_named_once_its_time_has_come() -> None:
    on = date(2026, 11, 30)
    near, far, done = due("a", on), due("b", on + AHEAD + DAY), due("c", on, settled=True)
    changes = changes_to(dict.fromkeys((near.key, far.key, done.key), False), [near, far, done], on=on)
    assert (changes.put, changes.again) == ((), (near,))


def test_where_nothing_is_known_for_the_moment_the_list_stays_as_it_is() -> None:
    one = due("a", date(2026, 11, 30))
    assert changes_to({one.key: True}, [], on=date(2026, 11, 30), unsure={"practice:problem"}).dropped == ()


DUES = st.lists(
    st.builds(due, st.sampled_from("abcdef"), DAYS, settled=st.booleans(), recurs=st.booleans()),
    unique_by=lambda one: one.key,
)  # fmt: skip


@given(
    DUES, st.dictionaries(st.sampled_from([f"practice:problem#records.{p}" for p in "abcdefgh"]), st.booleans()), DAYS
)
def test_doing_what_a_list_needs_leaves_it_needing_nothing(dues: list[Due], listed: dict[str, bool], on: date) -> None:
    changes = changes_to(listed, dues, on=on)
    after = (
        listed
        | {one.key: True for one in (*changes.put, *changes.again)}
        | dict.fromkeys([*changes.done, *changes.dropped], False)
    )
    again = changes_to(after, dues, on=on)
    assert (again.put, again.again, again.done, again.dropped) == ((), (), (), ())
    assert not set(changes.done) & set(changes.dropped)
    assert all(listed[key] for key in [*changes.done, *changes.dropped])
    assert not {one.key for one in changes.put} & set(listed)


# -- who is told when -------------------------------------------------------------------------------------------------


def test_the_owner_is_told_at_thirty_seven_and_one_day_and_when_late() -> None:
    day = date(2026, 11, 30)
    stages = {before: owners_stage(day, day - before * DAY) for before in (31, 30, 8, 7, 2, 1, 0, -1, -90)}
    assert list(stages.values()) == [
        None, Stage.MONTH, Stage.MONTH, Stage.WEEK, Stage.WEEK, Stage.DAY, Stage.DAY, Stage.LATE, Stage.LATE,
    ]  # fmt: skip


def told(
    late: int, *, owner: str = "olga", coordinator: str = "ada", sponsor: str = "sari", heard: int | None = 7
) -> list[tuple[str, str]]:
    day = date(2026, 11, 30)
    found = escalations(
        day, day + late * DAY, owner=owner, coordinator=coordinator, sponsor=sponsor,
        coordinator_told_on=None if heard is None else day + heard * DAY,
    )  # fmt: skip
    return [(stage.value, person) for stage, person in found]


def test_the_coordinator_hears_after_a_week_and_the_sponsor_after_two() -> None:
    assert [told(late) for late in (6, 7, 13)] == [[], [("coordinator", "ada")], [("coordinator", "ada")]]
    assert told(14) == [("coordinator", "ada"), ("sponsor", "sari")]


def test_the_sponsor_hears_a_week_after_the_coordinator_at_the_soonest() -> None:
    assert told(90, heard=None) == [("coordinator", "ada")]
    assert told(96, heard=90) == [("coordinator", "ada")]
    assert told(97, heard=90) == [("coordinator", "ada"), ("sponsor", "sari")]


def test_lateness_counts_from_when_it_was_listed_and_its_owner_knew() -> None:
    due_on, listed, knew = date(2026, 9, 1), date(2026, 11, 1), date(2026, 11, 3)
    assert late_since(due_on, listed_on=date(2026, 8, 1), owner_told_on=date(2026, 8, 2)) == due_on
    assert late_since(due_on, listed_on=listed, owner_told_on=None) == listed
    assert late_since(due_on, listed_on=listed, owner_told_on=knew) == knew


def test_nobody_hears_of_their_own_twice_and_without_a_coordinator_the_sponsor_hears_after_a_week() -> None:
    assert told(14, owner="ada") == [("sponsor", "sari")]
    assert told(14, owner="sari", coordinator="sari") == []
    assert told(7, coordinator="") == [("sponsor", "sari")]
    assert told(14, owner="", sponsor="") == [("coordinator", "ada")]


@given(DAYS, st.integers(-400, 400))
def test_a_stage_never_goes_back_as_the_days_pass(due_on: date, days: int) -> None:
    order = [None, Stage.MONTH, Stage.WEEK, Stage.DAY, Stage.LATE]
    on = due_on + days * DAY
    assert order.index(owners_stage(due_on, on)) <= order.index(owners_stage(due_on, on + DAY))
