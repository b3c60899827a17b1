"""What the registers give: the documents as they would be written today, and what they lack."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from milepost.catalogue.documents.templates import LANGUAGES, template_keys
from milepost.catalogue.documents.words import word
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.rendering import BadDocument, read_markdown, to_html
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.printing import CONTENT_TYPES, Format
from milepost.features.drafting.policies import EDIT_FACTS
from milepost.features.drafting.sheets.entered import answers_of
from milepost.features.drafting.sheets.things import NotOneDocument
from milepost.features.drafting.views.filters import DraftFilter
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.controlling import standings, take_up
from milepost.features.drafting.writing.coverage import (
    Coverage,
    by_address,
    controlled_as,
    coverage_of,
    still_asked,
)
from milepost.features.drafting.writing.drafts import Drafted, Written, asked_for, write, write_some
from milepost.features.drafting.writing.keeping import written_today
from milepost.features.drafting.writing.listing import Lines, grouped, lines_of, narrowed, owners_of, sums_of
from milepost.features.drafting.writing.own_templates import questions_of, standing_of
from milepost.features.drafting.writing.printing import printed
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.ui.texts import speak


def language_of(request: ProgrammeRequest) -> str:
    """The language of the documents on a page: the one in the address, or the reader's."""
    wanted = request.GET.get("language") or (get_language() or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def may_edit(request: ProgrammeRequest) -> bool:
    """Whether the reader may enter facts here."""
    here = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return allows(request.actor, EDIT_FACTS, **here)


def may_write(request: ProgrammeRequest) -> bool:
    """Whether the reader may put drafts into controlled documents."""
    here = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return allows(request.actor, WRITE_DOCUMENTS, **here)


@require_safe
@programme_page(READ_PROGRAMME)
def drafts(request: ProgrammeRequest) -> HttpResponse:
    """Every document that is written from the registers, and how complete it is; filtered by the address."""
    language = language_of(request)
    found, listed = _listed(request, language)
    form = DraftFilter(request.GET, owners=owners_of(listed))
    shown = narrowed(listed, form.wanted())
    context: dict[str, Any] = {
        "found": found,
        "language": language,
        "form": form,
        "kept": {"language": language},
        "sums": sums_of(listed),
        "shown": sums_of(shown),
        "groups": grouped(shown),
        "may_write": may_write(request),
    }
    return render(request, "drafting/drafts.html", context)


def _listed(request: ProgrammeRequest, language: str) -> tuple[Coverage, tuple[Lines, ...]]:
    found = coverage_of(written_today(request.programme, language))
    return found, lines_of(found, standings(request.programme, found.documents))


@require_safe
@programme_page(READ_PROGRAMME)
def draft(request: ProgrammeRequest, key: str) -> HttpResponse:
    """One document as it would be written today, with what it lacks beside it."""
    language = language_of(request)
    try:
        written = write_some(request.programme, [key], language, on=today(request.organisation.timezone))
    except UnknownEntry:
        raise Hidden from None
    if len(written.documents) != 1:
        return _of_kind(request, written, language)
    context: dict[str, Any] = {
        "written": written.documents[0],
        "language": language,
        "body": as_page(request, written.documents[0]),
        "asked": asked_for(written),
        "complete": completeness_in(request.programme, written.documents[0]),
        "may_edit": may_edit(request),
        "may_write": may_write(request),
        "standing": standings(request.programme, written.documents).get(written.documents[0].address),
        "controlled": controlled_as(written.documents[0], by_address(written.controlled)),
        "template": standing_of(request.programme, written.documents[0].kind.key, language),
    }
    return render(request, "drafting/draft.html", context)


def _of_kind(request: ProgrammeRequest, written: Written, language: str) -> HttpResponse:
    """The documents of a kind that is written once for each of something."""
    kinds = lines_of(coverage_of(written), standings(request.programme, written.documents))
    context: dict[str, Any] = {"kinds": kinds, "language": language, "repeats": word(kinds[0].kind.repeats)}
    return render(request, "drafting/of_kind.html", context)


@require_POST
@programme_page(WRITE_DOCUMENTS)
def taking_up(request: ProgrammeRequest) -> HttpResponse:
    """Put one draft, or all that the list shows, into the next versions of their documents."""
    key, language = request.POST.get("key", ""), language_of(request)
    try:
        taken = take_up(
            actor=request.actor,
            programme=request.programme,
            keys=[key] if key else _shown_keys(request, language),
            language=language,
            on=today(request.organisation.timezone),
        )
    except UnknownEntry:
        raise Hidden from None
    return render(request, "drafting/taken_up.html", {"taken": taken})


def _shown_keys(request: ProgrammeRequest, language: str) -> tuple[str, ...]:
    """The documents that the filters in the address leave on the list."""
    _found, listed = _listed(request, language)
    form = DraftFilter(request.GET, owners=owners_of(listed))
    return tuple(line.written.address for of in narrowed(listed, form.wanted()) for line in of.lines)


def as_page(request: ProgrammeRequest, written: Drafted) -> SafeString:
    """The draft as HTML, cleaned by the engine that writes it; other documents lead to their own drafts."""
    here = [request.organisation.code, request.programme.code]
    others = {
        key: f"{reverse('drafting:draft', args=[*here, written.beside(key)])}?language={written.language}"
        for key in template_keys()
    }
    try:
        return SafeString(to_html(read_markdown(written.draft.body), language=written.language, documents=others))
    except BadDocument as bad:
        messages.error(request, f"{speak(bad.reason)} {speak(bad.fix)}".strip())
        return format_html("<pre>{}</pre>", written.draft.body)


@require_safe
@programme_page(READ_PROGRAMME)
def printed_draft(request: ProgrammeRequest, key: str, form: str) -> HttpResponseBase:
    """One document as it would be written today, as a file to hand on."""
    if form not in Format:
        raise Hidden
    at, language = now(), language_of(request)
    try:
        written = write(request.programme, key, language, on=today(request.organisation.timezone))
    except (UnknownEntry, NotOneDocument):
        raise Hidden from None
    try:
        content = printed(
            request.programme, written, Format(form), at=at, root=request.build_absolute_uri("/").rstrip("/")
        )
    except BadDocument as bad:
        messages.error(request, f"{speak(bad.reason)} {speak(bad.fix)}".strip())
        return redirect("drafting:draft", request.organisation.code, request.programme.code, key)
    name = f"{written.file_name}.{language}.{form}"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=CONTENT_TYPES[Format(form)])


@require_safe
@programme_page(READ_PROGRAMME)
def asked(request: ProgrammeRequest) -> HttpResponse:
    """Everything that documents lack, each thing once, and the questions that are answered."""
    language = language_of(request)
    found = still_asked(written_today(request.programme, language))
    known, given = questions_of(request.programme, language), answers_of(request.programme)
    context: dict[str, Any] = {
        "questions": [each for each in found if not each.sheet],
        "facts": [each for each in found if each.sheet],
        "answered": [known[code] for code in given if code in known],
        "may_edit": may_edit(request),
    }
    return render(request, "drafting/asked.html", context)
