"""The pages of document control, without script: entered, drafted, submitted, approved, read; in both languages."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import Asked, hand_out, put_document, save_draft
from milepost.features.documents.signables import approval_signable
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.documents.conftest import BODY, in_force, submit
from tests.documents.test_files import PDF, office
from tests.people import PASSWORD, actor_of, client_of

AT = "/o/cakrawala/p/sms-1/documents/"
NASTY = "<img src=x onerror=alert(1)> 🚀 \u202eabc"


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


def page_of(document: Document) -> str:
    return f"{AT}{document.pk}/"


def post(client: Client, at: str, **given: Any) -> Any:
    return client.post(at, given)


def test_from_a_new_document_to_its_signature_by_forms_alone(
    programme: Programme, ada: Person, ben: Person, olga: Person, sari: Person
) -> None:
    writer, approver = client_of(olga), client_of(sari)
    given = {"title": "Policy", "kind": "policy", "classification": "internal", "language": "en", "clauses": "5.2.1"}
    assert post(writer, f"{AT}new/", **given, owner=str(olga.pk), review_months="12").status_code == 302
    document = Document.objects.get()
    at = page_of(document)
    assert post(writer, f"{at}draft/", body=BODY, authors="", seen="0").status_code == 302
    assert (
        post(writer, f"{at}submit/", reviewers=[str(ben.pk)], approvers=[str(sari.pk)], due_on=str(_day(9))).status_code
        == 302
    )
    assert "My review is done" in client_of(ben).get(at).content.decode()
    assert post(client_of(ben), f"{at}reviewed/", remark="Fine").status_code == 302
    version = Version.objects.select_related("document__programme").get()
    box = approver.get(f"{at}approve/").content.decode()
    digest = approval_signable(version).content_hash
    assert digest in box
    assert post(approver, f"{at}approve/", digest=digest, password="wrong").status_code == 422
    assert post(approver, f"{at}approve/", digest=digest, password=PASSWORD).status_code == 302
    assert "In force" in writer.get(at).content.decode()
    assert verify_ledger().breaches == []


def test_a_refused_form_keeps_what_was_typed(document: Document, olga: Person) -> None:
    given = {"title": "Kept title", "kind": "policy", "classification": "internal", "language": "en"}
    answer = post(client_of(olga), f"{AT}new/", **given, number="doc-inc-01")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Kept title" in text
    assert "is a document already" in text


def test_of_two_who_write_a_draft_the_second_sees_both(document: Document, draft: Version, olga: Person) -> None:
    save_draft(actor=actor_of(olga), document=document, fields={"body": "Saved first"})
    answer = post(client_of(olga), f"{page_of(document)}draft/", body="Typed second", seen=str(draft.revision))
    assert answer.status_code == 409
    assert "Typed second" in answer.content.decode()
    assert "Saved first" in answer.content.decode()


def test_the_details_of_a_document_changed_meanwhile_are_told(document: Document, programme: Programme, ada: Person,
                                                              olga: Person) -> None:  # fmt: skip
    put_document(actor=actor_of(ada), programme=programme, fields={"number": document.number, "title": "Hers"})
    given = {"title": "His", "kind": "procedure", "classification": "internal", "language": "en"}
    answer = post(client_of(olga), f"{page_of(document)}details/", **given, seen=str(document.revision))
    assert answer.status_code == 409
    assert "Hers" in answer.content.decode()


def test_files_are_handed_in_and_out(document: Document, olga: Person) -> None:
    at = page_of(document)
    bad = SimpleUploadedFile("x.docx", office(**{"word/vbaProject.bin": b"x"}))
    answer = post(client_of(olga), f"{at}draft/", file=bad, seen="0")
    assert answer.status_code == 422
    assert "holds macros" in answer.content.decode()
    good = SimpleUploadedFile("../../plan.pdf", PDF)
    assert post(client_of(olga), f"{at}draft/", file=good, seen="0").status_code == 302
    version = Version.objects.get()
    answer = client_of(olga).get(f"{AT}files/{version.file_id}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_markup_and_tricks_of_direction_are_only_shown(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    put_document(actor=actor_of(ada), programme=programme, fields={"number": document.number, "title": NASTY})
    document.refresh_from_db()
    version = in_force(document, olga, sari, body=NASTY)
    for at in (AT, page_of(document), f"{page_of(document)}v/{version.number}/"):
        text = client_of(ada).get(at).content.decode()
        assert "<img src=x" not in text
        assert "🚀" in text


def test_readers_acknowledge_on_the_page_and_find_it_on_the_list(
    document: Document, olga: Person, sari: Person, iris: Person
) -> None:
    in_force(document, olga, sari)
    hand_out(actor=actor_of(olga), document=document, due_on=_day(7), people=[iris])
    reader, at = client_of(iris), page_of(document)
    assert "Read DOC-INC-01 v1" in reader.get(AT).content.decode()
    assert "I have read and understood it" in reader.get(at).content.decode()
    assert post(reader, f"{at}read/").status_code == 302
    text = reader.get(at).content.decode()
    assert "1 of 1 have read it, 100 percent" in text
    assert "I have read and understood it" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"DOC-INC-01", "POL-9"}), ("?state=effective", {"DOC-INC-01"}), ("?state=none", {"POL-9"}),
        ("?words=incident", {"DOC-INC-01"}), ("?kind=policy", {"POL-9"}), ("?clause=8.6.1", {"DOC-INC-01"}),
        ("?clause=8", {"DOC-INC-01", "POL-9"}), ("?clause=8.7", {"POL-9"}), ("?clause=8.7.3.1.", set()),
        ("?practice=incident", {"DOC-INC-01"}), ("?words=policy+security", {"POL-9"}), ("?words=policy+8", set()),
        ("?owner=me", {"DOC-INC-01"}), ("?state=overdue", set()), ("?sort=-number", {"DOC-INC-01", "POL-9"}),
    ],
)  # fmt: skip
def test_the_list_is_filtered_by_its_address(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person, query: str, shown: set[str]
) -> None:
    in_force(document, olga, sari)
    fields = {"number": "POL-9", "title": "Security policy", "kind": "policy", "clauses": ["8.7.3.1"]}
    put_document(actor=actor_of(ada), programme=programme, fields=fields)
    text = client_of(olga).get(f"{AT}{query}").content.decode()
    assert {number for number in ("DOC-INC-01", "POL-9") if f'dir="auto">{number}</th>' in text} == shown


def test_every_number_of_the_sum_leads_to_the_documents_behind_it(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    in_force(document, olga, sari)
    for number in ("POL-8", "POL-9"):
        put_document(actor=actor_of(ada), programme=programme, fields={"number": number, "title": "P", "kind": "plan"})
    save_draft(actor=actor_of(ada), document=Document.objects.get(number="POL-8"), fields={"body": "We plan."})
    client = client_of(ada)
    sums = re.findall(r'<dt>([^<]+)</dt><dd><a href="(\?[^"]*)">(\d+)</a>', client.get(AT).content.decode())
    assert {name: int(number) for name, _query, number in sums} == {
        "Documents": 3, "In force": 1, "Overdue for review": 0, "In review": 0, "Draft": 1, "No version yet": 1,
    }  # fmt: skip
    for _name, query, number in sums:
        assert client.get(f"{AT}{query}").content.decode().count('scope="row"') == int(number), query


def test_the_list_costs_the_same_queries_for_two_documents_and_for_forty(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    in_force(document, olga, sari)
    client, counts = client_of(ada), []
    for more in (2, 40):
        for place in range(more):
            fields = {"title": f"Form {more} {place}", "kind": "form", "owner": olga}
            put_document(actor=actor_of(ada), programme=programme, fields=fields)
        client.get(f"{AT}?size=200")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{AT}?size=200")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_the_list_exports_can_be_taken_in_again_and_changes_nothing(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    in_force(document, olga, sari)
    fields = {"title": "=cmd", "kind": "form", "clauses": ["7.5.2", "7.5.3"], "shared_with": ["ISO 9001"]}
    put_document(actor=actor_of(ada), programme=programme, fields=fields)
    client = client_of(ada)
    for kind in ("csv", "xlsx"):
        exported = b"".join(client.get(f"{AT}?export={kind}").streaming_content)  # type: ignore[attr-defined]
        answer = post(client, f"{AT}import/", file=SimpleUploadedFile(f"list.{kind}", exported))
        text = answer.content.decode()
        assert "The file fits" in text, text
        assert "<dt>As they are</dt><dd>2</dd>" in text


def test_the_difference_of_two_versions_and_a_version_alone(document: Document, olga: Person, sari: Person) -> None:
    in_force(document, olga, sari)
    in_force(document, olga, sari, body=BODY.replace("resolves", "settles"))
    text = client_of(olga).get(f"{page_of(document)}v/2/?from=1").content.decode()
    assert "<ins>settles</ins>" in text
    assert "<del>resolves</del>" in text
    assert client_of(olga).get(f"{page_of(document)}v/9/").status_code == 404


def test_a_search_finds_documents_by_number_and_title(document: Document, ada: Person) -> None:
    for words in ("inc-01", "Incident man"):
        text = client_of(ada).get("/o/cakrawala/p/sms-1/search/", {"q": words}).content.decode()
        assert page_of(document) in text


def test_an_approver_who_left_is_named_on_the_page(
    draft: Version, ada: Person, adi: Person, ben: Person, sari: Person
) -> None:
    submit(draft, ada, approvers=(Asked(ben),))
    ben.memberships.update(removed_at=f"{_day()}T00:00:00Z")
    text = client_of(ada).get(page_of(draft.document)).content.decode()
    assert "It waits: Ben Santoso cannot act any more and is to be replaced" in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nobody remarked anything."), ("id", "Tidak ada yang memberi catatan.")]
)
def test_the_page_speaks_the_reader_s_language(in_review: Version, olga: Person, language: str, words: str) -> None:
    client = client_of(olga)
    post(client, "/language", language=language)
    assert words in client.get(page_of(in_review.document)).content.decode()
