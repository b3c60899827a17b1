"""The load by role and week: no work is lost, too much is found, and picture, page, command and API agree."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.features.governance.services.people import put_holder
from milepost.features.plans.forecasting.calendar import WorkingCalendar
from milepost.features.plans.forecasting.computing import forecast_plan
from milepost.features.plans.forecasting.given import Given, Work
from milepost.features.plans.load.asking import Basis, ask_load
from milepost.features.plans.load.drawing import BOTTOM, TOP, draw_load
from milepost.features.plans.load.reckoning import MOST, RoleLoad, days_left, reckon
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.services import make_token
from milepost.platform.ui.formats import as_day
from tests.people import actor_of, cli, client_of

ON = date(2026, 3, 2)  # a Monday
PAGE = "/o/cakrawala/p/sms-7/plan/load/"
API = "/api/v1/organisations/cakrawala/programmes/sms-7/load"


def _monday(weeks: int) -> date:
    """The Monday so many weeks after this week's."""
    day = today("Asia/Jakarta")
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=_monday(0), certificate_wanted_on=_monday(52))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


def _work(key: str, role: str, days: int, **more: Any) -> Work:
    return Work(key, "P1", role, days, **more)


def _plan(*works: Work, **more: Any) -> Given:
    return replace(Given(ON, ON, works), **more)


def _week(load: RoleLoad, number: int = 0) -> tuple[float, float, bool]:
    spell = load.spells[number]
    return spell.days, spell.capacity, spell.is_over


# -- weeks ------------------------------------------------------------------------------------------------------------

spans = st.tuples(st.dates(date(2026, 1, 5), date(2030, 1, 1)), st.integers(0, 400)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)
works = st.builds(
    _work, st.just(""), st.sampled_from(["coordinator", "sponsor", ""]), st.integers(0, 60), percent=st.integers(0, 99)
)


@st.composite
def loads(draw: st.DrawFn) -> tuple[Given, dict[str, tuple[date, date]]]:
    found = [replace(work, key=f"a{number}") for number, work in enumerate(draw(st.lists(works, max_size=12)))]
    holidays = draw(st.frozensets(st.dates(date(2026, 3, 1), date(2027, 3, 1)), max_size=20))
    shares = draw(st.sampled_from([(), (("coordinator", 40),), (("coordinator", 150), ("sponsor", 10))]))
    plan = Given(
        ON, ON, tuple(found), shares=shares, holidays=holidays, people=draw(st.sampled_from([(), (("sponsor", 3),)]))
    )
    return plan, {work.key: draw(spans) for work in found}


@given(loads())
def test_no_day_of_work_is_lost_or_made(found: tuple[Given, dict[str, tuple[date, date]]]) -> None:
    plan, lies = found
    wanted: dict[str, float] = {}
    for work in plan.works:
        if days_left(work):
            wanted[work.role] = wanted.get(work.role, 0) + days_left(work)
    roles = {load.role: load for load in reckon(plan, lies)}
    assert roles.keys() == wanted.keys()
    for role, load in roles.items():
        assert sum(spell.days for spell in load.spells) == pytest.approx(wanted[role], abs=0.02 * len(load.spells))
        assert all(
            spell.days == pytest.approx(sum(piece.days for piece in spell.pieces), abs=0.02 * len(plan.works))
            for spell in load.spells
        )


@given(loads())
def test_weeks_are_whole_without_gaps_and_few(found: tuple[Given, dict[str, tuple[date, date]]]) -> None:
    for load in reckon(*found):
        assert load.spells[0].first == ON
        assert len(load.spells) <= MOST
        assert all(spell.first.weekday() == 0 and spell.last.weekday() == 6 for spell in load.spells)
        assert all(
            after.first - before.last == timedelta(days=1)
            for before, after in zip(load.spells, load.spells[1:], strict=False)
        )


@settings(max_examples=25)
@given(loads())
def test_in_the_likely_schedule_nobody_has_more_than_they_can_do(
    found: tuple[Given, dict[str, tuple[date, date]]],
) -> None:
    plan, _lies = found
    if not plan.works:
        return
    answer = forecast_plan(plan, runs=100)
    lies = {placed.key: (placed.starts_on, placed.finishes_on) for placed in answer.placed}
    assert [load.role for load in reckon(plan, lies) if load.over] == []


def test_a_role_can_do_its_working_days_times_its_share_and_its_people() -> None:
    plan = _plan(
        _work("a", "coordinator", 2), _work("b", "practice-owner", 9),
        shares=(("coordinator", 50),), people=(("practice-owner", 3),), holidays=frozenset({ON}),
    )  # fmt: skip
    week = (ON, ON + timedelta(days=6))
    loads = {load.role: load for load in reckon(plan, {"a": week, "b": week})}
    assert _week(loads["coordinator"]) == (2.0, 2.0, False)
    assert _week(loads["practice-owner"]) == (9.0, 12.0, False)


def test_more_than_the_role_can_do_is_too_much_and_stands_first() -> None:
    plan = _plan(_work("a", "sponsor", 9), _work("b", "coordinator", 6), _work("c", "coordinator", 1))
    lies = {"a": (ON, ON + timedelta(days=20)), "b": (ON, ON + timedelta(days=4)), "c": (ON, ON + timedelta(days=1))}
    first, second = reckon(plan, lies)
    assert (first.role, _week(first)) == ("coordinator", (7.0, 5.0, True))
    assert [(piece.key, piece.days) for piece in first.spells[0].pieces] == [("b", 6.0), ("c", 1.0)]
    assert (second.role, len(second.over)) == ("sponsor", 0)


def test_what_lies_on_days_off_counts_on_the_next_working_day() -> None:
    holidays = frozenset(ON + timedelta(days=number) for number in range(5))
    load = reckon(_plan(_work("a", "sponsor", 2), holidays=holidays), {"a": (ON, ON + timedelta(days=4))})[0]
    assert [_week(load, number) for number in (0, 1)] == [(0.0, 0.0, False), (2.0, 5.0, False)]


def test_room_in_one_week_does_not_settle_another_of_the_same_column() -> None:
    lies = {"a": (ON, ON + timedelta(days=4)), "b": (ON + timedelta(days=7 * 70), ON + timedelta(days=7 * 70))}
    load = reckon(_plan(_work("a", "sponsor", 8), _work("b", "sponsor", 1)), lies)[0]
    assert (load.spells[0].last - load.spells[0].first).days == 13
    assert _week(load) == (8.0, 10.0, True)


def test_only_what_is_left_counts() -> None:
    plan = _plan(_work("a", "sponsor", 10, percent=60), _work("b", "sponsor", 3, done_on=ON), _work("c", "", 5))
    assert [load.days for load in reckon(plan, dict.fromkeys("abc", (ON, ON)))] == [4.0]


# -- the picture ------------------------------------------------------------------------------------------------------


@given(loads())
def test_every_column_lies_on_the_canvas_and_stands_on_its_base(
    found: tuple[Given, dict[str, tuple[date, date]]],
) -> None:
    for load in reckon(*found):
        chart = draw_load(load, word=as_day)
        assert [column.spell for column in chart.columns] == list(load.spells)
        for column in chart.columns:
            x, width = float(column.x[:-1]), float(column.width[:-1])
            assert x >= 0
            assert x + width <= 100.02
            assert TOP <= column.over_y <= column.y <= BOTTOM
            assert column.y + column.height == pytest.approx(BOTTOM)
            assert column.over_y + column.over_height == pytest.approx(column.y)
            assert (column.over_height > 0) == (column.over_y < column.y)
        points = [tuple(map(float, point.split(","))) for point in chart.line.split()]
        assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
        assert points == sorted(points, key=lambda point: point[0])
        assert chart.ticks


# -- of a programme ---------------------------------------------------------------------------------------------------


def _api(programme: Programme, person: Person, query: str = "") -> Any:
    _, secret = make_token(
        actor=actor_of(person), organisation=programme.organisation, person=person, scope="read",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    return Client().get(API + query, headers={"Authorization": f"Bearer {secret}"})


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _crowded(programme: Programme, adi: Person) -> None:
    for number in range(3):
        put_activity(
            actor=actor_of(adi), programme=programme,
            fields={
                "code": f"extra-{number}", "name": f"Extra {number}", "phase": "foundation", "role": "lawyer",
                "planned_from": _monday(4), "planned_to": _monday(4) + timedelta(days=6), "days": 4,
            },
        )  # fmt: skip


def test_the_page_names_the_roles_with_too_much_and_the_weeks(planned: Programme, adi: Person) -> None:
    _crowded(planned, adi)
    page = client_of(adi).get(PAGE)
    shown, found = _words(page.content.decode()), ask_load(planned, Basis.PLANNED)
    lawyer = next(role for role in page.context["roles"] if role.load.role == "lawyer")
    assert [(week.spell.days, week.spell.is_over) for week in lawyer.weeks] == [(12.0, True)]
    assert f"{len(found.over)} roles have more to do than they can" in shown
    assert "too much in 1 week" in shown
    assert "Too much Extra 0 4 · Extra 1 4 · Extra 2 4" in shown
    assert shown.count("A column for the days of work") == len(found.roles)


def test_what_was_planned_for_days_that_are_over_is_owed_this_week(planned: Programme, adi: Person) -> None:
    put_activity(
        actor=actor_of(adi), programme=planned,
        fields={
            "code": "old", "name": "Old", "phase": "foundation", "role": "lawyer",
            "planned_from": _monday(-9), "planned_to": _monday(-9), "days": 6,
        },
    )  # fmt: skip
    lawyer = next(role for role in ask_load(planned, Basis.PLANNED).roles if role.role == "lawyer")
    assert [(spell.first, spell.days, spell.is_over) for spell in lawyer.spells if spell.days] == [
        (_monday(0), 6.0, True)
    ]


def test_by_the_likely_schedule_every_role_can_do_its_work(planned: Programme, adi: Person) -> None:
    _crowded(planned, adi)
    assert "Every role can do what lies ahead" in _words(client_of(adi).get(PAGE + "?basis=likely").content.decode())


def test_the_share_of_time_counts(planned: Programme, adi: Person) -> None:
    put_holder(
        actor=actor_of(adi), programme=planned,
        fields={"code": "c", "role": "coordinator", "name": "Ada", "since": date(2026, 1, 1), "share_percent": 40},
    )  # fmt: skip
    coordinator = next(role for role in ask_load(planned, Basis.PLANNED).roles if role.role == "coordinator")
    week = coordinator.spells[2]
    days = WorkingCalendar.of(week.first, holidays_between(planned.organisation, week.first, week.last))
    assert week.capacity == pytest.approx(0.4 * days.finish_by(week.last))


def test_page_file_command_and_api_give_the_same_weeks(planned: Programme, adi: Person) -> None:
    _crowded(planned, adi)
    api = _api(planned, adi).json()
    assert api["roles"]
    command = cli("plan", "load", "sms-7", "--as", adi.email, "--json").json
    assert command.pop("schema") == "milepost/load/1"
    assert command == api
    sheet: Any = client_of(adi).get(PAGE + "?export=csv")
    body = b"".join(sheet.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    weeks = [(role["role"], week) for role in api["roles"] for week in role["weeks"]]
    assert [(row["role"], row["first"], float(row["days"])) for row in rows] == [
        (role, week["first"], week["days"]) for role, week in weeks
    ]


def test_an_empty_plan_teaches_and_an_unknown_basis_is_refused_by_the_api(
    cakrawala: Organisation, adi: Person, planned: Programme
) -> None:
    assert _api(planned, adi, "?basis=both").status_code == 422
    assert client_of(adi).get(PAGE + "?basis=both").context["basis"] == Basis.PLANNED
    planned.activities.all().delete()
    assert "Nothing is planned yet" in _words(client_of(adi).get(PAGE).content.decode())
