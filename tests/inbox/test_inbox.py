"""What one owes, in all programmes of an organisation and from every source, with the way to where it is settled."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.features.actions.services import add_action, change_action
from milepost.features.documents.models import Document, Version
from milepost.features.governance.models import Covers
from milepost.features.governance.services import write_commitment
from milepost.features.inbox.facts import gathering
from milepost.features.inbox.models import Reminder
from milepost.features.inbox.owed.awaited import awaited_of
from milepost.features.inbox.owed.gathering import inbox_of
from milepost.features.practices.models import NilStatement
from milepost.features.programmes.models import Programme
from milepost.features.programmes.services import make_programme
from milepost.platform.organisations.models import Grant, Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.inbox.conftest import At, listed
from tests.people import PASSWORD, PHASES, actor_of, cli, client_of

INBOX = "/o/cakrawala/inbox"


def owe(ada: Person, programme: Programme, owner: Person | None, title: str, due_on: date | None = None) -> Any:
    return add_action(actor=actor_of(ada), programme=programme, title=title, owner=owner, due_on=due_on)


def seen(person: Person, address: str = INBOX) -> list[Any]:
    answer = client_of(person).get(address)
    assert answer.status_code == 200, answer.content
    return list(answer.context["inbox"].items)


@pytest.fixture
def other(cakrawala: Organisation, adi: Person, programme: Programme, karl: Person) -> Programme:
    """A second programme, of which Karl is coordinator too, and Ada nothing."""
    made = make_programme(
        actor=actor_of(adi), organisation=cakrawala, code="sms-2", name="SMS-2", starts_on=date(2026, 2, 2),
        certificate_wanted_on=None, phases=PHASES,
    )  # fmt: skip
    add_member(
        actor=actor_of(adi), organisation=cakrawala, email=karl.email, name=karl.name, role=Role.COORDINATOR,
        programme_id=made.pk,
    )  # fmt: skip
    return made


def test_it_holds_ones_own_the_overdue_first_and_what_has_no_day_last(
    at: At, programme: Programme, ada: Person, ben: Person
) -> None:
    owe(ada, programme, ben, "Some day")
    owe(ada, programme, ben, "Soon", date(2026, 9, 5))
    owe(ada, programme, ben, "Late", date(2026, 8, 5))
    owe(ada, programme, ada, "Hers", date(2026, 8, 1))
    assert [item.title for item in seen(ben)] == ["Late", "Soon", "Some day"]
    page = client_of(ben).get(INBOX).content.decode()
    assert "One of the 3 things you owe is overdue" in page
    assert "One of them is due within a week" in page
    narrowed = client_of(ben).get(f"{INBOX}?source=list").content.decode()
    assert "things you owe" not in narrowed
    assert "is due within a week" not in narrowed


def test_of_one_thing_it_speaks_as_of_one(at: At, programme: Programme, ada: Person, ben: Person) -> None:
    late = owe(ada, programme, ben, "Late", date(2026, 8, 5))
    assert "The one thing that you owe is overdue" in client_of(ben).get(INBOX).content.decode()
    change_action(actor=actor_of(ada), action=late, changes={"due_on": date(2026, 9, 5)})
    page = client_of(ben).get(INBOX).content.decode()
    assert "You owe one thing, and it is not overdue" in page
    assert "It is due within a week." in page


def test_it_spans_the_programmes_that_one_sees_and_is_narrowed_by_programme_and_source(
    at: At, programme: Programme, other: Programme, ada: Person, karl: Person
) -> None:
    owe(karl, other, karl, "There")
    owe(karl, programme, karl, "Here")
    owe(karl, other, ada, "Not to be seen")
    assert {item.title for item in seen(karl)} == {"Here", "There"}
    assert [item.title for item in seen(karl, f"{INBOX}?programme=sms-2")] == ["There"]
    assert seen(karl, f"{INBOX}?source=practices") == []
    assert len(seen(karl, f"{INBOX}?programme=nowhere&source=nothing")) == 2
    assert seen(ada) == []


def test_what_fell_due_leads_to_where_it_is_settled_and_is_gone_once_it_is(
    live: Programme, olga: Person, at: At
) -> None:
    at("2026-10-02")
    listed(live)
    [item] = seen(olga)
    assert item.address == "/o/cakrawala/p/sms-1/practices/problem/"
    client = client_of(olga)
    assert client.get(item.address).status_code == 200
    client.post(item.address, {"nil-2026-09": "The register of problems", "password": PASSWORD})
    assert NilStatement.objects.get().is_signed
    assert seen(olga) == []


def test_versions_to_approve_and_readings_that_nobody_lists_wait_for_their_people(
    at: At, in_review: Version, document: Document, programme: Programme, ben: Person, sari: Person
) -> None:
    actions = programme.actions
    assert [item.title for item in seen(ben)] == [actions.get(owner=ben).title]
    actions.filter(owner=ben).update(state="cancelled")
    [item] = seen(ben)
    assert (item.title, item.action) == (f"Review {document.number} v1: {document.title}", None)
    assert item.address == f"/o/cakrawala/p/sms-1/documents/{document.pk}/"
    assert seen(sari) == []  # it is not her turn yet


def test_the_sponsor_owes_the_signatures_under_decisions_and_the_commitment(
    at: At, programme: Programme, ada: Person, sari: Person
) -> None:
    write_commitment(actor=actor_of(ada), programme=programme, text="We commit.", covers=[Covers.PROGRAMME])
    [item] = seen(sari)
    assert item.title.startswith("Sign leadership commitment")
    assert client_of(sari).get(item.address).status_code == 200
    assert seen(ada) == []
    Grant.objects.filter(member__person=sari).update(until=date(2026, 9, 1))
    assert list(awaited_of(sari, [programme])) == []


def test_it_gathers_what_falls_due_in_a_programme_once(
    live: Programme, olga: Person, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2026-10-02")
    listed(live)
    calls = []
    real = gathering.dues_of
    monkeypatch.setattr(gathering, "dues_of", lambda *asked: calls.append(asked) or real(*asked))
    Reminder.objects.create(
        organisation=live.organisation, action=live.actions.get(), person=olga, stage="sponsor",
        due_on=date(2026, 9, 1), said_on=date(2026, 9, 2),
    )  # fmt: skip
    kept = gathering.Gathered()
    for _twice in range(2):
        inbox_of(olga, [live], on=date(2026, 10, 2), gathered=kept)
    assert len(calls) == 1


def test_the_api_and_the_command_say_the_same(
    at: At, programme: Programme, ada: Person, ben: Person, cakrawala: Organisation
) -> None:
    action = owe(ada, programme, ben, "Late", date(2026, 8, 5))
    expected = {
        "programme": "sms-1", "source": "list", "title": "Late", "due_on": "2026-08-05", "overdue": True,
        "reference": action.reference, "action": action.reference, "reminded_on": None,
        "path": f"/o/cakrawala/p/sms-1/actions/{action.reference}/",
    }  # fmt: skip
    ran = cli("api", "GET", "/api/v1/organisations/cakrawala/inbox", "--as", ben.email, "--json")
    assert ran.json["body"]["items"] == [expected]
    told = cli("actions", "inbox", "--as", ben.email, "--json").json
    assert (told["schema"], told["on"], told["overdue"], told["items"]) == (
        "milepost/inbox/1", "2026-09-02", 1, [expected],
    )  # fmt: skip
    assert cli("actions", "inbox", "--as", ben.email, "--source", "gates", "--json").json["items"] == []
    assert "Late" in cli("actions", "inbox", "--organisation", "cakrawala", "--as", ben.email).stdout
    wrong = cli("actions", "inbox", "--as", ben.email, "--programme", "sms-9", "--json")
    assert (wrong.exit_code, wrong.json["where"]["field"]) == (2, "--programme")


def test_a_stranger_has_no_inbox_here_and_who_has_no_role_may_not_look(
    programme: Programme, zoe: Person, mira: Person
) -> None:
    assert client_of(zoe).get(INBOX).status_code == 404
    assert client_of(mira).get(INBOX).status_code == 403
    assert client_of(None).get(INBOX).status_code == 302
    assert cli("actions", "inbox", "--organisation", "cakrawala", "--as", zoe.email).exit_code == 2


def test_it_is_taken_along(at: At, programme: Programme, ada: Person, ben: Person) -> None:
    owe(ada, programme, ben, "=1+1", date(2026, 8, 5))
    answer = client_of(ben).get(f"{INBOX}?export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "programme,source,title,due_on,reference,reminded_on"
    assert lines[1].startswith("sms-1,list,'=1+1,2026-08-05,A-2026-001")


def test_it_costs_the_same_queries_for_long_lists(at: At, programme: Programme, ada: Person, ben: Person) -> None:
    def cost() -> int:
        client = client_of(ben)
        with CaptureQueriesContext(connection) as found:
            assert client.get(INBOX).status_code == 200
        return len(found)

    owe(ada, programme, ben, "First", date(2026, 9, 9))
    few = cost()
    for number in range(12):
        owe(ada, programme, ben, f"More {number}", date(2026, 9, 9) + timedelta(days=number))
    assert cost() == few


def test_a_long_one_is_paged(at: At, programme: Programme, ada: Person, ben: Person) -> None:
    for number in range(27):
        owe(ada, programme, ben, f"No. {number}", date(2026, 9, 9))
    page = client_of(ben).get(f"{INBOX}?size=25&page=2")
    assert [item.title for item in page.context["listing"].rows] == ["No. 25", "No. 26"]
    assert page.context["listing"].total == 27
