"""The portfolio on its pages: lists, forms, conflicts, files out and in again."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from milepost.features.portfolio.models import Service, Unit
from milepost.features.portfolio.services import put_entries, put_entry
from milepost.features.portfolio.shelves import CUSTOMERS, SERVICES, SHELVES, UNITS
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from tests.people import actor_of, client_of

PAGE = "/o/cakrawala/portfolio"


@pytest.fixture
def email(cakrawala: Organisation, ada: Person) -> Service:
    put_entry(actor=actor_of(ada), organisation=cakrawala, shelf=UNITS, fields={"code": "work", "name": "Workplace"})
    put_entry(actor=actor_of(ada), organisation=cakrawala, shelf=CUSTOMERS, fields={"code": "retail", "name": "Retail"})
    put_entry(
        actor=actor_of(ada),
        organisation=cakrawala,
        shelf=SERVICES,
        fields={"code": "email", "name": "=E-mail", "customers": ["retail"], "delivered_by": "work"},
    )
    return Service.objects.get()


@pytest.mark.parametrize("shelf", sorted(SHELVES))
def test_every_shelf_teaches_while_it_is_empty(programme: Programme, ada: Person, shelf: str) -> None:
    page = client_of(ada).get(f"{PAGE}/{shelf}")
    assert page.status_code == 200
    assert f"{PAGE}/{shelf}/new" in page.content.decode()


def test_a_reader_sees_the_list_without_ways_to_change_it(email: Service, iris: Person) -> None:
    client = client_of(iris)
    page = client.get(PAGE).content.decode()
    assert "=E-mail" in page
    assert f"{PAGE}/services/new" not in page
    assert client.get(f"{PAGE}/services/of/email").status_code == 200
    assert client.get(f"{PAGE}/services/new").status_code == 403
    assert client.get(f"{PAGE}/services/import").status_code == 403
    assert client.post(f"{PAGE}/services/of/email", {"name": "x", "criticality": "low"}).status_code == 403


def test_a_stranger_finds_nothing(email: Service, zoe: Person) -> None:
    assert client_of(zoe).get(PAGE).status_code == 404
    assert client_of(zoe).get(f"{PAGE}/services/of/email").status_code == 404


def test_a_visitor_is_asked_to_sign_in(email: Service) -> None:
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("path", ["/gifts", "/services/of/none", "/gifts/new"])
def test_what_is_not_there_is_not_found(programme: Programme, ada: Person, path: str) -> None:
    assert client_of(ada).get(f"{PAGE}{path}").status_code == 404


def test_a_service_is_made_and_changed_by_form(email: Service, ada: Person) -> None:
    client = client_of(ada)
    made = client.post(
        f"{PAGE}/services/new", {"code": "chat", "name": "Chat", "criticality": "low", "customers": ["retail"]}
    )
    assert made.status_code == 302
    form = {"name": "Team chat", "criticality": "high", "other_party_percent": "25", "seen": "1"}
    assert client.post(f"{PAGE}/services/of/chat", form).status_code == 302
    chat = Service.objects.get(code="chat")
    assert (chat.name, chat.criticality, chat.other_party_percent, chat.customers.count()) == (
        "Team chat",
        "high",
        25,
        0,
    )
    assert verify_ledger().breaches == []


def test_a_taken_code_is_refused_and_what_was_typed_stays(email: Service, ada: Person) -> None:
    page = client_of(ada).post(f"{PAGE}/units/new", {"code": "work", "name": "Another one"})
    assert page.status_code == 422
    assert "Another one" in page.content.decode()
    assert Unit.objects.get().name == "Workplace"


def test_the_second_of_two_people_is_told_and_loses_nothing(email: Service, ada: Person, ben: Person) -> None:
    first, second = client_of(ada), client_of(ben)
    assert first.post(f"{PAGE}/units/of/work", {"name": "First", "seen": "1"}).status_code == 302
    page = second.post(f"{PAGE}/units/of/work", {"name": "Second", "seen": "1"})
    content = page.content.decode()
    assert page.status_code == 409
    assert "Ada Wibowo" in content
    assert "First" in content
    assert 'value="Second"' in content
    assert 'name="seen" value="2"' in content
    assert Unit.objects.get().name == "First"
    assert second.post(f"{PAGE}/units/of/work", {"name": "Second", "seen": "2"}).status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_taken_in_again_as_it_was(email: Service, ada: Person, kind: str) -> None:
    client = client_of(ada)
    export = b"".join(client.get(f"{PAGE}/services?export={kind}"))  # type: ignore[arg-type]
    page = client.post(f"{PAGE}/services/import", {"file": SimpleUploadedFile(f"services.{kind}", export)})
    report = page.context["report"]
    assert (report["unchanged"], report["created"], report["updated"], report["refused"]) == (1, 0, 0, [])


def test_an_xlsx_export_holds_text_and_no_formula(email: Service, ada: Person) -> None:
    export = b"".join(client_of(ada).get(f"{PAGE}/services?export=xlsx"))  # type: ignore[arg-type]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(export)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=E-mail"


def test_a_file_is_checked_before_it_is_taken_in(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    page = client.post(f"{PAGE}/units/import", {"file": SimpleUploadedFile("u.csv", b"code,name\na,A\n")})
    assert page.context["report"]["created"] == 1
    assert not Unit.objects.exists()
    taken = client.post(f"{PAGE}/units/import", {"content": page.context["content"], "file_name": "u.csv"})
    assert taken.status_code == 302
    assert Unit.objects.get().name == "A"


def test_a_refused_row_is_shown_with_its_reason(programme: Programme, ada: Person) -> None:
    page = client_of(ada).post(f"{PAGE}/units/import", {"file": SimpleUploadedFile("u.csv", b"code,nme\na,A\n")})
    assert "There is no field nme." in page.content.decode()
    assert not Unit.objects.exists()


@pytest.mark.parametrize("content", ["!!", "", "QQ"])
def test_a_file_that_got_lost_is_asked_for_again(programme: Programme, ada: Person, content: str) -> None:
    page = client_of(ada).post(f"{PAGE}/units/import", {"content": content, "file_name": "u.csv"})
    assert page.status_code == 422


def test_a_list_costs_the_same_queries_for_ten_rows_and_a_thousand(
    cakrawala: Organisation, email: Service, ada: Person, django_assert_num_queries: object
) -> None:
    client = client_of(ada)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (10, 1_000):
        rows = [{"code": f"s{number}", "name": "S", "customers": ["retail"]} for number in range(size)]
        put_entries(actor=actor_of(ada), organisation=cakrawala, shelf=SERVICES, rows=rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{PAGE}/services")
        counts.append(len(queries))
    assert counts[0] == counts[1]
