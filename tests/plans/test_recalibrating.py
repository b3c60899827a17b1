"""Estimates of work ahead, recalibrated from finished work: what is said, and the one step that applies it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from milepost.features.plans.effort.recalibrating.applying import recalibrate, row_of
from milepost.features.plans.effort.recalibrating.reading import Group, moved_by, recalibration_of
from milepost.features.plans.effort.recalibrating.wording import said_of
from milepost.features.plans.effort.services import put_effort
from milepost.features.plans.exchange.files import export_plan
from milepost.features.plans.exchange.services import take_plan_in
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import fields_of, get_activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from tests.people import actor_of

DONE, ON = date(2026, 3, 27), date(2026, 6, 1)
DOCUMENTS = ("context", "scope", "plan", "policy", "document-control")


def finish(adi: Person, planned: Programme, code: str, factor: str, days: int = 10) -> None:
    """An activity of so many days, done, with so many times as many logged."""
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": code, "days": days, "done_on": DONE})
    given = {"activity": code, "worked_on": DONE, "days": days * Decimal(factor), "role": "coordinator"}
    put_effort(actor=actor_of(adi), programme=planned, fields=given)


@pytest.fixture
def observed(planned: Programme, adi: Person) -> Programme:
    """Five documents, of which half took more than 1.6 times as long."""
    for code, factor in zip(DOCUMENTS, ("1.4", "1.5", "1.6", "1.9", "3"), strict=True):
        finish(adi, planned, code, factor)
    return planned


def _groups(planned: Programme) -> dict[str, Group]:
    return {group.key: group for group in recalibration_of(planned, ON).groups}


def test_the_factor_comes_with_the_number_of_observations(observed: Programme) -> None:
    group = _groups(observed)["work:documents"]
    assert said_of(group.observed) == "Your documents take 1.6 × the estimate; 5 observations."
    assert {row.key for row in group.ahead} > {"objectives", "application", "stage-1-preparation"}


def test_below_five_it_is_too_few_to_say(planned: Programme, adi: Person) -> None:
    for code in DOCUMENTS[:4]:
        finish(adi, planned, code, "2")
    groups = _groups(planned)
    assert said_of(groups["work:documents"].observed) == "Your documents are too few to say: 4 observations, 5 needed."
    assert recalibration_of(planned, ON).moved == ()
    finish(adi, planned, "risks", "2")
    assert _groups(planned)["all"].observed.factor == 2
    assert {row.key for row in _groups(planned)["all"].ahead} > {"objectives", "go-live"}


def test_work_that_is_done_later_or_without_logged_days_of_one_s_own_says_nothing(
    observed: Programme, adi: Person
) -> None:
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "days": 5, "done_on": DONE})
    given = {"activity": "objectives", "worked_on": DONE, "days": Decimal(20), "role": "coordinator", "external": True}
    put_effort(actor=actor_of(adi), programme=observed, fields=given)
    assert _groups(observed)["work:documents"].observed.observations == 5
    assert recalibration_of(observed, date(2026, 3, 26)).groups == ()


def test_applying_changes_work_ahead_alone_and_twice_is_once(observed: Programme, adi: Person) -> None:
    put_activity(
        actor=actor_of(adi), programme=observed,
        fields={"code": "objectives", "days": 10, "days_low": 5, "days_high": 20},
    )  # fmt: skip
    found = recalibration_of(observed, ON)
    before = {row.key: row.days for row in Activity.objects.filter(programme=observed)}
    applied = recalibrate(
        actor=actor_of(adi), programme=observed, reason="The team's review.", group="work:documents",
        seen=found.state, on=ON,
    )  # fmt: skip
    after = {row.key: row.days for row in Activity.objects.filter(programme=observed)}
    changed = {one.activity.key for one in applied.moved}
    assert {code for code in after if after[code] != before[code]} == changed
    assert not changed & set(DOCUMENTS)
    row = get_activity(observed, "objectives")
    assert (row.days_low, row.days, row.days_high, row.days_first) == (8, 16, 32, 10)
    with pytest.raises(Refused, match="No estimate"):
        recalibrate(actor=actor_of(adi), programme=observed, reason="Again.", group="work:documents", on=ON)
    entry = Entry.objects.get(kind="plan.recalibrated")
    assert entry.subject_id == observed.pk
    assert verify_ledger().breaches == []


def test_what_recalibrated_work_took_is_held_against_the_estimate_of_before(observed: Programme, adi: Person) -> None:
    recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    row = get_activity(observed, "objectives")
    first = row.days_first
    assert first
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "done_on": DONE})
    given = {"activity": "objectives", "worked_on": DONE, "days": first * Decimal("1.6"), "role": "coordinator"}
    put_effort(actor=actor_of(adi), programme=observed, fields=given)
    documents = _groups(observed)["work:documents"]
    assert (documents.observed.observations, documents.observed.factor) == (6, Decimal("1.60"))
    assert documents.moved == ()


def test_days_that_people_state_anew_are_an_estimate_again(observed: Programme, adi: Person) -> None:
    recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    row = get_activity(observed, "application")
    assert row.days_first is not None
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "application", "days": row.days})
    assert get_activity(observed, "application").days_first is not None
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "application", "days": 3})
    assert (get_activity(observed, "application").days_first, get_activity(observed, "application").estimated) == (
        None, 3,
    )  # fmt: skip


FACTORS = st.decimals(Decimal("0.01"), Decimal(20), places=2)


@given(st.tuples(*[st.integers(1, 200)] * 3).map(sorted), FACTORS, FACTORS)
def test_whatever_factors_came_between_one_gives_back_the_first(days: list[int], one: Decimal, other: Decimal) -> None:
    low, likely, high = days
    row = Activity(key="objectives", days_low=low, days=likely, days_high=high)
    for factor in (one, other, Decimal(1)):
        for name, value in row_of(moved_by(row, factor)).items():
            if name != "code":
                setattr(row, name, value)
        assert row.days_low is not None
        assert row.days_high is not None
        assert 1 <= row.days_low <= row.days <= row.days_high
    assert [row.days_low, row.days, row.days_high] == days


def test_what_people_say_of_moved_days_counts_in_their_proportion(observed: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "days": 10, "days_low": 5})
    recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "days_low": 4, "days_high": 32})
    row = get_activity(observed, "objectives")
    assert (row.days_first, row.days_low_first, row.days_high_first) == (10, 3, 20)
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "days": 9})
    row = get_activity(observed, "objectives")
    assert (row.days_first, row.days_low_first, row.days_high_first) == (None, None, None)


@pytest.mark.parametrize("kind", ["csv", "mspdi"])
def test_a_plan_that_went_through_a_file_is_not_moved_twice(
    observed: Programme, cakrawala: Organisation, adi: Person, kind: str
) -> None:
    put_activity(
        actor=actor_of(adi), programme=observed,
        fields={"code": "objectives", "days": 10, "days_low": 5, "days_high": 20},
    )  # fmt: skip
    recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    file = export_plan(observed, kind)
    other = start_programme(
        actor=actor_of(adi), organisation=cakrawala, code="sms-8", answers=Answers(name="B", starts_on=date(2026, 2, 2))
    )
    content = file.content if kind == "mspdi" else without_revision(file.content)
    taken = take_plan_in(actor=actor_of(adi), programme=other, name=file.name, data=content)
    assert taken.report["refused"] == []
    row = get_activity(other, "objectives")
    assert (row.days_low, row.days, row.days_high) == (8, 16, 32)
    assert (row.days_low_first, row.days_first, row.days_high_first) == (5, 10, 20)


def without_revision(content: bytes) -> bytes:
    return b"\n".join(line.rpartition(b",")[0] for line in content.splitlines()) + b"\n"


def test_days_changed_in_a_file_beside_the_first_ones_are_an_estimate_again(observed: Programme, adi: Person) -> None:
    recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    row = get_activity(observed, "objectives")
    put_activity(actor=actor_of(adi), programme=observed, fields={**fields_of(row), "days": row.days + 1})
    assert get_activity(observed, "objectives").days_first is None


@pytest.mark.parametrize(
    "given", [{"days_low_first": 2}, {"days_first": 3, "days_low_first": 4}, {"days_first": 3, "days_high_first": 2}]
)
def test_first_days_that_contradict_each_other_are_refused(
    planned: Programme, adi: Person, given: dict[str, int]
) -> None:
    with pytest.raises(Refused) as refused:
        put_activity(actor=actor_of(adi), programme=planned, fields={"code": "objectives", **given})
    assert refused.value.field == "days_first"


def test_nobody_finishes_work_between_looking_and_writing(observed: Programme, adi: Person) -> None:
    with CaptureQueriesContext(connection) as queries:
        recalibrate(actor=actor_of(adi), programme=observed, reason="Once.", on=ON)
    read = next(each["sql"] for each in queries if 'FROM "plans_activity"' in each["sql"])
    assert ("FOR UPDATE" in read) == connection.features.has_select_for_update


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"reason": "x", "group": "work:novels"}, "group"), ({"seen": "other"}, "reason")],
)
def test_it_takes_a_reason_a_group_that_says_something_and_what_was_seen(
    observed: Programme, adi: Person, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        recalibrate(actor=actor_of(adi), programme=observed, on=ON, **{"reason": "Because.", **given})
    assert refused.value.field == field
    assert not Entry.objects.filter(kind="plan.recalibrated").exists()


def test_more_days_than_an_activity_can_take_are_refused(observed: Programme, adi: Person) -> None:
    put_activity(actor=actor_of(adi), programme=observed, fields={"code": "objectives", "days": 9_000})
    with pytest.raises(Refused, match="objectives would take more than"):
        recalibrate(actor=actor_of(adi), programme=observed, reason="Because.", on=ON)
    assert get_activity(observed, "objectives").days == 9_000
