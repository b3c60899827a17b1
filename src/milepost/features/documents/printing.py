"""A version as a file to hand on: identification, approvals and history around its text, as PDF, DOCX or HTML."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.engines.rendering import (
    Approval,
    Block,
    Change,
    Link,
    Paragraph,
    Words,
    read_markdown,
    to_docx,
    to_html_file,
    to_pdf,
)
from milepost.engines.rendering import Document as Printed
from milepost.features.documents.completeness import Completeness, completeness_of
from milepost.features.documents.forms import CLASSES
from milepost.features.documents.models import Part, StepState, Translation, Version, VersionState
from milepost.features.documents.querysets import steps_of, versions_of
from milepost.features.documents.style import Look, look_of_documents
from milepost.platform.ledger.clock import now
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.states import look_of


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


def in_format(document: Printed, form: Format, look: Look) -> bytes:
    """The whole file, in its organisation's look. Raises `BadDocument` where the text cannot be set."""
    dressed = look.on(document)
    if form is Format.PDF:
        return to_pdf(dressed)
    return to_docx(dressed, look.reference) if form is Format.DOCX else to_html_file(dressed).encode()


def printed_version(
    version: Version,
    form: Format,
    *,
    on: date,
    translation: Translation | None = None,
    at: datetime | None = None,
    root: str = "",
) -> bytes:
    """A version as a file, in the language it is written in or in that of a translation. Raises `BadDocument`.

    `at` goes into the file as the time it was written, for files that are to be the same bytes again; else now. A draft
    says how complete it is, and leads to what is asked where Milepost is reached at `root`.
    """
    document = version.document
    language = translation.language if translation else document.language
    body = translation.body if translation else version.body
    with override(language):
        state, complete = version.state_on(on), completeness_of(version)
        title = document.title_in(language)
        printed = Printed(
            identification=version.identification,
            title=title,
            language=language,
            organisation=document.programme.organisation.name,
            classification=str(dict(CLASSES).get(document.classification, "")),
            state="" if state == "effective" else str(look_of(state).word),
            blocks=(*leading_on(root, complete), *read_markdown(body)),
            facts=(*_facts(version), *saying(complete)),
            approvals=tuple(_approvals(version)),
            history=tuple(_history(version)),
            written_at=at or now(),
        )
        return in_format(printed, form, look_of_documents(document.organisation_id))


def saying(complete: Completeness | None) -> tuple[tuple[str, str], ...]:
    """What a draft says of itself above its text."""
    return ((_("Complete"), complete.words),) if complete else ()


def leading_on(root: str, complete: Completeness | None) -> tuple[Block, ...]:
    """The link of a draft to what is still asked for it."""
    if not root or complete is None or not complete.questions:
        return ()
    return (Paragraph((Link(f"{root}{complete.url}", (Words(_("See what is still asked")),)),)),)


def _facts(version: Version) -> Iterator[tuple[str, str]]:
    if version.effective_on:
        yield _("In force from"), as_day(version.effective_on)
    if version.review_due_on:
        yield _("Next review"), as_day(version.review_due_on)
    if version.document.owner:
        yield _("Owner"), version.document.owner.name


def _approvals(version: Version) -> Iterator[Approval]:
    authors = ", ".join(author.name for author in version.authors.all())
    if authors:
        yield Approval(_("written"), authors, "", as_day(version.submitted_on or version.started_on))
    for step in steps_of(version):
        if step.state == StepState.DONE and step.done_on:
            did = _("reviewed") if step.part == Part.REVIEW else _("approved")
            yield Approval(did, step.name, step.office, as_day(step.done_on))
    if version.before and version.approved_on:
        yield Approval(_("approved, as stated"), version.approved_by, "", as_day(version.approved_on))


def _history(version: Version) -> Iterator[Change]:
    earlier = versions_of(version.document).defer("body", "details").filter(number__lte=version.number)
    for one in earlier.exclude(state=VersionState.RETURNED).order_by("-number"):
        day = one.approved_on or one.started_on
        yield Change(f"v{one.shown_number}", as_day(day), one.summary, one.approved_by)
