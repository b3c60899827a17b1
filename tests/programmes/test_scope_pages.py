"""The scope on its pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme, ScopeElement, ScopeVersion
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, actor_of, client_of
from tests.programmes.test_scope import PORTFOLIO, SCOPE, SENTENCE

PAGE = "/o/cakrawala/p/sms-1/scope"


@pytest.fixture
def decided(programme: Programme, ada: Person) -> Programme:
    apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})
    return programme


def test_an_empty_scope_leads_to_the_portfolio(programme: Programme, ada: Person) -> None:
    page = client_of(ada).get(PAGE)
    assert page.status_code == 200
    assert "/o/cakrawala/portfolio/services" in page.content.decode()


def test_everybody_in_the_programme_reads_it(decided: Programme, iris: Person, zoe: Person) -> None:
    page = client_of(iris).get(PAGE).content.decode()
    assert SENTENCE in page
    assert "<select id=" not in page.replace('<select id="id_', "")
    for path in ("", "/versions", "/statement"):
        assert client_of(iris).get(f"{PAGE}{path}").status_code == 200
        assert client_of(zoe).get(f"{PAGE}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/wording", "/approve", "/paper"])
def test_a_reader_changes_and_signs_nothing(decided: Programme, iris: Person, path: str) -> None:
    assert client_of(iris).get(f"{PAGE}{path}").status_code == 403
    assert client_of(iris).post(PAGE, {"code": "fax", "state-fax": "in"}).status_code == 403


def test_decisions_are_taken_on_the_page(decided: Programme, ada: Person) -> None:
    client = client_of(ada)
    form = {"code": ["email", "fax"], "state-email": "in", "seen-email": "1", "state-fax": "in", "seen-fax": "1"}
    assert client.post(f"{PAGE}?kind=service", form).status_code == 302
    assert ScopeElement.objects.get(code="fax").state == "in"
    assert ScopeElement.objects.get(code="email").revision == 1
    again = client.post(f"{PAGE}?kind=service", {"code": "fax", "state-fax": "out", "why-fax": "x", "seen-fax": "1"})
    assert again.status_code == 409
    assert ScopeElement.objects.get(code="fax").state == "in"


@pytest.mark.parametrize("query", ["?kind=unit", "?kind=bogus", "?page=9999999", "?page=-1", "?words=mail&state=in"])
def test_any_address_shows_something(decided: Programme, ada: Person, query: str) -> None:
    assert client_of(ada).get(f"{PAGE}{query}").status_code == 200


def test_the_list_is_exported_as_apply_takes_it(decided: Programme, ada: Person) -> None:
    export = b"".join(client_of(ada).get(f"{PAGE}?export=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert export.splitlines()[0] == "kind,code,name,state,justification"
    assert "service,fax,Fax,out,Ends this year." in export


def test_the_sentence_is_worded_on_the_page(decided: Programme, ada: Person) -> None:
    answer = client_of(ada).post(f"{PAGE}/wording", {"services_en": "messaging", "services_id": "pesan", "seen": "1"})
    assert answer.status_code == 302
    assert "for the delivery of messaging to" in client_of(ada).get(PAGE).content.decode()


def test_two_people_wording_at_once_lose_nothing(decided: Programme, ada: Person, karl: Person) -> None:
    assert client_of(karl).post(f"{PAGE}/wording", {"units_en": "the desk", "seen": "1"}).status_code == 302
    page = client_of(ada).post(f"{PAGE}/wording", {"units_en": "the team", "seen": "1"})
    content = page.content.decode()
    assert page.status_code == 409
    assert "the desk" in content
    assert 'value="the team"' in content
    assert 'name="seen" value="2"' in content


def test_the_sponsor_reads_and_signs(decided: Programme, sari: Person) -> None:
    client = client_of(sari)
    page = client.get(f"{PAGE}/approve")
    expected = page.context["statement"].content_hash
    wrong = client.post(f"{PAGE}/approve", {"password": "wrong", "expected": expected})
    assert wrong.status_code == 422
    assert not ScopeVersion.objects.exists()
    assert client.post(f"{PAGE}/approve", {"password": PASSWORD, "expected": expected}).status_code == 302
    version = ScopeVersion.objects.get()
    assert version.sentence_en == SENTENCE
    assert client.get(f"{PAGE}/versions/1").status_code == 200
    assert client.get(f"{PAGE}/versions/2").status_code == 404
    assert verify_ledger().breaches == []


def test_an_incomplete_statement_shows_what_stands_in_the_way(programme: Programme, sari: Person) -> None:
    page = client_of(sari).get(f"{PAGE}/approve").content.decode()
    assert "cannot be signed yet" in page
    assert "No service is in scope." in page


def test_a_signature_from_paper_is_entered_and_checked(decided: Programme, ada: Person, ben: Person) -> None:
    client = client_of(ada)
    expected = client.get(f"{PAGE}/paper").context["statement"].content_hash
    form = {
        "method": "paper",
        "signatory": "Budi Hartanto",
        "office": "President Director",
        "signed_on": "2026-02-10",
        "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7"),
        "expected": expected,
    }
    assert client.post(f"{PAGE}/paper", form).status_code == 302
    version = ScopeVersion.objects.get()
    assert version.approved_on == date(2026, 2, 10)
    assert b"".join(client.get(f"{PAGE}/versions/1/scan")) == b"%PDF-1.7"  # type: ignore[arg-type]
    assert client.post(f"{PAGE}/versions/1/check").status_code == 302
    version.signature.refresh_from_db()
    assert version.signature.checked_at is None
    client_of(ben).post(f"{PAGE}/versions/1/check")
    version.signature.refresh_from_db()
    assert version.signature.checked_by == ben


def test_versions_show_what_lies_between_them(decided: Programme, ada: Person, sari: Person) -> None:
    client = client_of(sari)
    client.post(f"{PAGE}/approve", {"password": PASSWORD})
    apply_rows(actor_of(ada), decided, {"scope": [{"kind": "service", "code": "fax", "state": "in"}]})
    page = client.get(f"{PAGE}/versions").content.decode()
    assert "Changed since version 1" in page
    assert "Fax" in page
