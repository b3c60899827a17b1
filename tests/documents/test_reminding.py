"""Who was asked to read a version is reminded before the day and after it, once each; then who answers for it is."""

from datetime import date, timedelta

import pytest

from milepost.features.actions.models import Action, ActionState
from milepost.features.documents.jobs import remind_readers
from milepost.features.documents.models import Acknowledgement, Document
from milepost.features.documents.services import acknowledge, hand_out, remind_of_readings, reminding, withdraw_document
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Member, Person
from milepost.platform.organisations.services import remove_member
from tests.documents.conftest import in_force
from tests.people import actor_of, client_of


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


@pytest.fixture
def handed_out(document: Document, olga: Person, sari: Person, iris: Person, ben: Person) -> Document:
    """DOC-INC-01, which Iris and Ben are asked to read within ten days."""
    in_force(document, olga, sari)
    hand_out(actor=actor_of(olga), document=document, due_on=_day(10), people=[iris, ben])
    return document


def reminded(monkeypatch: pytest.MonkeyPatch, document: Document, days: int) -> int:
    """How many are reminded so many days from now."""
    monkeypatch.setattr(reminding, "today", lambda _zone: _day(days))
    return remind_of_readings(document.organisation)


def titles_of(person: Person) -> list[str]:
    return [action.title for action in Action.objects.filter(owner=person, state=ActionState.OPEN).order_by("number")]


def test_readers_are_reminded_once_before_the_day_and_once_after_it(
    handed_out: Document, iris: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [reminded(monkeypatch, handed_out, days) for days in (0, 6, 7, 8, 10)] == [0, 0, 2, 0, 0]
    assert titles_of(iris) == [f"Read by {_day(10)}: DOC-INC-01 v1: Incident management"]
    acknowledge(actor=actor_of(ben), document=handed_out)
    assert [reminded(monkeypatch, handed_out, days) for days in (11, 12, 40)] == [1, 0, 0]
    assert titles_of(iris) == [f"Overdue since {_day(10)}: read DOC-INC-01 v1: Incident management"]
    assert titles_of(ben) == []
    row = Acknowledgement.objects.get(person=iris)
    assert (row.reminded_on, row.reminded_late_on) == (_day(7), _day(11))
    assert verify_ledger().breaches == []


def test_who_answers_for_it_is_told_of_the_late_ones_once_until_nobody_is_waited_for(
    handed_out: Document, olga: Person, iris: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(monkeypatch, handed_out, 8)
    assert titles_of(olga) == []
    for days in (11, 12):
        reminded(monkeypatch, handed_out, days)
    assert titles_of(olga) == ["2 people have not read DOC-INC-01 v1: Ben Santoso, Iris Hartono"]
    acknowledge(actor=actor_of(ben), document=handed_out)
    assert len(titles_of(olga)) == 1
    acknowledge(actor=actor_of(iris), document=handed_out)
    assert titles_of(olga) == []
    assert verify_ledger().breaches == []


def test_a_document_without_an_owner_who_is_there_is_the_coordinators(
    handed_out: Document, olga: Person, ada: Person, adi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=olga))
    reminded(monkeypatch, handed_out, 11)
    assert len(titles_of(ada)) == 1


def test_who_took_it_off_their_list_without_reading_finds_it_there_again(
    handed_out: Document, iris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Action.objects.filter(owner=iris).update(state=ActionState.CANCELLED)
    assert reminded(monkeypatch, handed_out, 8) == 2
    assert titles_of(iris) == [f"Read by {_day(10)}: DOC-INC-01 v1: Incident management"]
    acknowledge(actor=actor_of(iris), document=handed_out)
    assert titles_of(iris) == []


def test_who_was_asked_only_yesterday_for_tomorrow_is_reminded_and_who_was_asked_today_is_not(
    document: Document, olga: Person, sari: Person, iris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(document, olga, sari)
    hand_out(actor=actor_of(olga), document=document, due_on=_day(2), people=[iris])
    assert [reminded(monkeypatch, document, days) for days in (0, 1)] == [0, 1]


def test_nobody_is_reminded_who_left_nor_of_what_does_not_hold_any_more(
    handed_out: Document, olga: Person, iris: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Grant.objects.filter(member__person=iris).update(until=_day(-1))
    assert reminded(monkeypatch, handed_out, 8) == 1
    withdraw_document(actor=actor_of(olga), document=handed_out, why="Another one holds.")
    assert reminded(monkeypatch, handed_out, 11) == 0
    assert titles_of(ben) == titles_of(olga) == []


def test_an_earlier_version_is_not_asked_about_any_more(
    handed_out: Document, olga: Person, sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(monkeypatch, handed_out, 11)
    assert len(titles_of(olga)) == 1
    in_force(handed_out, olga, sari, "# Incident management\n\nAnother way.\n")
    assert titles_of(olga) == []
    assert reminded(monkeypatch, handed_out, 12) == 0


def test_it_is_a_daily_duty_told_in_one_entry_and_shown_on_the_page(
    handed_out: Document, programme: Programme, iris: Person, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "today", lambda _zone: _day(8))
    assert [remind_readers(), remind_readers()] == [2, 0]
    assert Entry.objects.filter(kind="documents.reading-reminded").count() == 1
    page = client_of(olga).get(f"/o/cakrawala/p/sms-1/documents/{handed_out.pk}/").content.decode()
    assert "reminded who has not read it" in page
    assert page.count("not yet, reminded") == 2
