"""The page that takes a file of the portfolio in: checked first, with a verdict per row, then written.

Between the two steps the file travels in the form itself, so that nothing is kept of a file that nobody took in.
"""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.features.portfolio.applying import KINDS
from milepost.features.portfolio.forms import FileForm
from milepost.features.portfolio.policies import EDIT_PORTFOLIO
from milepost.features.portfolio.shelves import Shelf
from milepost.features.portfolio.views import shelf_named, way_to
from milepost.platform.applying.engine import Report, apply_to
from milepost.platform.applying.files import LIMIT, read_rows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.web import MilepostRequest, organisation_page

TRAVELS = 2 * 1024 * 1024  # bytes of a file that may travel in a form
SHOWN = 200  # refused rows on the page


@organisation_page(EDIT_PORTFOLIO)
def intake(request: MilepostRequest, name: str) -> HttpResponse:
    """Check a file, then take it in."""
    shelf = shelf_named(name)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"shelf": shelf, "form": form, "crumbs": way_to(request, shelf, _("Import"))}
    if request.method == "POST":
        form.fields["file"].required = not request.POST.get("content")
        if form.is_valid():
            context |= _taken(request, shelf, form)
            report = context.get("report")
            if report and report["written"]:
                _tell(request, report)
                return redirect("portfolio:list", org=request.organisation.code, name=shelf.name)
    return render(request, "portfolio/intake.html", context, status=422 if form.errors else 200)


def _taken(request: MilepostRequest, shelf: Shelf, form: FileForm) -> dict[str, Any]:
    try:
        name, data = _handed_in(request, form)
        given = read_rows(name, data, kinds=KINDS, kind=shelf.name, described_as="file")
        report = apply_to(
            actor=request.actor,
            place=request.organisation,
            kinds=KINDS,
            given=given,
            dry_run="content" not in request.POST,
        )
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}")
        return {}
    content = base64.b64encode(data).decode() if len(data) <= TRAVELS else ""
    return {"report": report, "shown": report["refused"][:SHOWN], "content": content, "file_name": name}


def _handed_in(request: MilepostRequest, form: FileForm) -> tuple[str, bytes]:
    if file := form.cleaned_data.get("file"):
        return file.name, file.read(LIMIT + 1)  # enough to see that it is too large
    try:
        return request.POST.get("file_name", ""), base64.b64decode(request.POST.get("content", ""), validate=True)
    except ValueError:
        raise Refused(_("The file was lost on the way."), hint=_("Choose it again.")) from None


def _tell(request: MilepostRequest, report: Report) -> None:
    messages.success(
        request,
        _("Taken in: {created} created, {updated} changed, {unchanged} as they were.").format(
            created=report["created"], updated=report["updated"], unchanged=report["unchanged"]
        ),
    )
