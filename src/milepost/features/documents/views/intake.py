"""The page that takes a master list in: checked first, with a verdict per row, then written.

Between the two steps the file travels in the form itself, so that nothing is kept of a file that nobody took in.
"""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.documents.forms import FileForm
from milepost.features.documents.policies import CONTROL_DOCUMENTS
from milepost.features.documents.rows import FIELDS
from milepost.features.documents.web import crumbs_to, to_list
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.files import LIMIT, read_rows
from milepost.platform.organisations.refusals import Refused

TRAVELS = 2 * 1024 * 1024  # bytes of a file that may travel in a form
SHOWN = 200  # refused rows on the page
TAKEN = ("documents", "document-versions")


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(CONTROL_DOCUMENTS)
def intake(request: ProgrammeRequest) -> HttpResponse:
    """Check a file, then take it in."""
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "fields": FIELDS, "crumbs": crumbs_to(request, None, _("Import"))}
    if request.method == "POST":
        form.fields["file"].required = not request.POST.get("content")
        if form.is_valid():
            context |= _taken(request, form)
            report = context.get("report")
            if report and report["written"]:
                said = _("Taken in: {created} created, {updated} changed, {unchanged} as they were.")
                messages.success(request, said.format_map(report))
                return to_list(request)
    return render(request, "documents/intake.html", context, status=422 if form.errors else 200)


def _taken(request: ProgrammeRequest, form: FileForm) -> dict[str, Any]:
    known = {name: kinds()[name] for name in TAKEN}
    try:
        name, data = _handed_in(request, form)
        given = read_rows(name, data, kinds=known, kind=TAKEN[0], described_as="file")
        if set(given) - set(TAKEN):
            raise Refused(_("This page takes documents only."), hint=_("Leave the other kinds out of the file."))
        report = apply_rows(request.actor, request.programme, given, "content" not in request.POST)
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}")
        return {}
    content = base64.b64encode(data).decode() if len(data) <= TRAVELS else ""
    return {"report": report, "shown": report["refused"][:SHOWN], "content": content, "file_name": name}


def _handed_in(request: ProgrammeRequest, form: FileForm) -> tuple[str, bytes]:
    if file := form.cleaned_data.get("file"):
        return file.name, file.read(LIMIT + 1)  # enough to see that it is too large
    try:
        return request.POST.get("file_name", ""), base64.b64decode(request.POST.get("content", ""), validate=True)
    except ValueError:
        raise Refused(_("The file was lost on the way."), hint=_("Choose it again.")) from None
