"""What the board decided, and the files behind governance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.features.governance.forms.papers import BoardForm
from milepost.features.governance.models import BoardDecision
from milepost.features.governance.policies import EDIT_GOVERNANCE
from milepost.features.governance.selectors import get_board_decision, get_file
from milepost.features.governance.services import HandedIn, put_board_decision
from milepost.features.governance.web import both_versions, crumbs, seen_in, show_refusal, status_of, to_page
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.files.downloads import download
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_GOVERNANCE)
def board_new(request: ProgrammeRequest) -> HttpResponse:
    """Record a decision of the board."""
    form = BoardForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, {}, seen=0):
        return to_page(request, "governance:overview")
    context = {"form": form, "crumbs": crumbs(request, _("Board decision"))}
    return render(request, "governance/board.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_GOVERNANCE)
def board(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Change a decision of the board, or hand in its file."""
    row = get_board_decision(request.programme, number)
    form = BoardForm(request.POST or None, request.FILES or None, initial=_shown(row))
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST" and form.is_valid():
        try:
            if _saved(request, form, {"code": row.code}, seen=seen_in(request, row)):
                return to_page(request, "governance:overview")
        except Superseded:
            present = get_board_decision(request.programme, number)
            context |= both_versions(form, present, _shown(present))
    context |= {"row": row, "form": form, "crumbs": crumbs(request, row.code)}
    return render(request, "governance/board.html", context, status=status_of(form, context))


@require_safe
@programme_page(READ_PROGRAMME)
def file(request: ProgrammeRequest, file_id: UUID) -> HttpResponseBase:
    """A file behind governance, as a download."""
    return download(get_file(request.programme, file_id))


def _shown(row: BoardDecision) -> dict[str, Any]:
    return {"decided_on": row.decided_on, "amount": row.amount, "title": row.title}


def _saved(request: ProgrammeRequest, form: BoardForm, more: dict[str, Any], *, seen: int | None) -> bool:
    fields = {**form.cleaned_data, **more}
    handed_in = fields.pop("file")
    try:
        row = put_board_decision(
            actor=request.actor,
            programme=request.programme,
            fields=fields,
            file=HandedIn(handed_in.name, handed_in.chunks()) if handed_in else None,
            seen=seen,
        ).row
    except Refused as refused:
        show_refusal(form, refused)
        return False
    messages.success(request, _("{decision} is saved.").format(decision=row.code))
    return True
