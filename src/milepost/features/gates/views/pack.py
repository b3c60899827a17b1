"""The application pack: what is in today and what lacks, item by item, and the file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.features.documents.models import Classification
from milepost.features.gates.pack.entries import NAMES, Pack, Section
from milepost.features.gates.pack.gathering import LANGUAGES, language_of, pack_of
from milepost.features.gates.pack.making import download_pack
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
def pack_file(request: ProgrammeRequest) -> HttpResponseBase:
    """Make the pack and hand it out; a refusal leads back to the page with its reason."""
    language = language_of(request.programme, request.POST.get("language", ""))
    try:
        return download_pack(actor=request.actor, programme=request.programme, language=language)
    except Refused as refused:
        return _show(request, language, refused)


def _show(request: ProgrammeRequest, asked: str, refused: Refused | None = None) -> HttpResponse:
    language = language_of(request.programme, asked if asked in LANGUAGES else "")
    pack = pack_of(request.programme, language)
    here = {"org": request.organisation.code, "code": request.programme.code}
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    context = {
        "pack": pack,
        "parts": _parts(pack),
        "language": language,
        "lacking": len(pack.lacking),
        "closed": sum(entry.classification in CLOSED for entry in pack.entries),
        "refused": refused,
        "may_make": allows(request.actor, MAKE_PACK, **place),
        "crumbs": (
            Link(request.programme.name, reverse("reports:programme", kwargs=here)),
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
