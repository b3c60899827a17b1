"""The page on which an organisation says how its documents look, and a page printed that way."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.engines.rendering import BadDocument
from milepost.features.documents.models import HouseStyle
from milepost.features.documents.policies import STYLE_DOCUMENTS
from milepost.features.documents.printing import CONTENT_TYPES, Format
from milepost.features.documents.sample import pictured_sample, printed_sample
from milepost.features.documents.services import put_house_style
from milepost.features.documents.style import style_of
from milepost.features.documents.style_form import StyleForm
from milepost.features.documents.web import show_refusal
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.ui.frame import Link
from milepost.platform.ui.texts import speak

PICTURE = "png"


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(STYLE_DOCUMENTS)
def style(request: MilepostRequest) -> HttpResponse:
    """Logo, colour, reference file. Two people saving at once: the second sees both versions."""
    present = style_of(request.organisation)
    form = StyleForm(request.POST or None, request.FILES or None, style=present)
    context: dict[str, Any] = {"seen": present.revision}
    if request.method == "POST" and form.is_valid():
        context |= _change(request, form)
        if "done" in context:
            return redirect("documents:style", org=request.organisation.code)
    home = reverse("organisations:organisation", kwargs={"org": request.organisation.code})
    context |= {
        "form": form,
        "style": present,
        "history": history_of(request.organisation.pk, present.pk),
        "crumbs": [Link(request.organisation.name, home), Link(_("How documents look"))],
    }
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "documents/style.html", context, status=status)


def _change(request: MilepostRequest, form: StyleForm) -> dict[str, Any]:
    seen = seen_in(request.POST)
    try:
        put_house_style(actor=request.actor, organisation=request.organisation, seen=seen, **form.given())
    except Superseded:
        now: HouseStyle = style_of(request.organisation)
        return {"conflict": conflict(form, now, form.saved(now)), "seen": now.revision}
    except Refused as refused:
        show_refusal(form, refused)
        return {"seen": seen}
    messages.success(request, _("Documents are printed this way from now on."))
    return {"done": True}


@require_safe
@organisation_page(STYLE_DOCUMENTS)
def preview(request: MilepostRequest, form: str) -> HttpResponseBase:
    """One page as it would be printed, as PDF, DOCX or HTML file, or as a picture to be looked at (`png`)."""
    language = "id" if (get_language() or "en").startswith("id") else "en"
    if form == PICTURE:
        return _picture(request, language)
    if form not in Format:
        raise Hidden
    try:
        content = printed_sample(request.organisation, Format(form), language=language)
    except BadDocument as bad:
        messages.error(request, f"{speak(bad.reason)} {speak(bad.fix)}".strip())
        return redirect("documents:style", org=request.organisation.code)
    kind = CONTENT_TYPES[Format(form)]
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{_('preview')}.{form}", content_type=kind)


def _picture(request: MilepostRequest, language: str) -> HttpResponse:
    try:
        content = pictured_sample(request.organisation, language=language)
    except BadDocument:  # its words stand in the place of a picture that is not there
        raise Hidden from None
    return HttpResponse(content, content_type="image/png")
