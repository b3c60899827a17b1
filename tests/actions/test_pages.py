"""The list of actions on screen."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.features.actions.models import Action
from milepost.features.actions.services import add_action, finish_action
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.people import actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/actions/"
NASTY = "<img src=x onerror=alert(1)> 🚀"


def _add(programme: Programme, person: Person, title: str, **fields: Any) -> Action:
    return add_action(actor=actor_of(person), programme=programme, title=title, **fields)


def test_an_empty_list_teaches(programme: Programme, ada: Person, iris: Person) -> None:
    assert "No action is on the list yet" in client_of(ada).get(HERE).text
    assert "New action" not in client_of(iris).get(HERE).text.partition("<main")[2].partition("Why the auditor")[0]


def test_the_headline_counts_what_is_overdue(programme: Programme, ada: Person) -> None:
    _add(programme, ada, "Late", due_on=today("Asia/Jakarta") - timedelta(days=1))
    _add(programme, ada, "Later", due_on=today("Asia/Jakarta") + timedelta(days=9))
    page = client_of(ada).get(HERE).text
    assert "One of 2 open actions is overdue" in page
    assert page.index("Late</a>") < page.index("Later</a>")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Late", "Mine"}),
        ("?overdue=on", {"Late"}),
        ("?owner=me", {"Mine"}),
        ("?owner=nobody", {"Late"}),
        ("?state=done", {"Done before"}),
        ("?state=all", {"Late", "Mine", "Done before"}),
        ("?words=min", {"Mine"}),
        ("?state=nonsense&owner=nonsense", {"Late", "Mine"}),
    ],
)
def test_filters_live_in_the_address(programme: Programme, ada: Person, query: str, shown: set[str]) -> None:
    _add(programme, ada, "Late", due_on=date(2026, 2, 3))
    _add(programme, ada, "Mine", owner=ada)
    finish_action(actor=actor_of(ada), action=_add(programme, ada, "Done before", owner=ada, due_on=date(2026, 2, 3)))
    page = client_of(ada).get(HERE + query).text
    assert {title for title in ("Late", "Mine", "Done before") if f">{title}</a>" in page} == shown


def test_somebody_is_found_by_their_key(programme: Programme, ada: Person, ben: Person) -> None:
    _add(programme, ada, "Bens", owner=ben)
    _add(programme, ada, "Adas", owner=ada)
    page = client_of(ada).get(f"{HERE}?owner={ben.pk}").text
    assert "Bens</a>" in page
    assert "Adas</a>" not in page


def test_an_action_is_added_changed_and_finished_on_screen(programme: Programme, ada: Person, ben: Person) -> None:
    client = client_of(ada)
    assert client.post(f"{HERE}new/", {"title": NASTY, "owner": ben.pk, "due_on": "2026-12-01"}).status_code == 302
    action = Action.objects.get()
    assert (action.title, action.owner, action.due_on) == (NASTY, ben, date(2026, 12, 1))
    page = client.get(f"{HERE}{action.reference}/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    change = {"title": "Call", "owner": "", "state": "in_progress", "seen": 1, "note": "one\r\ntwo"}
    assert client.post(f"{HERE}{action.reference}/", change).status_code == 302
    assert client.post(f"{HERE}{action.reference}/finish/", {"seen": 2}).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.owner, action.state, action.note) == ("Call", None, "done", "one\ntwo")
    assert verify_ledger().breaches == []


def test_a_refused_form_keeps_what_was_typed(programme: Programme, ada: Person) -> None:
    answer = client_of(ada).post(f"{HERE}new/", {"title": "", "note": "long thought", "due_on": "soon"})
    assert answer.status_code == 422
    assert "long thought" in answer.text
    assert 'value="soon"' in answer.text


def test_two_people_editing_lose_nothing(programme: Programme, ada: Person, ben: Person) -> None:
    action = _add(programme, ada, "Call")
    address = f"{HERE}{action.reference}/"
    client_of(ada).post(address, {"title": "Write", "state": "open", "seen": 1})
    second = client_of(ben).post(address, {"title": "Visit", "state": "open", "seen": 1})
    assert second.status_code == 409
    assert "Somebody saved this while you were writing" in second.text
    assert 'value="Visit"' in second.text
    assert "Ada Wibowo" in second.text
    assert 'name="seen" value="2"' in second.text
    assert client_of(ben).post(address, {"title": "Visit", "state": "open", "seen": 2}).status_code == 302
    assert Action.objects.get().title == "Visit"


def test_readers_read_and_strangers_find_nothing(programme: Programme, ada: Person, iris: Person, zoe: Person) -> None:
    action = _add(programme, ada, "Call", note="by phone")
    page = client_of(iris).get(f"{HERE}{action.reference}/")
    assert "by phone" in page.text
    assert "Save" not in page.text
    assert client_of(iris).post(f"{HERE}{action.reference}/", {"title": "x", "state": "open"}).status_code == 403
    assert client_of(iris).get(f"{HERE}new/").status_code == 403
    for address in (HERE, f"{HERE}{action.reference}/", f"{HERE}new/"):
        assert client_of(zoe).get(address).status_code == 404
        assert client_of(None).get(address).status_code == 302
    assert client_of(ada).get(f"{HERE}A-1999-001/").status_code == 404


def test_what_is_exported_is_imported_again(programme: Programme, ada: Person, ben: Person) -> None:
    _add(programme, ada, "=1+1", note="a\nb", owner=ben, due_on=date(2026, 12, 1))
    _add(programme, ada, "Second 🚀")
    client = client_of(ada)
    for kind in ("csv", "xlsx"):
        exported = b"".join(client.get(f"{HERE}?state=all&export={kind}").streaming_content)
        file = SimpleUploadedFile(f"list.{kind}", exported)
        page = client.post(f"{HERE}import/", {"file": file}).text
        assert "The file fits" in page
        file.seek(0)
        assert client.post(f"{HERE}import/", {"file": file, "content": ""}).status_code == 302
    assert [action.revision for action in Action.objects.all()] == [1, 1]


def test_an_import_names_the_row_at_fault_and_writes_nothing(programme: Programme, ada: Person) -> None:
    file = SimpleUploadedFile("a.csv", b"code,title,owner\nx-1,Call,\nx-2,Write,nobody@nowhere.example\n")
    page = client_of(ada).post(f"{HERE}import/", {"file": file})
    assert "nobody@nowhere.example is no member of this organisation." in page.text
    assert not Action.objects.exists()


def test_a_file_travels_in_the_form_until_it_is_taken_in(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    file = SimpleUploadedFile("a.csv", b"code,title\nx-1,Call\n")
    page = client.post(f"{HERE}import/", {"file": file})
    assert not Action.objects.exists()
    answer = client.post(f"{HERE}import/", {"content": page.context["content"], "file_name": "a.csv"})
    assert answer.status_code == 302
    assert Action.objects.get().title == "Call"


def test_a_long_list_costs_no_more_queries_than_a_short_one(programme: Programme, ada: Person, ben: Person) -> None:
    client = client_of(ada)
    counts = []
    for more in (2, 60):
        for place in range(more):
            _add(programme, ada, f"Thing {place}", owner=ben if place % 2 else None)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(HERE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_history_names_people_and_the_ledger_keeps_their_addresses(
    programme: Programme, ada: Person, ben: Person
) -> None:
    action = _add(programme, ada, "Appoint owners", owner=ben)
    page = client_of(ada).get(f"/o/cakrawala/p/sms-1/actions/{action.reference}/").content.decode()
    history = page[page.index('class="history"') :]
    assert f"<ins>{ben.name}</ins>" in history
    assert f"<ins>{ben.email}" not in history
    (kept,) = history_of(programme.organisation_id, action.pk)  # what machines are told
    assert ben.email in [change.after for change in kept.changes]
