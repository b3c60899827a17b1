"""The pages of the gap assessment: what they show, what they refuse, and what they cost."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.features.actions.models import Action
from milepost.features.gaps.models import Assessment, Rating
from milepost.features.gaps.services import close_assessment, open_assessment, rate_each, rate_many, rate_statement
from milepost.features.gaps.statements import auditable
from milepost.features.portfolio.models import Unit
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person
from tests.people import actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/gaps/"
ANY, CONDITIONAL = "8.6.1-01", "8.1-06"
PAGES = (
    "", "?gaps=on&clause=8", "clauses/8.6.1/", "clauses/all/?state=unrated", f"statements/{ANY}/", "questions/",
    "assessments/", f"statements/{CONDITIONAL}/",
)  # fmt: skip
WORKING = ("flash/", "flash/?at=end", "import/")


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def rated(programme: Programme, ada: Person) -> None:
    ids = [statement.id for statement in auditable()]
    rate_many(actor=actor_of(ada), programme=programme, statements=ids, changes={"current": 2})
    wishes = [(ANY, {"current": 4}), (CONDITIONAL, {"not_triggered": True}), ("4.1-01", {"current": None})]
    rate_each(actor=actor_of(ada), programme=programme, wishes=wishes)


@pytest.mark.parametrize("page", [*PAGES, *WORKING])
def test_every_page_stands_before_and_after_the_first_rating(programme: Programme, ada: Person, page: str) -> None:
    assert client_of(ada).get(HERE + page).status_code == 200
    rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 1})
    assert client_of(ada).get(HERE + page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, *WORKING])
def test_a_stranger_finds_no_page(programme: Programme, zoe: Person, bukit: Organisation, page: str) -> None:
    assert client_of(zoe).get(HERE + page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_sees_and_cannot_rate(programme: Programme, iris: Person, rated: None, page: str) -> None:
    response = client_of(iris).get(HERE + page)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    assert 'method="post"' not in main
    assert client_of(iris).get(HERE + "flash/").status_code == 403


@pytest.mark.parametrize("page", ["clauses/11/", "statements/4.2-03/", "statements/x/", "?assessment=GA-1999-01"])
def test_what_is_not_there_is_not_found(programme: Programme, ada: Person, rated: None, page: str) -> None:
    status = client_of(ada).get(HERE + page).status_code
    assert status == (200 if page.startswith("?") else 404)  # a filter nobody offers is ignored


def test_the_headline_says_the_state_in_words(programme: Programme, ada: Person, rated: None) -> None:
    words = text(client_of(ada).get(HERE))
    assert "1 of 388 statements are at their required level" in words
    assert "One is not rated yet." in words
    assert "385 are below it" in words
    assert "One is not triggered." in words


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_for_few_and_many(programme: Programme, ada: Person, page: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HERE + page).status_code == 200
        return len(queries)

    client = client_of(ada)
    rate_many(
        actor=actor_of(ada), programme=programme, statements=[ANY, CONDITIONAL], changes={"current": 2, "owner": ada}
    )
    few = cost()
    rate_many(
        actor=actor_of(ada),
        programme=programme,
        statements=[s.id for s in auditable()],
        changes={"current": 1, "owner": ada},
    )
    assert cost() == few


def test_a_form_rates_a_statement(programme: Programme, ada: Person, ben: Person) -> None:
    fields = {
        "seen": "0", "current": "1", "required": "4", "priority": "high", "owner": str(ben.pk), "days": "2.5",
        "due_on": "2026-12-01", "remediation": "Write it.", "finding": "", "note": "Minutes", "link": "",
    }  # fmt: skip
    assert client_of(ada).post(f"{HERE}statements/{ANY}/", fields).status_code == 302
    rating = Rating.objects.get()
    assert (rating.current, rating.required, rating.owner, rating.due_on) == (1, 4, ben, date(2026, 12, 1))
    page = text(client_of(ada).get(f"{HERE}statements/{ANY}/"))
    assert "8.6.1-01: at 1, 4 is required" in page
    assert "rated it" in page
    assert client_of(ada).post(f"{HERE}statements/{ANY}/", {"do": "plan"}).status_code == 302
    assert Action.objects.get().title == "8.6.1-01: Write it."


def test_a_refused_form_keeps_what_was_typed(programme: Programme, ada: Person) -> None:
    fields = {"seen": "0", "current": "1", "required": "3", "link": "http://x.example", "note": "typed in vain?"}
    response = client_of(ada).post(f"{HERE}statements/{ANY}/", fields)
    assert response.status_code == 422
    assert "typed in vain?" in response.content.decode()
    assert "https://" in text(response)


def test_the_second_of_two_people_sees_both_versions(programme: Programme, ada: Person, ben: Person) -> None:
    rate_statement(actor=actor_of(ben), programme=programme, statement=ANY, changes={"current": 2, "note": "Ben saw"})
    fields = {"seen": "0", "current": "4", "required": "3", "note": "Ada saw"}
    response = client_of(ada).post(f"{HERE}statements/{ANY}/", fields)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Ben saw" in body
    assert "Ada saw" in body
    assert 'name="seen" value="1"' in body
    assert client_of(ada).post(f"{HERE}statements/{ANY}/", {**fields, "seen": "1"}).status_code == 302
    assert Rating.objects.get().note == "Ada saw"


def test_parts_are_rated_on_the_page(programme: Programme, ada: Person) -> None:
    for code in ("desk", "net"):
        Unit.objects.create(organisation=programme.organisation, code=code, name=code.title())
    fields = {"do": "parts", "seen": "0", "part:unit:desk": "4", "part:unit:net": "1", "part:unit:moon": ""}
    assert client_of(ada).post(f"{HERE}statements/{ANY}/", fields).status_code == 302
    assert Rating.objects.get().current == 1
    page = text(client_of(ada).get(f"{HERE}statements/{ANY}/"))
    assert "The level is 1, the lowest of its service areas and sites." in page


def test_ticked_statements_get_the_same(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    address = f"{HERE}clauses/8.6.1/?level="
    assert client.post(address, {"statement": [ANY, "8.6.1-02"], "current": "3"}).status_code == 302
    assert Rating.objects.filter(current=3).count() == 2
    assert client.post(address, {"statement": [ANY], "required": "5"}).status_code == 302
    assert Rating.objects.get(statement=ANY).required == 5
    assert client.post(address, {"statement": [ANY]}).status_code == 422
    assert client.post(address, {"current": "3"}).status_code == 422


def test_a_number_leads_to_the_list_behind_it(programme: Programme, ada: Person, rated: None) -> None:
    body = client_of(ada).get(HERE).content.decode()
    address = "clauses/8.6.1/?level=4"
    assert f"{HERE}{address}" in body
    listed = re.findall(r"statements/(8\.6\.1-\d\d)/", client_of(ada).get(HERE + address).content.decode())
    assert listed == [ANY]


def test_flash_mode_goes_from_card_to_card_to_a_summary(programme: Programme, ada: Person) -> None:
    client: Client = client_of(ada)
    ids = [statement.id for statement in auditable() if statement.clause == "4.1"]
    address = f"{HERE}flash/?clause=4.1"
    for level, statement in enumerate(ids):
        card = client.get(address)
        assert statement in card.content.decode()
        address = client.post(
            address, {"current": str(level), "note": "heard", "seen": "0"}, follow=True
        ).redirect_chain[-1][0]
    assert "All 2 are rated" in text(client.get(address))
    assert list(Rating.objects.order_by("statement").values_list("current", "note")) == [(0, "heard"), (1, "heard")]


def test_a_card_tells_what_somebody_else_said_meanwhile(programme: Programme, ada: Person, ben: Person) -> None:
    rate_statement(actor=actor_of(ben), programme=programme, statement=ANY, changes={"current": 2, "note": "Ben saw"})
    response = client_of(ada).post(f"{HERE}flash/?at={ANY}", {"current": "4", "note": "Ada saw", "seen": "0"})
    body = response.content.decode()
    assert response.status_code == 409
    assert "Ben saw" in body
    assert "Ada saw" in body
    assert Rating.objects.get().current == 2


def test_assessments_are_opened_closed_and_stand_side_by_side(programme: Programme, ada: Person, otto: Person) -> None:
    rate_statement(actor=actor_of(otto), programme=programme, statement="4.1-01", changes={"current": 1})
    client = client_of(ada)
    first = Assessment.objects.get()
    assert client.post(f"{HERE}assessments/", {"do": "close", "assessment": first.reference}).status_code == 302
    assert "is closed: open the next assessment" in text(client.get(f"{HERE}flash/"))
    assert client.post(f"{HERE}assessments/", {"do": "open"}).status_code == 302
    assert client.post(f"{HERE}assessments/", {"do": "open"}).status_code == 409
    rate_statement(actor=actor_of(ada), programme=programme, statement="4.1-02", changes={"current": 3})
    page = text(client.get(f"{HERE}assessments/"))
    assert "Side by side" in page
    assert "Ada Wibowo, Otto Siregar" in page
    assert client_of(otto).post(f"{HERE}assessments/", {"do": "open"}).status_code == 403
    old = text(client.get(f"{HERE}statements/4.1-01/?assessment={first.reference}"))
    assert "4.1-01: at 1, 3 is required" in old
    refused = client.post(f"{HERE}statements/4.1-01/?assessment={first.reference}", {"current": "5", "required": "3"})
    assert refused.status_code == 422


def test_a_file_is_checked_then_taken_in(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    file = SimpleUploadedFile("r.csv", b"statement,current\n8.6.1-01,2\n8.6.1-02,=1\n")
    refused = client.post(f"{HERE}import/", {"file": file})
    assert refused.status_code == 422
    assert "One row is refused: nothing was changed" in text(refused)
    file = SimpleUploadedFile("r.csv", b"statement,current\n8.6.1-01,2\n")
    checked = client.post(f"{HERE}import/", {"file": file})
    assert not Rating.objects.exists()
    content = re.search(r'name="content" value="([^"]+)"', checked.content.decode())
    assert content is not None
    taken = client.post(f"{HERE}import/", {"content": content[1], "file_name": "r.csv"})
    assert "Taken in: 1 new" in text(taken)
    assert Rating.objects.get().current == 2


def test_several_refused_rows_are_counted_in_indonesian(programme: Programme, ada: Person) -> None:
    file = SimpleUploadedFile("r.csv", b"statement,current\n8.6.1-01,=1\n8.6.1-02,=1\n")
    client = client_of(ada)
    client.post("/language", {"language": "id"})
    refused = client.post(f"{HERE}import/", {"file": file})
    assert "2 baris ditolak: tidak ada yang diubah" in text(refused)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_ratings_of_what_is_shown_are_exported(programme: Programme, ada: Person, rated: None, kind: str) -> None:
    response = client_of(ada).get(f"{HERE}?clause=4&gaps=on&export={kind}")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "attachment" in response["Content-Disposition"]
    assert (body.count(b"\r\n") == 11) if kind == "csv" else body.startswith(b"PK")


def test_what_people_type_is_never_markup(programme: Programme, ada: Person) -> None:
    evil = "<script>alert(1)</script>"
    rate_statement(
        actor=actor_of(ada), programme=programme, statement=ANY,
        changes={"current": 1, "note": evil, "remediation": evil, "finding": evil},
    )  # fmt: skip
    for page in (f"statements/{ANY}/", f"flash/?at={ANY}", "clauses/8.6.1/", "?clause=%3Cscript%3E&owner=%22%3E"):
        assert evil not in client_of(ada).get(HERE + page).content.decode()


def test_a_second_assessment_is_compared_on_the_page(programme: Programme, ada: Person, rated: None) -> None:
    close_assessment(actor=actor_of(ada), assessment=Assessment.objects.get())
    open_assessment(actor=actor_of(ada), programme=programme)
    rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 5})
    body = client_of(ada).get(HERE).content.decode()
    assert "Since GA-" in body
    assert "Since GA-" not in client_of(ada).get(f"{HERE}?compare=none").content.decode()
