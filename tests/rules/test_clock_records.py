"""Which records count as evidence of operation: each ground with its exact number, and how records become groups."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rules.clock.days import DayCount, daily_counts
from milepost.engines.rules.clock.records import (
    Ground,
    Period,
    PracticeTerms,
    Record,
    Timing,
    Verdict,
    judge_records,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 9, 9, 5, tzinfo=UTC)  # 12:00 in Jakarta
TODAY = date(2026, 9, 9)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ALWAYS = (Period(date(2000, 1, 1)),)

TERMS = PracticeTerms(
    live=(Period(date(2026, 8, 31), date(2026, 12, 31)),),
    procedures=(Period(date(2026, 9, 1)),),
    services=frozenset({"network", "backup"}),
    tools={"snow": ALWAYS, "sheet": ALWAYS, "native": ALWAYS, "old": (Period(date(2026, 8, 1), date(2026, 9, 8)),)},
)
SOURCES = {
    "snow": Timing.SYSTEM_TIMED,
    "old": Timing.SYSTEM_TIMED,
    "native": Timing.NATIVE,
    "sheet": Timing.HAND_KEPT,
    "mail": Timing.SYSTEM_TIMED,
}


def record(number: int = 1, **changes: object) -> Record:
    plain = Record(
        practice="incident",
        source="snow",
        source_id=f"INC{number:04}",
        opened_at=NOON,
        entered_at=NOON,
        received_at=NOON + DAY,
        service="network",
        actor="ada",
        requester_present=True,
        resolution_present=True,
        text_present=True,
        likeness=f"unlike-{number}",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def verdicts(*records: Record, terms: PracticeTerms = TERMS) -> list[Verdict]:
    judged = judge_records(records, practices={"incident": terms, "change": terms}, sources=SOURCES, zone=JAKARTA)
    return [verdict for _record, verdict in judged]


def ground(**changes: object) -> Ground | None:
    return verdicts(record(**changes))[0].ground


def test_a_plain_record_counts_on_the_day_of_its_event():
    assert verdicts(record()) == [Verdict(counted=True, day=TODAY)]


def test_the_day_is_that_of_the_programmes_zone():
    just_after_midnight = datetime(2026, 9, 9, 17, 0, tzinfo=UTC)
    assert verdicts(record(opened_at=just_after_midnight))[0].day == date(2026, 9, 10)
    assert verdicts(record(opened_at=just_after_midnight - SECOND))[0].day == TODAY


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cancelled": True}, Ground.CANCELLED),
        ({"source": "mail"}, Ground.OTHER_TOOL),
        ({"source": "old"}, Ground.OTHER_TOOL),
        ({"source": "old", "opened_at": NOON - DAY, "entered_at": NOON - DAY}, None),
        ({"service": "payroll"}, Ground.OUT_OF_SCOPE),
        ({"service": "backup"}, None),
        ({"service": None}, None),
        ({"service": "rack 12", "service_mapped": False}, Ground.UNMAPPED),
        ({"service": None, "service_mapped": False}, Ground.UNMAPPED),
        ({"absent_from_earlier": True}, Ground.APPEARED_LATER),
        ({"absent_from_earlier": True, "accepted": True}, None),
    ],
)
def test_a_record_has_its_own_grounds(changes, expected):
    assert ground(**changes) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 30), Ground.OUTSIDE_LIVE_DATES),
        (date(2026, 8, 31), Ground.NO_APPROVED_PROCEDURE),
        (date(2026, 9, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), Ground.OUTSIDE_LIVE_DATES),
    ],
)
def test_live_dates_and_procedure_are_met_on_their_first_and_last_day(day, expected):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=JAKARTA)
    assert ground(opened_at=at, entered_at=at, received_at=at) == expected


@pytest.mark.parametrize(
    ("source", "entered_after", "received_after", "expected"),
    [
        ("snow", timedelta(days=7), timedelta(days=8), None),
        ("snow", timedelta(days=7) + SECOND, timedelta(days=8), Ground.LATE),
        ("native", timedelta(days=7), timedelta(days=8), None),
        ("native", timedelta(days=7) + SECOND, timedelta(days=8), Ground.LATE),
        ("snow", None, timedelta(days=400), None),
        ("snow", timedelta(0), timedelta(days=400), None),
        ("sheet", None, timedelta(days=31), None),
        ("sheet", None, timedelta(days=31) + SECOND, Ground.LATE),
        ("sheet", timedelta(0), timedelta(days=31) + SECOND, Ground.LATE),
    ],
)
def test_late_is_judged_by_entry_and_in_hand_kept_sources_by_receipt(source, entered_after, received_after, expected):
    entered_at = None if entered_after is None else NOON + entered_after
    assert ground(source=source, entered_at=entered_at, received_at=NOON + received_after) == expected


@pytest.mark.parametrize(
    ("closed_after", "requester", "resolution", "expected"),
    [
        (timedelta(seconds=60), False, False, Ground.PLACEHOLDER),
        (timedelta(seconds=61), False, False, None),
        (timedelta(seconds=10), True, True, None),
        (timedelta(seconds=10), True, False, None),
        (timedelta(seconds=10), False, True, None),
        (timedelta(seconds=10), None, False, None),
        (timedelta(seconds=10), False, None, None),
        (None, False, False, None),
    ],
)
def test_closed_at_once_and_empty_is_a_placeholder_but_a_quick_fix_counts(
    closed_after, requester, resolution, expected
):
    closed_at = None if closed_after is None else NOON + closed_after
    changes = {"closed_at": closed_at, "requester_present": requester, "resolution_present": resolution}
    assert ground(**changes) == expected


def alike(count: int, **changes: object) -> list[Record]:
    return [
        record(number, likeness="same", opened_at=NOON + number * DAY, entered_at=NOON + number * DAY, **changes)
        for number in range(count)
    ]


def test_five_alike_in_every_field_but_id_and_times_are_placeholders():
    assert [verdict.ground for verdict in verdicts(*alike(5))] == [Ground.PLACEHOLDER] * 5
    assert [verdict.ground for verdict in verdicts(*alike(4))] == [None] * 4


@pytest.mark.parametrize("absent", [{"requester_present": None}, {"text_present": None}])
def test_likeness_says_nothing_where_requester_or_text_is_no_column(absent):
    assert [verdict.ground for verdict in verdicts(*alike(9, **absent))] == [None] * 9


def test_alike_in_two_practices_is_not_alike():
    others = [replace(each, practice="change") for each in alike(4)]
    assert {verdict.ground for verdict in verdicts(*alike(4), *others)} == {None}


ENTRY = NOON + timedelta(days=3)


def typed_in(count: int, *, apart: timedelta = timedelta(minutes=1), **changes: object) -> list[Record]:
    """Records of one actor whose events lie days before one evening of typing."""
    return [
        record(
            number,
            **{
                "opened_at": NOON + timedelta(hours=number),
                "entered_at": ENTRY + number * apart,
                "received_at": ENTRY + DAY,
            }
            | changes,
        )
        for number in range(count)
    ]


def test_ten_typed_in_within_the_hour_count_once_on_the_day_of_entry():
    judged = verdicts(*typed_in(10))
    assert judged[0] == Verdict(counted=True, day=date(2026, 9, 12), ground=Ground.BURST)
    assert [verdict.counted for verdict in judged[1:]] == [False] * 9
    assert {verdict.ground for verdict in judged} == {Ground.BURST}


def test_nine_typed_in_within_the_hour_count_each():
    assert {verdict.ground for verdict in verdicts(*typed_in(9))} == {None}


@pytest.mark.parametrize(("minutes", "expected"), [(60, 1), (61, 10)])
def test_the_hour_holds_both_its_ends(minutes, expected):
    records = [*typed_in(9), record(9, entered_at=ENTRY + timedelta(minutes=minutes))]
    assert sum(verdict.counted for verdict in verdicts(*records)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(24, 10), (25, 1)])
def test_only_what_is_entered_more_than_a_day_after_the_event_is_a_burst(hours, expected):
    records = [
        record(number, opened_at=NOON, entered_at=NOON + timedelta(hours=hours, seconds=0 if hours == 24 else number))
        for number in range(10)
    ]
    assert sum(verdict.counted for verdict in verdicts(*records)) == expected


def test_an_outage_with_five_hundred_tickets_as_it_happens_is_no_burst():
    tickets = [
        record(number, opened_at=NOON + number * SECOND, entered_at=NOON + number * SECOND) for number in range(500)
    ]
    assert sum(verdict.counted for verdict in verdicts(*tickets)) == 500


def test_bulk_closing_is_no_burst():
    opened = [NOON + timedelta(hours=7 * number) for number in range(30)]
    closed = [
        record(number, opened_at=at, entered_at=at, closed_at=NOON + timedelta(days=20))
        for number, at in enumerate(opened)
    ]
    assert sum(verdict.counted for verdict in verdicts(*closed)) == 30


def test_a_burst_is_of_one_actor_and_one_practice():
    by_two = [replace(each, actor="ben" if number % 2 else "ada") for number, each in enumerate(typed_in(18))]
    assert {verdict.ground for verdict in verdicts(*by_two)} == {None}
    of_two = [
        replace(each, practice="change" if number % 2 else "incident") for number, each in enumerate(typed_in(18))
    ]
    assert {verdict.ground for verdict in verdicts(*of_two)} == {None}


def test_without_an_actor_column_nobody_typed_a_burst_but_empty_actors_are_one_person():
    assert {verdict.ground for verdict in verdicts(*typed_in(20, actor=None))} == {None}
    assert sum(verdict.counted for verdict in verdicts(*typed_in(20, actor=""))) == 1


def test_an_evening_of_typing_is_one_burst_however_long():
    assert sum(verdict.counted for verdict in verdicts(*typed_in(40, apart=timedelta(minutes=6)))) == 1


def test_two_evenings_are_two_bursts():
    second = [
        replace(each, source_id=f"B{each.source_id}", entered_at=each.entered_at + timedelta(hours=3), opened_at=NOON)
        for each in typed_in(10)
        if each.entered_at
    ]
    counted = [verdict for verdict in verdicts(*typed_in(10), *second) if verdict.counted]
    assert counted == [Verdict(counted=True, day=date(2026, 9, 12), ground=Ground.BURST)] * 2


def test_what_has_a_ground_of_its_own_still_fills_the_window_and_cannot_stand_for_the_burst():
    records = [replace(each, cancelled=number < 3) for number, each in enumerate(typed_in(10))]
    judged = verdicts(*records)
    assert [verdict.ground for verdict in judged] == [Ground.CANCELLED] * 3 + [Ground.BURST] * 7
    assert [verdict.counted for verdict in judged] == [False] * 3 + [True] + [False] * 6


def test_a_burst_of_nothing_but_late_records_does_not_count_at_all():
    judged = verdicts(*typed_in(12, opened_at=NOON - timedelta(days=6)))
    assert Counter(verdict.ground for verdict in judged) == {Ground.LATE: 12}


def opened_together(count: int, **changes: object) -> list[Record]:
    return [
        record(number, entered_at=None, opened_at=NOON + number * SECOND, actor=None, **changes)
        for number in range(count)
    ]


@pytest.mark.parametrize(("others", "counted"), [(0, 1), (2, 3), (3, 13)])
def test_without_entry_times_ten_within_the_hour_count_once_if_they_make_four_fifths_of_the_month(others, counted):
    elsewhere = [
        record(100 + number, entered_at=None, opened_at=NOON + (number + 2) * DAY, actor=None)
        for number in range(others)
    ]
    assert sum(verdict.counted for verdict in verdicts(*opened_together(10), *elsewhere)) == counted


def test_the_share_is_of_the_whole_month_of_the_practice_with_entry_times_too_and_of_no_other_month():
    with_entry = [record(100 + n, opened_at=NOON + (n + 1) * DAY, entered_at=NOON + (n + 1) * DAY) for n in range(3)]
    assert sum(verdict.counted for verdict in verdicts(*opened_together(10), *with_entry)) == 13
    next_month = [replace(each, opened_at=each.opened_at + timedelta(days=30)) for each in with_entry]
    assert sum(verdict.counted for verdict in verdicts(*opened_together(10), *next_month)) == 1 + 3


def test_a_desk_that_is_busy_all_month_is_no_burst():
    every_four_minutes = [
        record(number, opened_at=NOON + 4 * number * timedelta(minutes=1), entered_at=None, actor=None)
        for number in range(1_000)
    ]
    assert all(verdict.counted and verdict.ground is None for verdict in verdicts(*every_four_minutes))


def test_nine_without_entry_times_are_no_burst():
    assert sum(verdict.counted for verdict in verdicts(*opened_together(9))) == 9


def test_a_record_has_one_ground_the_first_in_the_order_of_the_list():
    everything = {
        "cancelled": True,
        "source": "mail",
        "opened_at": NOON - timedelta(days=300),
        "service": "payroll",
        "absent_from_earlier": True,
        "requester_present": False,
        "resolution_present": False,
        "closed_at": NOON - timedelta(days=300),
    }
    seen = []
    for mended in [
        {},
        {"cancelled": False},
        {"source": "snow"},
        {"opened_at": datetime(2026, 8, 31, 5, tzinfo=UTC)},
        {"opened_at": datetime(2026, 9, 1, 5, tzinfo=UTC)},
        {"service": "rack 12", "service_mapped": False},
        {"entered_at": None},
        {"accepted": True},
        {"service_mapped": True, "service": "network"},
        {"requester_present": True},
    ]:
        everything |= mended
        seen.append(ground(**everything))
    assert seen == [*(each for each in Ground if each is not Ground.BURST), None]


def test_the_roll_up_has_each_record_once():
    judged = judge_records(
        [*typed_in(10), record(50), record(51, cancelled=True)],
        practices={"incident": TERMS},
        sources=SOURCES,
        zone=JAKARTA,
    )
    counts = daily_counts(judged)
    assert [day.day for day in counts] == sorted(day.day for day in counts)
    assert sum(day.counted + sum(day.discounted.values()) for day in counts) == 12
    assert DayCount(date(2026, 9, 12), 1) in counts
    assert DayCount(TODAY, 1, {Ground.BURST: 9, Ground.CANCELLED: 1}) in counts


MINUTES = st.integers(0, 150)


def entry_after(minutes: int) -> datetime:
    return ENTRY + timedelta(minutes=minutes)


@st.composite
def random_records(draw: st.DrawFn) -> list[Record]:
    """Records crowded enough for bursts, likenesses and shares to be made and broken."""
    entries = draw(st.sampled_from([MINUTES.map(entry_after), st.none(), MINUTES.map(entry_after) | st.none()]))
    records = []
    for number in range(draw(st.sampled_from([5, 15, 30]))):
        entered_at = draw(entries)
        opened_at = NOON + timedelta(hours=draw(st.integers(0, 60)))
        records.append(
            record(
                number,
                opened_at=opened_at if entered_at else NOON + timedelta(minutes=draw(MINUTES)),
                entered_at=entered_at,
                actor=draw(st.sampled_from(["ada", "ada", "ada", None])),
                likeness=draw(st.sampled_from(["a", "b", "c", f"unlike-{number}", f"unlike-{number}"])),
                cancelled=draw(st.integers(0, 9)) == 0,
            )
        )
    return records


@given(random_records(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(records, rng):
    shuffled = rng.sample(records, len(records))
    judged = judge_records(shuffled, practices={"incident": TERMS}, sources=SOURCES, zone=JAKARTA)
    by_id = {each.source_id: verdict for each, verdict in judged}
    assert [by_id[each.source_id] for each in records] == verdicts(*records)


@given(random_records())
def test_bursts_are_what_the_windows_say_one_by_one(records):
    """The definition word for word: a window at each entry, full with ten, joined where they share a record."""
    typed = [r for r in records if r.actor is not None and r.entered_at and r.entered_at - r.opened_at > DAY]
    windows = [
        {other.source_id for other in typed if r.entered_at <= other.entered_at <= r.entered_at + timedelta(minutes=60)}
        for r in typed
    ]
    bursts: list[set[str]] = []
    for window in (window for window in windows if len(window) >= 10):
        joined = [burst for burst in bursts if burst & window]
        bursts = [burst for burst in bursts if not burst & window] + [window.union(*joined)]
    judged = dict(zip((r.source_id for r in records), verdicts(*records), strict=True))
    plain = {r.source_id for r in records if judged[r.source_id].ground in (None, Ground.BURST) and r.entered_at}
    assert {key for key in plain if judged[key].ground is Ground.BURST} == plain & set().union(*bursts)
    counted = sorted(sum(judged[key].counted for key in burst & plain) for burst in bursts if burst & plain)
    assert counted == [1] * len(counted)


@given(random_records(), random_records())
def test_a_record_that_counts_itself_takes_nothing_from_the_others(records, more):
    added = replace(more[0], source_id="NEW") if more else record(999)
    before = verdicts(*records)
    *after, own = verdicts(*records, added)
    if own.counted and own.ground is None:
        lost = {verdict.day for verdict in before if verdict.counted} - {
            verdict.day for verdict in after if verdict.counted
        }
        assert lost == set()
        assert sum(verdict.counted for verdict in after) >= sum(verdict.counted for verdict in before)
