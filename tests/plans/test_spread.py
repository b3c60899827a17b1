"""How the runs are spread: counted by weeks, drawn as bars with an S-curve, and the same for the same seed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.catalogue import programme as catalogue
from milepost.features.plans.forecasting.answers import Answer, Reached
from milepost.features.plans.forecasting.computing import forecast_plan
from milepost.features.plans.forecasting.given import Given, Work
from milepost.features.plans.forecasting.histogram import BOTTOM, LABELS, TOP, Histogram, draw_histogram
from milepost.features.plans.forecasting.spreading import MOST, spread_of
from milepost.platform.ui.formats import as_day

ON = date(2026, 2, 2)
days = st.dates(date(2026, 1, 1), date(2040, 12, 31))
finishes = st.lists(st.tuples(days, st.integers(1, 500)), min_size=1, max_size=60)
WORKS = tuple(Work(each.key, each.phase, each.role, each.share) for each in catalogue.activities())


def _drawn(found: list[tuple[date, int]], wanted_on: date | None = None) -> Histogram:
    in_order = sorted(found)
    day = in_order[-1][0]
    reached = Reached("G4", "ahead", day, in_order[0][0], day, day, day)
    picture = draw_histogram(spread_of(found), reached, wanted_on=wanted_on, wanted="Wanted on", word=as_day)
    assert picture
    return picture


def _share(text: str) -> float:
    return float(text.removesuffix("%"))


# -- counting ---------------------------------------------------------------------------------------------------------


@given(finishes)
def test_every_run_is_counted_once_in_a_week_that_holds_its_day(found: list[tuple[date, int]]) -> None:
    spells = spread_of(found)
    assert sum(spell.runs for spell in spells) == sum(runs for _day, runs in found)
    for spell in spells:
        assert spell.runs == sum(runs for day, runs in found if spell.first <= day <= spell.last)
        assert spell.first.weekday() == 0


@given(finishes)
def test_spells_are_few_and_follow_each_other_without_gaps(found: list[tuple[date, int]]) -> None:
    spells = spread_of(found)
    assert len(spells) <= MOST
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(spells))
    assert len({(spell.last - spell.first).days for spell in spells}) == 1
    assert spells[0].runs
    assert spells[-1].runs


def test_nothing_is_spread_where_nothing_finishes() -> None:
    assert spread_of([]) == ()


@pytest.fixture(scope="module")
def answer() -> Answer:
    return forecast_plan(Given(ON, ON, WORKS), runs=500, seed=7)


def test_the_percentiles_lie_in_the_weeks_in_which_so_many_runs_are_there(answer: Answer) -> None:
    certificate, runs = answer.certificate, sum(spell.runs for spell in answer.spread)
    assert runs == 500
    for part, day in ((0.1, certificate.p10), (0.5, certificate.p50), (0.8, certificate.p80), (0.9, certificate.p90)):
        by_end = sum(spell.runs for spell in answer.spread if spell.first <= day)
        before = sum(spell.runs for spell in answer.spread if spell.last < day)
        assert before < part * runs <= by_end


def test_the_same_seed_gives_the_same_spread_and_another_another(answer: Answer) -> None:
    assert forecast_plan(Given(ON, ON, WORKS), runs=500, seed=7).spread == answer.spread
    assert forecast_plan(Given(ON, ON, WORKS), runs=500, seed=8).spread != answer.spread


def test_a_certificate_that_is_there_is_not_spread() -> None:
    done = tuple(Work(each.key, each.phase, each.role, each.days, done_on=ON) for each in WORKS)
    assert forecast_plan(Given(ON, ON, done), runs=100).spread == ()


# -- drawing ----------------------------------------------------------------------------------------------------------


@given(finishes, st.none() | days)
def test_bars_and_words_lie_within_the_picture(found: list[tuple[date, int]], wanted_on: date | None) -> None:
    picture = _drawn(found, wanted_on)
    ends = [_share(column.x) + _share(column.width) for column in picture.columns]
    assert all(end <= 100.02 for end in ends)
    assert all(end == pytest.approx(_share(column.x), abs=0.03)
               for end, column in zip(ends, picture.columns[1:], strict=False))  # fmt: skip
    assert all(TOP < column.y <= BOTTOM for column in picture.columns)
    assert all(column.y + column.height == pytest.approx(BOTTOM, abs=0.2) for column in picture.columns)
    assert len({mark.y for mark in picture.markers}) == len(picture.markers)
    assert all(0 <= _share(mark.x) <= 100 for mark in (*picture.markers, *picture.ticks))


@given(finishes)
def test_the_curve_climbs_from_nothing_to_all(found: list[tuple[date, int]]) -> None:
    points = [tuple(map(float, point.split(","))) for point in _drawn(found).line.split()]
    assert points[0] == (0, 100)
    assert points[-1] == (100, 0)
    assert all(before[0] < after[0] and before[1] >= after[1] for before, after in pairwise(points))


@given(finishes)
def test_taller_bars_are_more_runs(found: list[tuple[date, int]]) -> None:
    picture = _drawn(found)
    by_runs = sorted(picture.columns, key=lambda column: column.spell.runs)
    assert all(before.height <= after.height for before, after in pairwise(by_runs))
    assert picture.tallest.spell.runs == by_runs[-1].spell.runs


@given(finishes)
def test_the_scale_has_few_words_apart_from_each_other(found: list[tuple[date, int]]) -> None:
    ticks = _drawn(found).ticks
    assert 1 <= len(ticks) <= LABELS
    assert all(_share(after.x) - _share(before.x) > 7 for before, after in pairwise(ticks))


def test_a_wanted_day_is_named_where_it_lies_among_the_runs() -> None:
    found = [(date(2027, 6, 1), 60), (date(2027, 7, 1), 40)]
    assert [mark.words for mark in _drawn(found, date(2027, 6, 15)).markers][-1] == "Wanted on 15 Jun 2027"
    assert len(_drawn(found, date(2026, 6, 15)).markers) == 4


def test_nothing_is_drawn_where_nothing_is_spread(answer: Answer) -> None:
    assert draw_histogram((), answer.certificate, wanted_on=None, wanted="", word=as_day) is None
