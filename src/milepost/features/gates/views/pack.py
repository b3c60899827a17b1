"""The application pack: what is in today and what lacks, item by item, having it made, and the file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.features.documents.models import Classification
from milepost.features.gates.pack.entries import NAMES, Pack, Section
from milepost.features.gates.pack.gathering import LANGUAGES, language_of, pack_of
from milepost.features.gates.pack.kept import download_pack, get_pack_job, progress_words, state_of
from milepost.features.gates.pack.queueing import queue_pack
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.frame import Link

CLOSED = (Classification.CONFIDENTIAL, Classification.RESTRICTED)


@require_safe
@programme_page(READ_PROGRAMME)
def pack_page(request: ProgrammeRequest) -> HttpResponse:
    """What would go in today, in the language of `?language=`, and what lacks with the way to mend it."""
    return _show(request, request.GET.get("language", ""))


@require_POST
@programme_page(MAKE_PACK)
def pack_make(request: ProgrammeRequest) -> HttpResponse:
    """Have the pack made by a worker, and go back to the page, which tells how far it is."""
    language = language_of(request.programme, request.POST.get("language", ""))
    try:
        queue_pack(actor=request.actor, programme=request.programme, language=language)
    except Refused as refused:
        return _show(request, language, refused)
    return redirect(f"{reverse('gates:pack', kwargs=_here(request))}?language={language}")


@require_safe
@programme_page(READ_PROGRAMME)
def pack_progress(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """How far a pack is, as plain words for the page that shows it; 204 once the job is over."""
    job = get_pack_job(request.actor, request.programme, key)
    if job.is_over:
        return HttpResponse(status=204)
    return HttpResponse(progress_words(job), content_type="text/plain; charset=utf-8")


@require_safe
@programme_page(MAKE_PACK)
def pack_file(request: ProgrammeRequest, key: UUID) -> HttpResponseBase:
    """The pack that a job made."""
    return download_pack(request.actor, request.programme, key)


def _here(request: ProgrammeRequest) -> dict[str, str]:
    return {"org": request.organisation.code, "code": request.programme.code}


def _show(request: ProgrammeRequest, asked: str, refused: Refused | None = None) -> HttpResponse:
    language = language_of(request.programme, asked if asked in LANGUAGES else "")
    pack = pack_of(request.programme, language)
    state = state_of(request.programme, language)
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    context = {
        "pack": pack,
        "parts": _parts(pack),
        "language": language,
        "lacking": len(pack.lacking),
        "closed": sum(entry.classification in CLOSED for entry in pack.entries),
        "refused": refused,
        "state": state,
        "progress": progress_words(state.under_way) if state.under_way else "",
        "may_make": allows(request.actor, MAKE_PACK, **place),
        "crumbs": (
            Link(request.programme.name, reverse("reports:programme", kwargs=_here(request))),
            Link(_("Application pack")),
        ),
    }
    return render(request, "gates/pack.html", context, status=409 if refused else 200)


def _parts(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "key": section.value,
            "name": NAMES[section],
            "files": [(name, entry) for name, entry in pack.named if entry.section is section],
            "lacks": pack.lacks.get(section, ()),
            "outside": pack.outside if section is Section.FURTHER else (),
        }
        for section in Section
    ]
