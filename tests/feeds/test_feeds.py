"""Calendars that other programs subscribe to: who gets which, what stands in them, and when they end."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from milepost.features.actions.services import Source, add_action, finish_action
from milepost.features.plans.services import put_activity
from milepost.features.programmes.models import Programme
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Member, Organisation, Person, Token
from milepost.platform.organisations.services import make_token, remove_member, revoke_token
from tests.people import PASSWORD, actor_of, cli, client_of

SUBSCRIBE = "/o/cakrawala/feeds/subscribe"
TYPED = {"password": PASSWORD, "expires": "2099-01-01"}


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def secret_of(person: Person, organisation: Organisation, scope: str = "calendar") -> str:
    _, secret = make_token(
        actor=actor_of(person), organisation=organisation, person=person, scope=scope, expires_on=date(2099, 1, 1)
    )
    return secret


def owe(ada: Person, programme: Programme, owner: Person | None, title: str, due: str | None) -> Any:
    return add_action(
        actor=actor_of(ada),
        programme=programme,
        title=title,
        owner=owner,
        due_on=date.fromisoformat(due) if due else None,
        source=Source("", "", ""),
    )


def programmes_of(person: Person) -> set[str]:
    return set(programmes_visible_to(actor_of(person)).values_list("code", flat=True))


def events(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def summaries(answer: Any) -> list[str]:
    return [str(event["summary"]) for event in events(answer)]


# -- what stands in them ----------------------------------------------------------------------------------------------


def test_ones_own_holds_what_one_owes_by_a_day_the_soonest_first(
    ada: Person, ben: Person, programme: Programme, cakrawala: Organisation
) -> None:
    owe(ada, programme, ben, "Second", "2099-03-02")
    owe(ada, programme, ben, "First", "2099-03-01")
    owe(ada, programme, ben, "Some day", None)
    owe(ada, programme, ada, "Hers", "2099-03-01")
    done = owe(ada, programme, ben, "Done already", "2099-02-01")
    finish_action(actor=actor_of(ben), action=done, seen=done.revision)
    found = summaries(Client().get(f"/calendar/{secret_of(ben, cakrawala)}/mine.ics"))
    assert [words.partition(" ")[2] for words in found] == ["First", "Second"]


def test_it_rings_thirty_days_seven_days_and_a_day_before_and_leads_to_its_page(
    ada: Person, programme: Programme, cakrawala: Organisation
) -> None:
    action = owe(ada, programme, ada, "Sign the contract", "2099-03-01")
    [event] = events(Client().get(f"/calendar/{secret_of(ada, cakrawala)}/mine.ics"))
    assert event["dtstart"].dt == date(2099, 3, 1)
    assert event["dtend"].dt == date(2099, 3, 2)
    assert event["transp"] == "TRANSPARENT"
    assert event["url"] == f"http://testserver/o/cakrawala/p/sms-1/actions/{action.reference}/"
    triggers = [alarm["trigger"].dt for alarm in event.walk("VALARM")]
    assert triggers == [timedelta(hours=9) - timedelta(days=days) for days in (30, 7, 1)]


def test_a_programmes_holds_gates_deadlines_actions_and_the_day_the_certificate_is_wanted(
    ada: Person, ben: Person, programme: Programme, cakrawala: Organisation
) -> None:
    owe(ada, programme, ben, "His", "2099-03-01")
    owe(ada, programme, None, "Nobody's", "2099-03-02")
    put_activity(
        actor=actor_of(ada),
        programme=programme,
        fields={
            "code": "walk", "name": "Walk through", "phase": "design", "planned_from": date(2026, 4, 1),
            "planned_to": date(2026, 4, 3), "deadline": date(2026, 4, 4),
        },
    )  # fmt: skip
    found = summaries(Client().get(f"/calendar/{secret_of(ada, cakrawala)}/programme/sms-1.ics"))
    assert [words.partition(" ")[2] for words in found if words.startswith("A-")] == ["His", "Nobody's"]
    assert "Deadline: Walk through" in found
    assert sum(words.startswith("Gate of the phase") for words in found) == 4


def test_it_speaks_the_language_of_whoever_subscribed(
    ada: Person, programme: Programme, cakrawala: Organisation
) -> None:
    Person.objects.filter(pk=ada.pk).update(language="id")
    answer = Client(headers={"accept-language": "en"}).get(f"/calendar/{secret_of(ada, cakrawala)}/programme/sms-1.ics")
    assert any(words.startswith("Gerbang fase") for words in summaries(answer))


def test_a_change_keeps_the_id_and_counts(ada: Person, programme: Programme, cakrawala: Organisation) -> None:
    action = owe(ada, programme, ada, "Sign", "2099-03-01")
    address = f"/calendar/{secret_of(ada, cakrawala)}/mine.ics"
    [before] = events(Client().get(address))
    answer = client_of(ada).post(
        f"/o/cakrawala/p/sms-1/actions/{action.reference}/",
        {"title": "Sign it", "due_on": "2099-04-01", "state": "open", "owner": str(ada.pk), "seen": action.revision},
    )
    assert answer.status_code == 302
    [after] = events(Client().get(address))
    assert (after["uid"], after["dtstart"].dt) == (before["uid"], date(2099, 4, 1))
    assert after["sequence"] > before["sequence"]


# -- who gets them ----------------------------------------------------------------------------------------------------


def test_a_member_makes_the_addresses_with_the_password_and_they_work(ada: Person, programme: Programme) -> None:
    client = client_of(ada)
    assert client.post(SUBSCRIBE, {**TYPED, "password": "wrong-wrong-wrong"}).status_code == 422
    assert client.post(SUBSCRIBE, {**TYPED, "expires": "2001-01-01"}).status_code == 422
    assert Token.objects.count() == 0
    page = client.post(SUBSCRIBE, TYPED).content.decode()
    addresses = re.findall(r'value="http://testserver(/calendar/[^"]+)"', page)
    assert [address.rpartition("/")[2] for address in addresses] == ["mine.ics", "sms-1.ics"]
    for address in addresses:
        assert Client().get(address).status_code == 200
    assert addresses[0].split("/")[2] not in client.get("/account/security").content.decode()
    assert "only feed a calendar" in client.get("/account/security").content.decode()


def test_the_secret_of_a_calendar_opens_nothing_of_the_api_and_the_apis_no_calendar(
    ada: Person, programme: Programme, cakrawala: Organisation
) -> None:
    calendar, reading = secret_of(ada, cakrawala), secret_of(ada, cakrawala, "read")
    here = "/api/v1/organisations/cakrawala"
    assert Client().get(here, headers={"Authorization": f"Bearer {calendar}"}).status_code == 401
    assert Client().get(here, headers={"Authorization": f"Bearer {reading}"}).status_code == 200
    assert Client().get(f"/calendar/{reading}/mine.ics").status_code == 404


def test_nothing_opens_once_it_is_revoked_or_its_owner_is_gone(
    adi: Person, ada: Person, ben: Person, programme: Programme, cakrawala: Organisation
) -> None:
    hers, his = (f"/calendar/{secret_of(person, cakrawala)}/mine.ics" for person in (ada, ben))
    revoke_token(actor=actor_of(ada), token=Token.objects.get(person=ada))
    remove_member(actor=actor_of(adi), member=Member.objects.get(organisation=cakrawala, person=ben, removed_at=None))
    assert [Client().get(address).status_code for address in (hers, his)] == [404, 404]


def test_another_organisations_programme_is_not_there(zoe: Person, programme: Programme, bukit: Organisation) -> None:
    secret = secret_of(zoe, bukit)
    assert Client().get(f"/calendar/{secret}/programme/sms-1.ics").status_code == 404
    assert summaries(Client().get(f"/calendar/{secret}/mine.ics")) == []


def test_a_consultants_secret_opens_the_organisation_it_was_made_in_and_no_other(
    karl: Person, programme: Programme, bukit: Organisation
) -> None:
    assert programmes_of(karl) == {"sms-1"}
    assert Client().get(f"/calendar/{secret_of(karl, bukit)}/programme/sms-1.ics").status_code == 404


def test_whoever_guesses_is_slowed_down(db: None) -> None:
    answers = {Client().get(f"/calendar/mp_guess_{number}/mine.ics").status_code for number in range(35)}
    assert answers == {404, 429}


def test_the_command_line_makes_one_too(adi: Person, ada: Person, programme: Programme) -> None:
    ran = cli("token", "create", ada.email, "--scope", "calendar", "--expires", "2099-01-01", "--as", adi.email)
    assert ran.exit_code == 0
    assert Client().get(f"/calendar/{ran.stdout.strip()}/mine.ics").status_code == 200
