"""The picture of a plan as shapes: everything on the canvas, in order, and where its days are."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.features.plans.gantt.axis import LEAST, MOST, Axis, Scale
from milepost.features.plans.gantt.choosing import Size, chosen_scale, open_phases, toggled
from milepost.features.plans.gantt.drawing import HEAD, MANY, PAD, Bar, Picture, Row, draw
from milepost.features.plans.gantt.shortening import shortened, width_of
from milepost.features.plans.gantt.values import Kind, Line, Stage
from milepost.platform.ui.formats import as_day

ON = date(2026, 3, 2)
days = st.dates(date(1970, 1, 1), date(2100, 12, 31))
near = st.dates(date(2024, 1, 1), date(2030, 12, 31))
scales = st.sampled_from([None, *Scale])
names = st.text(max_size=120)


@st.composite
def spans(draw: st.DrawFn, among: st.SearchStrategy[date]) -> tuple[date, date]:
    first, last = sorted((draw(among), draw(among)))
    return first, last


@st.composite
def lines(draw: st.DrawFn, kind: Kind, number: int) -> Line:
    among = days if draw(st.integers(0, 9)) == 0 else near
    likely = draw(spans(among))
    if kind is Kind.GATE:
        likely = likely[1], likely[1]
    return Line(
        key=f"{kind}-{number}",
        kind=kind,
        name=draw(names),
        likely=likely,
        planned=draw(spans(among)) if kind is Kind.ACTIVITY else None,
        p80=draw(st.none() | among) if kind is Kind.GATE else None,
        is_done=draw(st.booleans()),
        is_critical=draw(st.booleans()),
        told=f"{kind}-{number}",
        beside="2 Jun, P80 23 Aug 2027",
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[Stage, ...]:
    stages = []
    for place in range(draw(st.integers(1, 3))):
        kinds = draw(st.lists(st.sampled_from([Kind.ACTIVITY, Kind.WAIT]), max_size=5))
        found = [draw(lines(kind, 100 * place + number)) for number, kind in enumerate(kinds)]
        gate = draw(lines(Kind.GATE, place))
        stages.append(Stage(f"phase-{place}", draw(names), (*found, gate), draw(st.booleans())))
    return tuple(stages)


def _drawn(stages: tuple[Stage, ...], on: date = ON, scale: Scale | None = None) -> Picture:
    return draw(stages, on=on, word=as_day, today="Today, 2 Mar", scale=scale)


def _activity(first: date, last: date, key: str = "a", **changed: object) -> Line:
    return replace(Line(key, Kind.ACTIVITY, key, (first, last), (first, last), told=key), **changed)  # type: ignore[arg-type]


def _gate(day: date, p80: date | None = None) -> Line:
    return Line("gate:G1", Kind.GATE, "G1", (day, day), p80=p80, told="gate:G1", beside="2 Jun")


def _bars(row: Row) -> list[Bar]:
    return [bar for bar in (row.bar, row.ghost, row.whisker) if bar]


# -- what may never happen --------------------------------------------------------------------------------------------


@given(plans(), days, scales)
def test_every_shape_lies_on_the_canvas(stages: tuple[Stage, ...], on: date, scale: Scale | None) -> None:
    picture = _drawn(stages, on, scale)
    for row in picture.rows:
        assert all(bar.x >= 0 and bar.width > 0 and bar.end <= picture.width for bar in _bars(row))
        assert row.diamond is None or PAD <= row.diamond <= picture.width - PAD
        assert row.tick is None or 0 < row.tick < picture.width
        assert row.bottom <= picture.body <= picture.height
        if row.label:
            ends = row.label.x + width_of(row.label.words, 11) * (1 if row.label.anchor == "start" else -1)
            assert 0 <= ends <= picture.width
    assert all(PAD <= mark.x <= picture.width for mark in (*picture.marks, *picture.marks_above))
    assert picture.today is None or PAD <= picture.today.x <= picture.width - PAD


@given(plans(), scales)
def test_rows_keep_the_order_of_their_lines_one_under_the_other(stages: tuple[Stage, ...], scale: Scale | None) -> None:
    picture = _drawn(stages, scale=scale)
    shown = [line.told for stage in stages for line in (stage.lines if stage.is_open else stage.gates)]
    assert [row.told for row in picture.rows if row.kind != "stage"] == shown
    tops = [HEAD, *(row.bottom for row in picture.rows)]
    assert [row.y for row in picture.rows] == tops[:-1]


@given(plans(), scales)
def test_a_whisker_begins_at_its_diamond_and_leads_to_the_right(stages: tuple[Stage, ...], scale: Scale | None) -> None:
    for row in _drawn(stages, scale=scale).rows:
        if row.whisker:
            assert row.diamond == row.whisker.x
            assert row.whisker.width > 0


@given(plans(), scales)
def test_what_is_earlier_lies_further_left(stages: tuple[Stage, ...], scale: Scale | None) -> None:
    known = {line.told: line for stage in stages for line in stage.lines}
    bars = [(known[row.told], row.bar) for row in _drawn(stages, scale=scale).rows if row.told in known and row.bar]
    bars.sort(key=lambda pair: pair[0].likely[0])
    seen = [bar.x for _line, bar in bars]
    # A bar too short to be seen is widened, at the right edge to the left.
    assert all(after >= before - 3 for before, after in pairwise(seen))


@given(plans(), scales)
def test_opening_a_phase_moves_nothing_sideways(stages: tuple[Stage, ...], scale: Scale | None) -> None:
    opened = tuple(replace(stage, is_open=True) for stage in stages)
    wide, narrow = _drawn(opened, scale=scale), _drawn(stages, scale=scale)
    assert (wide.width, wide.marks, wide.today) == (narrow.width, narrow.marks, narrow.today)
    shapes = {row.told: (row.bar, row.ghost, row.diamond) for row in wide.rows if row.kind != "stage"}
    assert all(shapes[row.told] == (row.bar, row.ghost, row.diamond) for row in narrow.rows if row.kind != "stage")


@given(plans(), scales)
def test_the_same_lines_give_the_same_picture(stages: tuple[Stage, ...], scale: Scale | None) -> None:
    assert _drawn(stages, scale=scale) == _drawn(stages, scale=scale)


@given(spans(days), scales)
def test_an_axis_holds_both_days_in_whole_units_and_is_never_too_wide(
    span: tuple[date, date], scale: Scale | None
) -> None:
    axis = Axis.of(*span, scale)
    assert axis.first <= span[0] <= span[1] < axis.end
    assert LEAST <= axis.width <= MOST + 400
    assert axis.x(axis.first) == 0
    assert axis.after(axis.end - timedelta(days=1)) == axis.width
    marks = axis.marks(as_day)
    assert marks[0].x == 0
    assert [mark.x for mark in marks] == sorted({mark.x for mark in marks})


@given(names, st.floats(20, 600))
def test_a_name_is_shortened_to_what_fits_and_says_so(name: str, width: float) -> None:
    found = shortened(name, width)
    assert width_of(found) <= width
    assert found == name or (found.endswith("…") and name.startswith(found[:-1]))


# -- single cases -----------------------------------------------------------------------------------------------------


def test_a_bar_reaches_from_the_morning_of_its_first_day_to_the_evening_of_its_last() -> None:
    stage = Stage("design", "Design", (_activity(date(2026, 1, 1), date(2026, 12, 31)),))
    picture = _drawn((stage,), scale=Scale.MONTH)
    bar = picture.rows[1].bar
    assert bar
    assert (bar.x, bar.end) == (PAD, picture.width - PAD)
    assert [mark.words for mark in picture.marks][:3] == ["Jan", "Feb", "Mar"]
    assert [mark.words for mark in picture.marks_above] == ["2026"]


def test_the_ghost_stands_where_the_activity_was_planned() -> None:
    planned = date(2026, 1, 1), date(2026, 1, 31)
    line = _activity(date(2026, 3, 1), date(2026, 3, 31), planned=planned)
    row = _drawn((Stage("design", "Design", (line,)),), scale=Scale.MONTH).rows[1]
    assert row.ghost
    assert row.bar
    assert row.ghost.end < row.bar.x
    assert row.ghost.x == PAD


def test_a_p80_before_the_likely_day_has_no_whisker() -> None:
    gate = _gate(date(2026, 5, 1), p80=date(2026, 4, 1))
    assert _drawn((Stage("design", "Design", (gate,)),)).rows[1].whisker is None


def test_a_closed_phase_shows_its_gate_and_how_far_it_reaches() -> None:
    line = _activity(date(2026, 1, 5), date(2026, 3, 31), is_critical=True)
    stage = Stage("design", "Design", (line, _gate(date(2026, 4, 1))), is_open=False)
    picture = _drawn((stage,))
    assert [row.kind for row in picture.rows] == ["stage", "gate"]
    assert picture.rows[0].bar
    assert picture.rows[0].is_critical


@pytest.mark.parametrize(
    ("years", "expected"), [(0, Scale.WEEK), (1, Scale.MONTH), (3, Scale.QUARTER), (10, Scale.YEAR), (100, Scale.YEAR)]
)
def test_the_zoom_fits_the_plan_unless_it_is_asked_for(years: int, expected: Scale) -> None:
    assert Axis.of(date(2000, 1, 1), date(2000 + years, 3, 1)).scale is expected


def test_weeks_of_a_century_become_the_nearest_scale_that_can_be_drawn() -> None:
    assert Axis.of(date(2000, 1, 1), date(2010, 1, 1), Scale.WEEK).scale is Scale.WEEK
    assert Axis.of(date(2000, 1, 1), date(2050, 1, 1), Scale.WEEK).scale is Scale.QUARTER
    assert Axis.of(date(2000, 1, 1), date(2099, 1, 1), Scale.WEEK).scale is Scale.YEAR


def test_a_long_picture_says_its_scale_again_below() -> None:
    few = [_activity(ON, ON, f"a{number}") for number in range(MANY - 1)]
    assert not _drawn((Stage("design", "Design", tuple(few)),)).has_foot
    assert _drawn((Stage("design", "Design", (*few, _activity(ON, ON, "last"))),)).has_foot


def test_today_makes_way_at_the_edges_and_is_left_out_where_the_plan_ended() -> None:
    over = Stage("design", "Design", (_activity(date(2026, 1, 5), date(2027, 9, 1)),))
    shown = [_drawn((over,), on=on).today for on in (date(2026, 1, 1), date(2026, 8, 1), date(2027, 9, 29))]
    assert [label.anchor for label in shown if label] == ["start", "middle", "end"]
    assert _drawn((over,), on=date(2029, 1, 1)).today is None


# -- the address ------------------------------------------------------------------------------------------------------

SIZES = (Size("foundation", 40, True), Size("design", 100, False), Size("implementation", 120, False))


def test_the_address_says_the_zoom_and_what_it_does_not_know_says_nothing() -> None:
    assert chosen_scale({"scale": "quarter"}) is Scale.QUARTER
    assert chosen_scale({"scale": "fortnight"}) is None
    assert chosen_scale({}) is None


def test_a_long_plan_opens_what_is_ahead_and_a_short_one_everything() -> None:
    assert open_phases({}, SIZES) == {"design"}
    assert open_phases({}, SIZES[:1]) == {"foundation"}
    assert open_phases({"open": "none"}, SIZES) == frozenset()
    assert open_phases({"open": "foundation,nonsense"}, SIZES) == {"foundation"}


@given(st.sets(st.sampled_from([size.key for size in SIZES])), st.sampled_from([size.key for size in SIZES]))
def test_each_phase_is_opened_and_closed_by_one_address(shown: set[str], key: str) -> None:
    known = tuple(size.key for size in SIZES)
    after = open_phases({"open": toggled(frozenset(shown), key, known)}, SIZES)
    assert after == shown ^ {key}
