"""A programme from twelve answers: phases, days, activities, roles."""

import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.catalogue import programme as catalogue
from milepost.engines.rules.effort import INTERNAL_ROWS
from milepost.engines.rules.facts.settings import Phase as PhaseKey
from milepost.features.plans.facts import effort_facts
from milepost.features.plans.models import Activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.preview import preview_of
from milepost.features.plans.wizard.sample import sample_answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.answered import address_in
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from tests.people import actor_of, cli

START = date(2026, 2, 2)
days = st.dates(date(2020, 1, 1), date(2090, 1, 1))


def answers(**given: Any) -> Answers:
    return Answers.model_validate({"name": "SMS", "starts_on": START, **given})


# -- the preview ------------------------------------------------------------------------------------------------------


def test_a_year_follows_the_roadmaps_months() -> None:
    phases = preview_of(answers()).planned
    assert [(phase.planned_from, phase.planned_to) for phase in phases] == [
        (date(2026, 2, 2), date(2026, 4, 1)),
        (date(2026, 4, 2), date(2026, 7, 1)),
        (date(2026, 7, 2), date(2026, 12, 1)),
        (date(2026, 12, 2), date(2027, 2, 2)),
    ]


def test_no_more_than_twelve_questions_are_asked() -> None:
    assert len(Answers.model_fields) <= 12


def test_a_small_programme_costs_the_low_end_and_a_large_one_the_high_end() -> None:
    small = preview_of(answers(services=1, people=5, sites=1))
    large = preview_of(answers(services=100, people=5_000, sites=40))
    assert (small.internal_days, large.internal_days) == (490, 720)
    assert (small.external_days, large.external_days) == (90, 170)


def test_what_exists_already_makes_it_cheaper() -> None:
    plain = preview_of(answers(services=15, people=100))
    ahead = preview_of(answers(services=15, people=100, practices_today="most", other_certificates=["ISO/IEC 27001"]))
    assert ahead.internal_days < plain.internal_days


def test_without_consultants_no_external_day_is_planned() -> None:
    assert preview_of(answers(external_help=False)).external_days == 0


def test_a_short_programme_is_warned_about() -> None:
    assert "W-01" in [warning.id for warning in preview_of(answers(certificate_wanted_on=date(2026, 6, 1))).warnings]
    assert "W-01" not in [warning.id for warning in preview_of(answers()).warnings]


@given(
    start=days,
    length=st.integers(1, 1_500),
    services=st.integers(1, 500),
    people=st.integers(1, 10_000),
)
def test_phases_follow_each_other_and_days_stay_in_their_rows(
    start: date, length: int, services: int, people: int
) -> None:
    wanted = date.fromordinal(start.toordinal() + length)
    preview = preview_of(answers(starts_on=start, certificate_wanted_on=wanted, services=services, people=people))
    phases = preview.planned
    assert phases[0].planned_from == start
    for before, after in pairwise(phases):
        assert after.planned_from == date.fromordinal(before.planned_to.toordinal() + 1)
    for phase in phases:
        assert phase.planned_from <= phase.planned_to
        assert phase.internal_days in INTERNAL_ROWS[PhaseKey(phase.key)]
        own = [activity for activity in preview.activities if activity.phase == phase.key]
        assert sum(activity.days for activity in own) == phase.internal_days
        assert min(activity.planned_from for activity in own) == phase.planned_from
        assert max(activity.planned_to for activity in own) == phase.planned_to
        assert all(activity.planned_from <= activity.planned_to for activity in own)
    if length >= 3:
        assert phases[-1].planned_to == wanted


def test_an_activity_begins_after_those_it_follows() -> None:
    planned = {activity.standard.key: activity for activity in preview_of(answers()).activities}
    for activity in planned.values():
        for before in activity.standard.after:
            assert planned[before].planned_from <= activity.planned_from
            assert planned[before].planned_to <= activity.planned_to


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Sari Dewanti, President Director", ("Sari Dewanti, President Director", "")),
        ("Sari Dewanti <Sari@x.example>, Director", ("Sari Dewanti", "sari@x.example")),
        ("sari@x.example", ("sari@x.example", "sari@x.example")),
        ("", ("", "")),
    ],
)
def test_an_address_is_found_in_words(words: str, found: tuple[str, str]) -> None:
    assert address_in(words) == found


# -- starting it ------------------------------------------------------------------------------------------------------


def test_a_programme_starts_with_its_plan_and_roles(cakrawala: Organisation, adi: Person) -> None:
    given = answers(sponsor="Sari Dewanti <sari@cakrawala.example>", coordinator="Ada Wibowo", budget="1500000000.50")
    programme = start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-2", answers=given)
    phases = list(programme.phases.all())
    assert [phase.opened_on for phase in phases] == [START, None, None, None]
    assert Activity.objects.filter(programme=programme).count() == len(catalogue.activities())
    assert programme.budget == Decimal("1500000000.50")
    assert programme.answers["services"] == 5
    sari = Person.objects.get(email="sari@cakrawala.example")
    assert actor_of(sari).roles(cakrawala.pk, programme.pk) == {Role.SPONSOR}
    assert effort_facts(phases).phases[0].internal_days == phases[0].internal_days
    assert verify_ledger().breaches == []


@pytest.mark.parametrize("code", ["", "a b", "x" * 41, "sms-1"])
def test_a_code_that_cannot_be_is_refused(programme: Programme, adi: Person, code: str) -> None:
    with pytest.raises(Refused):
        start_programme(actor=actor_of(adi), organisation=programme.organisation, code=code, answers=answers())
    assert Programme.objects.count() == 1


def test_only_an_administrator_starts_one(programme: Programme, ada: Person, zoe: Person) -> None:
    with pytest.raises(NotAllowed):
        start_programme(actor=actor_of(ada), organisation=programme.organisation, code="x", answers=answers())
    with pytest.raises(Hidden):
        start_programme(actor=actor_of(zoe), organisation=programme.organisation, code="x", answers=answers())


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_sample_works_as_it_is(cakrawala: Organisation, tmp_path: Path) -> None:
    sample = cli("programme", "answers", "--sample").stdout
    assert tomllib.loads(sample).keys() == Answers.model_fields.keys()
    file = tmp_path / "answers.toml"
    file.write_text(sample, encoding="utf-8")
    ran = cli("programme", "create", "--organisation", "cakrawala", "--code", "sms-9", "--answers", file, "--json")
    assert ran.exit_code == 0, ran.stdout
    made = ran.json
    assert (made["schema"], made["code"], made["phase"]) == ("milepost/programme/1", "sms-9", "foundation")
    assert len(made["phases"]) == 4
    listed = cli("programme", "list", "--json").json
    assert [(line["code"], line["phase"]) for line in listed["programmes"]] == [("sms-9", "foundation")]
    assert cli("programme", "show", "sms-9", "--json").json["name"] == "ISO/IEC 20000-1 programme"


@given(on=days)
def test_the_sample_works_on_any_day(on: date) -> None:
    sample = Answers.model_validate(tomllib.loads(sample_answers(on)))
    assert sample.starts_on.isoweekday() == 1
    assert preview_of(sample).warnings == ()


def test_a_file_of_answers_can_be_checked_first(db: None, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('name = "SMS"\nstarts_on = 2026-02-02\n')
    plan = cli("programme", "answers", "--check", file, "--json").json
    assert plan["internal_rows"] == [490, 720]
    assert plan["internal_text"] == [400, 800]
    assert plan["activities"] == len(catalogue.activities())


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("name = ", None),
        ('name = "SMS"', "starts_on"),
        ('name = "SMS"\nstarts_on = 2026-02-02\nservises = 3', "servises"),
        ('name = "SMS"\nstarts_on = 2026-02-02\nservices = 0', "services"),
    ],
)
def test_wrong_answers_are_refused_by_field(cakrawala: Organisation, tmp_path: Path, text: str, field: str) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(text)
    ran = cli("programme", "create", "--organisation", "cakrawala", "--code", "x", "--answers", file, "--json")
    assert ran.exit_code == 2
    assert ran.json["where"]["field"] == field
    assert ran.json["hint"]
