"""The story of the demonstration: commands and files for any day and any seed, and nothing of it in the product."""

import ast
import csv
import io
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from milepost.catalogue import programme as catalogue
from milepost.catalogue.standard import statements
from milepost.doors.demo.calendar import day_of, with_days
from milepost.doors.demo.script import NAMES, Story, done_activities, files_in, write_story

SRC = Path(__file__).parents[2] / "src" / "milepost"
DAYS = (date(2026, 11, 23), date(2028, 2, 29), date(2027, 1, 1))


@pytest.fixture(
    params=[(day, seed) for day in DAYS for seed in (0, 3)], ids=lambda given: f"{given[0]} seed {given[1]}"
)
def story(request: pytest.FixtureRequest) -> Story:
    day, seed = request.param
    return write_story(today=day, seed=seed)


def test_every_file_that_a_command_takes_is_made(story: Story) -> None:
    taken = {name for step in story.steps for name in files_in(step)}
    plain = {name for name in taken if name.endswith(".txt")}
    assert taken - plain == set(story.files)
    assert [name for name, text in story.files.items() if not text.strip()] == []


def test_the_steps_follow_each_other_and_end_before_the_day_it_is_told(story: Story) -> None:
    instants = [step.at for step in story.steps]
    assert instants == sorted(instants)


def test_each_table_file_can_be_read_and_names_no_other_day(story: Story) -> None:
    for name, text in story.files.items():
        assert "@-" not in text, name
        if name.endswith(".toml") or name.startswith(("meeting", "activities")):
            tomllib.loads(text)


def test_every_auditable_statement_is_rated_once(story: Story) -> None:
    rated = [row["statement"] for row in csv.DictReader(io.StringIO(story.files["ratings"]))]
    assert rated == [statement.id for statement in statements() if statement.auditable]


def test_what_lies_behind_is_done_and_of_the_phase_that_runs_what_can_be() -> None:
    """P1 and P2 in whole; of P3 nothing that waits for something open, and P4 not at all."""
    done = done_activities()
    standard = {phase: [each for each in catalogue.activities() if each.phase == phase] for phase in ("P1", "P2", "P3")}
    assert done.keys() == standard.keys()
    for phase in ("P1", "P2"):
        assert done[phase].keys() == {each.key for each in standard[phase]}
    known = {each.key for each in standard["P3"]}
    assert done["P3"].keys() < known
    for each in standard["P3"]:
        if each.key in done["P3"]:
            assert set(each.after) <= done["P3"].keys(), each.key


def test_each_was_done_inside_its_phase_and_after_what_it_waited_for() -> None:
    done = {key: day for phase in done_activities().values() for key, day in phase.items()}
    for phase, (first, last) in {"P1": (-266, -212), "P2": (-209, -132), "P3": (-129, -1)}.items():
        assert all(first <= day <= last for day in done_activities()[phase].values()), phase
    early = {
        (tie.key, each.key)
        for each in catalogue.activities()
        for tie in each.waits_for
        if tie.link == "FS" and each.key in done and done.get(tie.key, 0) > done[each.key]
    }
    assert early == set()


SHEETS = {"effort-foundation.toml": (-266, -212), "effort-design.toml": (-209, -132), "effort-running.toml": (-129, -1)}


def _sheet(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((SRC / "doors/demo/story" / name).read_text("utf-8"))["effort"]
    return [{**each, "day": int(each["worked_on"].removeprefix("@"))} for each in entries]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_logged_after_it_was_done_or_outside_its_phase(name: str) -> None:
    done = {key: day for phase in done_activities().values() for key, day in phase.items()}
    first, last = SHEETS[name]
    for each in _sheet(name):
        assert first <= each["day"] <= min(last, done.get(each["activity"], 0)), each["code"]


@pytest.mark.parametrize("name", SHEETS)
def test_who_is_one_person_logs_no_more_than_one_person_works(name: str) -> None:
    leads = {each.key: each.role for each in catalogue.activities()}
    sheet = [each for each in _sheet(name) if not each.get("external") and "person" not in each]
    weeks = (max(each["day"] for each in sheet) - SHEETS[name][0] + 1) / 7
    for role in ("coordinator", "sponsor"):
        days = sum(each["days"] for each in sheet if (each.get("role") or leads.get(each["activity"])) == role)
        assert days <= weeks * 5, role
    policy = sum(each["days"] for each in sheet if each["activity"] == "policy" and not each.get("role"))
    assert policy <= 2, "the sponsor's own"


def test_the_incident_records_grow_from_export_to_export_and_stop_where_the_tool_moved(story: Story) -> None:
    counts = [story.files[f"incidents-{place}"].count("\n") for place in range(1, 7)]
    assert counts == sorted(counts)
    assert counts[-1] > 1_000


def test_another_seed_is_another_organisation() -> None:
    told = {write_story(today=DAYS[0], seed=seed).organisation for seed in range(len(NAMES))}
    assert len(told) == len(NAMES)


def test_the_same_day_and_seed_tell_the_same_story() -> None:
    assert write_story(today=DAYS[0], seed=2) == write_story(today=DAYS[0], seed=2)


def test_days_are_written_as_dates_and_fall_on_no_weekend() -> None:
    assert with_days('since = "@-1"', date(2026, 11, 23)) == 'since = "2026-11-20"'
    assert all(day_of(date(2026, 11, 23), offset).weekday() < 5 for offset in range(-30, 30))


def test_nothing_else_in_the_product_knows_of_it() -> None:
    knowing = set()
    for path in SRC.rglob("*.py"):
        place = path.relative_to(SRC).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = getattr(node, "module", "") or ""
            if isinstance(node, ast.ImportFrom) and named.startswith("milepost.doors.demo"):
                knowing.add(place)
    assert {place for place in knowing if not place.startswith("doors/demo/")} == {"doors/cli/commands/demo.py"}
