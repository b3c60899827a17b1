"""The page of a document, of one of its versions, and its files."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from milepost.catalogue.documents.kinds import Sort
from milepost.catalogue.documents.words import word
from milepost.engines.rendering import BadDocument
from milepost.features.documents.completeness import completeness_of
from milepost.features.documents.contents import differences, rendered, with_remarks
from milepost.features.documents.forms import ASKED, CLASSES, LANGUAGES, RemarkForm
from milepost.features.documents.models import Document, Part, Translation, Version, VersionState
from milepost.features.documents.notices import notices_of
from milepost.features.documents.passages import headings_in
from milepost.features.documents.printing import CONTENT_TYPES, Format, printed_version
from milepost.features.documents.querysets import versions_of
from milepost.features.documents.selectors import (
    Line,
    Turns,
    get_document,
    get_document_file,
    get_version,
    handed_out_of,
    remarks_before,
    remarks_on,
    turns_of,
)
from milepost.features.documents.web import crumbs_to, rights
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.files.downloads import download
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.policies import Hidden
from milepost.platform.ui.texts import speak

CLASS_NAMES = dict(CLASSES)


@require_safe
@programme_page(READ_PROGRAMME)
def document_page(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """A document: what holds, what is in work and who is next, versions, who has read it, its history."""
    document = get_document(request.programme, str(key))
    on = today(request.organisation.timezone)
    versions = list(versions_of(document).defer("body", "details"))
    current = next((version for version in versions if version.is_in_force(on)), None)
    work = next((one for one in versions if one.state in {VersionState.DRAFT, VersionState.IN_REVIEW}), None)
    shown = work or current or next(iter(versions), None)
    handed_out = handed_out_of(document)
    in_work_now = in_work(request, work)
    context = {
        **about(request, document),
        **in_work_now,
        "line": Line(document, current, work, on),
        "versions": [(version, version.state_on(on)) for version in versions],
        "shown": shown,
        "text": rendered(shown) if shown else "",
        "pieces": with_remarks(shown, in_work_now["comments"]) if shown and shown is work else [],
        "complete": completeness_of(work),
        "notices": list(notices_of(document)),
        "handed_out": handed_out,
        "to_read": _to_read(request, handed_out),
        "translations": translations_of(document, current),
        "history": history_of(request.organisation.pk, document.pk),
        "crumbs": crumbs_to(request, document),
    }
    return render(request, "documents/document.html", context)


def about(request: ProgrammeRequest, document: Document) -> dict[str, Any]:
    """What every page of a document shows beside it."""
    return {
        "document": document,
        "on": today(request.organisation.timezone),
        "may": rights(request, document),
        "me": request.actor.person_id,
        "kind_name": speak(word(Sort(document.kind)).name),
        "class_name": CLASS_NAMES.get(document.classification, document.classification),
        "asked_name": dict(ASKED).get(document.stands_for, ""),
        "language_name": dict(LANGUAGES).get(document.language, document.language),
    }


def in_work(request: ProgrammeRequest, version: Version | None) -> dict[str, Any]:
    """Who is next, what the reader is asked for, and the remarks, of the version in work."""
    if version is None:
        return {"turns": None}
    turns: Turns = turns_of(version)
    comments = remarks_on(version)
    return {
        "turns": turns,
        "my_review": turns.mine(request.actor, Part.REVIEW),
        "my_approval": turns.mine(request.actor, Part.APPROVE),
        "comments": comments,
        "earlier_comments": remarks_before(version),
        "waiting_comments": sum(remark.comment.resolved_on is None for remark in comments),
        "wrote": any(author.person_id == request.actor.person_id for author in version.authors.all()),
        "remark_form": RemarkForm(headings=headings_in(version.body)),
    }


def _to_read(request: ProgrammeRequest, handed_out: list[Any]) -> bool:
    """Whether the reader is asked to acknowledge."""
    return any(
        one.person_id == request.actor.person_id and one.read_on is None
        for found in handed_out
        if found.campaign.version.ended_on is None
        for one in found.asked
    )


def translations_of(document: Document, current: Version | None) -> list[dict[str, Any]]:
    """The newest translation in each language, and whether the version in force has gone on since."""
    found: dict[str, dict[str, Any]] = {}
    rows = (
        Translation.objects.filter(version__document=document).select_related("version").defer("body", "version__body")
    )
    for translation in rows.order_by("-version__number"):
        version = translation.version
        version.document = document
        stale = current is None or version.pk != current.pk
        found.setdefault(translation.language, {"row": translation, "version": version, "stale": stale})
    return list(found.values())


@require_safe
@programme_page(READ_PROGRAMME)
def version_page(request: ProgrammeRequest, key: UUID, number: int) -> HttpResponse:
    """One version as it stands; `?from=` shows what lies between another one and it."""
    document = get_document(request.programme, str(key))
    version = get_version(document, number)
    others = [one for one in versions_of(document).defer("body") if one.number != version.number]
    earlier = _earlier(request.GET.get("from", ""), others)
    remarks = remarks_on(version)
    context = {
        **about(request, document),
        "version": version,
        "state": version.state_on(today(request.organisation.timezone)),
        "text": rendered(version),
        "complete": completeness_of(version),
        "turns": turns_of(version),
        "comments": remarks,
        "pieces": with_remarks(version, remarks),
        "translations": [(row, rendered(row)) for row in version.translations.select_related("translated_by")],
        "others": others,
        "earlier": earlier,
        "changes": differences(get_version(document, earlier.number), version) if earlier else (),
        "crumbs": crumbs_to(request, document, version.identification),
    }
    return render(request, "documents/version.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def printed(request: ProgrammeRequest, key: UUID, number: int, form: str) -> HttpResponseBase:
    """One version as a file to hand on; `?language=` takes its translation."""
    if form not in Format:
        raise Hidden
    document = get_document(request.programme, str(key))
    version = get_version(document, number)
    language = request.GET.get("language", document.language)
    translation = version.translations.filter(language=language).first()
    if language != document.language and translation is None:
        raise Hidden
    try:
        content = printed_version(
            version,
            Format(form),
            on=today(request.organisation.timezone),
            translation=translation,
            root=request.build_absolute_uri("/").rstrip("/"),
        )
    except BadDocument as bad:
        messages.error(request, f"{speak(bad.reason)} {speak(bad.fix)}".strip())
        return redirect("documents:version", request.organisation.code, request.programme.code, key, number)
    name = f"{document.number}-v{version.shown_number}.{form}"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=CONTENT_TYPES[Format(form)])


def _earlier(wanted: str, others: list[Version]) -> Version | None:
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 9:
        return None
    return next((one for one in others if one.number == int(wanted)), None)


@require_safe
@programme_page(READ_PROGRAMME)
def file(request: ProgrammeRequest, file_id: UUID) -> HttpResponseBase:
    """A file of a version, its minutes, or a signature, as a download."""
    return download(get_document_file(request.programme, file_id))
