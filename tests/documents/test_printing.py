"""Versions as files to hand on."""

from datetime import date
from io import BytesIO

import docx
import pikepdf
import pytest

from milepost.features.documents.models import Document
from milepost.features.documents.printing import Format, printed_version
from milepost.features.documents.services import put_document, save_draft
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.documents.conftest import BODY, in_force
from tests.people import actor_of, client_of

ON = date(2027, 1, 15)
TEXT = "## Purpose {#purpose}\n\nThe service desk records each incident.\n"


def test_a_pdf_says_what_it_is_who_approved_it_and_that_it_can_be_read_aloud(
    document: Document, olga: Person, sari: Person
) -> None:
    version = in_force(document, olga, sari, body=TEXT)
    pdf = pikepdf.open(BytesIO(printed_version(version, Format.PDF, on=ON)))
    assert str(pdf.docinfo["/Title"]).endswith("Incident management")
    assert str(pdf.Root["/Lang"]).startswith("en")
    assert pdf.Root["/MarkInfo"]["/Marked"]


def test_a_docx_holds_the_approvals_and_the_text(document: Document, olga: Person, sari: Person) -> None:
    version = in_force(document, olga, sari, body=TEXT)
    printed = docx.Document(BytesIO(printed_version(version, Format.DOCX, on=ON)))
    words = "\n".join(paragraph.text for paragraph in printed.paragraphs)
    cells = {cell.text for table in printed.tables for row in table.rows for cell in row.cells}
    assert "The service desk records each incident." in words
    assert {olga.name, sari.name} <= cells


def test_a_version_in_work_says_draft(document: Document, olga: Person) -> None:
    version = save_draft(actor=actor_of(olga), document=document, fields={"body": TEXT})
    assert "Draft" in printed_version(version, Format.HTML, on=ON).decode()


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_it_is_a_download(document: Document, olga: Person, iris: Person, form: str) -> None:
    save_draft(actor=actor_of(olga), document=document, fields={"body": TEXT})
    here = f"/o/cakrawala/p/sms-1/documents/{document.pk}/v/1"
    answer = client_of(iris).get(f"{here}/file.{form}")
    assert answer["Content-Disposition"] == f'attachment; filename="DOC-INC-01-v1.{form}"'
    assert client_of(iris).get(f"{here}/file.exe").status_code == 404
    assert client_of(iris).get(f"{here}/file.{form}?language=id").status_code == 404


def test_a_text_that_cannot_be_set_leads_back_with_the_reason(programme: Programme, ada: Person) -> None:
    fields = {"number": "P-1", "title": "Ours", "kind": "procedure"}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    save_draft(actor=actor_of(ada), document=document, fields={"body": "| a |\n|---|\n| b | c |\n| d |"})
    page = client_of(ada).get(f"/o/cakrawala/p/sms-1/documents/{document.pk}/v/1/file.pdf", follow=True)
    assert page.status_code == 200
    assert "P-1 v1" in page.content.decode()
    assert list(page.context["messages"])


def test_a_plain_text_stays_readable_on_the_page(document: Document, olga: Person) -> None:
    save_draft(actor=actor_of(olga), document=document, fields={"body": BODY})
    page = client_of(olga).get(f"/o/cakrawala/p/sms-1/documents/{document.pk}/").content.decode()
    assert "The service desk records each incident." in page
