"""People are told of what is due and late, each of it once; coordinator and sponsor of what stays late."""

from datetime import date

import pytest

from milepost.features.actions.models import Action
from milepost.features.actions.services import add_action, change_action
from milepost.features.inbox.jobs import remind_all
from milepost.features.inbox.models import Reminder
from milepost.features.inbox.owed.gathering import inbox_of
from milepost.features.inbox.services import remind_in
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Member, Person
from milepost.platform.organisations.services import remove_member
from tests.inbox.conftest import At
from tests.people import actor_of, client_of

INBOX = "/o/cakrawala/inbox"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


@pytest.fixture
def action(at: At, programme: Programme, ada: Person, ben: Person, sari: Person) -> Action:
    """Ben owes it by 31 October; today is 2 September."""
    return add_action(actor=actor_of(ada), programme=programme, title="Sign", owner=ben, due_on=date(2026, 10, 31))


def said(at: At, programme: Programme, *days: str) -> list[tuple[str, str]]:
    """What was said to whom on each of these days."""
    for day in days:
        at(day)
        remind_in(programme)
    rows = Reminder.objects.select_related("person").order_by("said_on", "pk")
    return [(row.stage, row.person.name.split()[0]) for row in rows]


def test_the_owner_is_told_at_thirty_seven_and_one_day_and_when_late_each_once(
    action: Action, at: At, programme: Programme
) -> None:
    days = (
        "2026-09-30",
        "2026-10-01",
        "2026-10-02",
        "2026-10-24",
        "2026-10-25",
        "2026-10-30",
        "2026-10-31",
        "2026-11-01",
    )
    assert said(at, programme, *days, *days) == [("month", "Ben"), ("week", "Ben"), ("day", "Ben"), ("late", "Ben")]
    assert Entry.objects.filter(kind="actions.reminded").count() == 4


def test_a_week_late_the_coordinator_is_told_and_two_weeks_late_the_sponsor(
    action: Action, at: At, programme: Programme, ada: Person, sari: Person
) -> None:
    assert said(at, programme, "2026-10-30", "2026-11-06") == [("day", "Ben"), ("late", "Ben")]
    assert said(at, programme, "2026-11-07", "2026-11-08")[2:] == [("coordinator", "Ada")]
    assert said(at, programme, "2026-11-14", "2026-11-15")[3:] == [("sponsor", "Sari")]
    for person in (ada, sari):
        page = client_of(person).get(INBOX)
        assert [item.title for item in page.context["inbox"].passed_on] == ["Sign"]
        assert "Others are late, and you were told" in page.content.decode()
    change_action(actor=actor_of(ada), action=Action.objects.get(), changes={"state": "done"})
    assert client_of(ada).get(INBOX).context["inbox"].passed_on == ()


def test_what_others_are_late_with_is_for_who_is_coordinator_or_sponsor_today(
    action: Action, at: At, programme: Programme, sari: Person
) -> None:
    said(at, programme, "2026-10-30", "2026-11-07", "2026-11-14")
    assert len(inbox_of(sari, [programme], on=date(2026, 11, 14)).passed_on) == 1
    Grant.objects.filter(member__person=sari).update(until=date(2026, 11, 13))
    assert inbox_of(sari, [programme], on=date(2026, 11, 14)).passed_on == ()
    Grant.objects.filter(member__person=sari).update(until=None)  # as the ledger knows it


def test_who_was_never_told_is_not_passed_over_on_the_first_run(
    action: Action, at: At, programme: Programme, ada: Person
) -> None:
    add_action(actor=actor_of(ada), programme=programme, title="Nobody's", due_on=date(2026, 1, 1))
    assert said(at, programme, "2026-12-20") == [("coordinator", "Ada"), ("late", "Ben")]
    assert len(said(at, programme, "2026-12-26")) == 2
    told = said(at, programme, "2026-12-27")
    assert sorted(told[2:]) == [("coordinator", "Ada"), ("sponsor", "Sari")]  # of Ben's, and of nobody's


def test_who_may_not_sign_in_or_sees_the_programme_no_more_is_not_told(
    action: Action, at: At, programme: Programme, ada: Person, ben: Person
) -> None:
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    Grant.objects.filter(member__person=ben).update(until=date(2026, 10, 1))
    assert said(at, programme, "2026-11-08") == [("sponsor", "Sari")]
    Grant.objects.filter(member__person=ben).update(until=None)  # as the ledger knows it


def test_the_inbox_says_when_one_was_reminded(action: Action, at: At, programme: Programme, ben: Person) -> None:
    said(at, programme, "2026-10-05", "2026-10-26")
    [item] = client_of(ben).get(INBOX).context["inbox"].items
    assert item.said_on == date(2026, 10, 26)


def test_another_day_or_another_owner_is_reminded_anew(
    action: Action, at: At, programme: Programme, ada: Person, ben: Person
) -> None:
    said(at, programme, "2026-10-05")
    change_action(actor=actor_of(ada), action=Action.objects.get(), changes={"due_on": date(2026, 11, 1)})
    assert len(said(at, programme, "2026-10-05")) == 2
    change_action(actor=actor_of(ada), action=Action.objects.get(), changes={"owner": ada})
    assert said(at, programme, "2026-10-05")[2:] == [("month", "Ada")]


def test_who_left_and_what_is_done_or_has_no_day_are_not_reminded(
    action: Action, at: At, programme: Programme, ada: Person, adi: Person, ben: Person
) -> None:
    actor = actor_of(ada)
    add_action(actor=actor, programme=programme, title="Some day", owner=ada)
    done = add_action(actor=actor, programme=programme, title="Done", owner=ada, due_on=date(2026, 10, 31))
    change_action(actor=actor, action=done, changes={"state": "done"})
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=ben))
    assert said(at, programme, "2026-10-30") == []
    assert said(at, programme, "2026-11-07") == [("coordinator", "Ada")]


def test_it_is_a_daily_duty(action: Action, at: At) -> None:
    at("2026-10-30")
    assert [remind_all(), remind_all()] == [1, 0]
