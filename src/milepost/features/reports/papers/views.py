"""The paper of a steering meeting: as it would be today, as it was issued, and as a file."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.engines.rendering import to_html
from milepost.features.documents.printing import CONTENT_TYPES, Format
from milepost.features.governance.selectors import get_meeting
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.forms import PaperForm
from milepost.features.reports.papers.gathering import gather_paper
from milepost.features.reports.papers.issuing import issue_paper
from milepost.features.reports.papers.pieces import Piece, blocks_of
from milepost.features.reports.papers.printing import file_name, printed_paper
from milepost.features.reports.papers.reading import get_paper, papers_for, pieces_in
from milepost.features.reports.papers.writing import written
from milepost.features.reports.policies import ISSUE_PAPER
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import seen_in
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Overtaken, Refused
from milepost.platform.ui.frame import Link


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def meeting_paper(request: ProgrammeRequest, number: str) -> HttpResponse:
    """The paper of a meeting as it would be issued today, its issues, and a form to issue it; POST issues it."""
    meeting = get_meeting(request.programme, number)
    issued = papers_for(meeting)
    form = PaperForm(request.POST or None)
    overtaken: Overtaken | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = issue_paper(
                actor=request.actor,
                meeting=meeting,
                asks=form.cleaned_data["asks"].splitlines(),
                seen=seen_in(request.POST),
            )
        except Overtaken as refused:
            overtaken, issued = refused, papers_for(meeting)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("{paper} is issued.").format(paper=row.reference))
            return redirect(_address(request, "reports:paper", paper=row.reference))
    context: dict[str, Any] = {
        "meeting": meeting,
        "issued": issued,
        "seen": issued[0].number if issued else 0,
        "form": form,
        "overtaken": overtaken,
        "may_issue": allows(
            request.actor, ISSUE_PAPER, organisation_id=request.organisation.pk, programme_id=request.programme.pk
        ),
        "crumbs": _crumbs(request, meeting.code, Link(_("Paper"))),
    }
    if meeting.held_on is None:
        taken = gather_paper(request.programme, meeting, on=today(request.organisation.timezone))
        context["text"] = _as_html(written(taken))
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "reports/meeting_paper.html", context, status=status)


@require_safe
@programme_page(READ_PROGRAMME)
def paper(request: ProgrammeRequest, paper: str) -> HttpResponse:
    """A paper as it was issued, in the reader's language."""
    row = get_paper(request.programme, paper)
    context = {
        "row": row,
        "text": _as_html(pieces_in(row, _language())),
        "languages": settings.LANGUAGES,
        "crumbs": _crumbs(request, row.meeting.code, Link(row.reference)),
    }
    return render(request, "reports/paper.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def paper_file(request: ProgrammeRequest, paper: str, form: str) -> HttpResponseBase:
    """A paper as a file to hand on; `?language=` says in which language, the reader's unless given."""
    if form not in list(Format):
        raise Hidden
    row = get_paper(request.programme, paper)
    language = request.GET.get("language", _language())
    if language not in dict(settings.LANGUAGES):
        raise Hidden
    return paper_as_file(row, Format(form), language)


def paper_as_file(row: MeetingPaper, form: Format, language: str) -> HttpResponseBase:
    """The file as an answer, to be saved."""
    content = printed_paper(row, form, language)
    name = file_name(row, form, language)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=CONTENT_TYPES[form])


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _as_html(pieces: list[Piece]) -> SafeString:
    """Every word of it was escaped by the engine that writes it."""
    return SafeString(to_html(blocks_of(pieces), language=_language()))


def _address(request: ProgrammeRequest, page: str, **more: str) -> str:
    return reverse(page, kwargs={"org": request.organisation.code, "code": request.programme.code, **more})


def _crumbs(request: ProgrammeRequest, code: str, *more: Link) -> tuple[Link, ...]:
    return (
        Link(request.programme.name, _address(request, "reports:programme")),
        Link(_("Governance"), _address(request, "governance:overview")),
        Link(_("Steering meetings"), _address(request, "governance:meetings")),
        Link(code, _address(request, "governance:meeting", number=code)),
        *more,
    )
