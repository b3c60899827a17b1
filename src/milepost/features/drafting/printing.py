"""A draft as a file to hand on: HTML, PDF or DOCX, marked as a draft in every header."""

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.catalogue.documents.words import word
from milepost.engines.rendering import Document, read_markdown, to_docx, to_html_file, to_pdf
from milepost.features.drafting.drafts import Drafted
from milepost.features.programmes.models import Programme


class Format(StrEnum):
    """What a document is printed as."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
}


def printed(programme: Programme, written: Drafted, kind: Format, *, at: datetime) -> bytes:
    """The whole file. Raises `BadDocument` where the text cannot be set."""
    document = _document(programme, written, at)
    if kind is Format.PDF:
        return to_pdf(document)
    return to_docx(document) if kind is Format.DOCX else to_html_file(document).encode()


def _document(programme: Programme, written: Drafted, at: datetime) -> Document:
    with override(written.language):
        return Document(
            identification=written.kind.key,
            title=written.title,
            language=written.language,
            organisation=programme.organisation.name,
            classification=word(written.kind.classification).name.in_language(written.language),
            state=_("Draft"),
            blocks=read_markdown(written.draft.body),
            written_at=at,
        )
