"""The page that takes a file of a register in: checked first, with a verdict per row, then written.

Between the two steps the file travels in the form itself, so that nothing is kept of a file that nobody took in.
"""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.management.forms import FileForm
from milepost.features.management.policies import EDIT_REGISTERS
from milepost.features.management.registers import WORDED, Register
from milepost.features.management.web import crumbs, register_named, to_page
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.files import LIMIT, read_rows
from milepost.platform.organisations.refusals import Refused

TRAVELS = 2 * 1024 * 1024  # bytes of a file that may travel in a form
SHOWN = 200  # refused rows on the page


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_REGISTERS)
def intake(request: ProgrammeRequest, name: str) -> HttpResponse:
    """Check a file, then take it in."""
    register = register_named(name)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "register": register,
        "form": form,
        "worded": register.of(*WORDED),
        "crumbs": crumbs(request, register, _("Import")),
    }
    if request.method == "POST":
        form.fields["file"].required = not request.POST.get("content")
        if form.is_valid():
            context |= _taken(request, register, form)
            report = context.get("report")
            if report and report["written"]:
                said = _("Taken in: {created} created, {updated} changed, {unchanged} as they were.")
                messages.success(request, said.format_map(report))
                return to_page(request, "management:list", name=register.key)
    return render(request, "management/intake.html", context, status=422 if form.errors else 200)


def _taken(request: ProgrammeRequest, register: Register, form: FileForm) -> dict[str, Any]:
    try:
        name, data = _handed_in(request, form)
        only = {register.key: kinds()[register.key]}
        given = read_rows(name, data, kinds=only, kind=register.key, described_as="file")
        if set(given) - set(only):
            raise Refused(_("This page takes one register only."), hint=_("Leave the other kinds out of the file."))
        report = apply_rows(request.actor, request.programme, given, "content" not in request.POST)
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}")
        return {}
    content = base64.b64encode(data).decode() if len(data) <= TRAVELS else ""
    return {"report": report, "refused_rows": report["refused"][:SHOWN], "content": content, "file_name": name}


def _handed_in(request: ProgrammeRequest, form: FileForm) -> tuple[str, bytes]:
    if file := form.cleaned_data.get("file"):
        return file.name, file.read(LIMIT + 1)  # enough to see that it is too large
    try:
        return request.POST.get("file_name", ""), base64.b64decode(request.POST.get("content", ""), validate=True)
    except ValueError:
        raise Refused(_("The file was lost on the way."), hint=_("Choose it again.")) from None
