"""A page that takes a file of rows in: checked first, with a verdict per row, then written.

Between the two steps the file travels in the form itself, so that nothing is kept of a file that nobody took in. Its
template extends `ui/intake.html`.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from milepost.platform.applying.engine import Report
from milepost.platform.applying.files import LIMIT, Given, read_rows
from milepost.platform.applying.forms import FileForm
from milepost.platform.applying.kinds import Kind
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form

TRAVELS = 2 * 1024 * 1024  # bytes of a file that may travel in a form
SHOWN = 200  # refused rows on the page


@dataclass(frozen=True, slots=True)
class Intake[Place]:
    """What a page takes in.

    A CSV or XLSX file is read as `kind`. `apply` gets the rows and whether they are only checked. `others` is what is
    said to a file with further kinds; where it is empty, `apply` judges them.
    """

    kinds: Mapping[str, Kind[Place]]
    kind: str
    apply: Callable[[Given, bool], Report]
    others: str = ""


def intake_page[Place](
    request: HttpRequest,
    template: str,
    intake: Intake[Place],
    context: dict[str, Any],
    leave: Callable[[], HttpResponse],
) -> HttpResponse:
    """The page: check the file, then take it in and `leave`."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.fields["file"].required = not request.POST.get("content")
        if form.is_valid():
            context = context | _taken(request, form, intake)
            report = context.get("report")
            if report and report["written"]:
                said = _("Taken in: {created} created, {updated} changed, {unchanged} as they were.")
                messages.success(request, said.format_map(report))
                return leave()
    return render(request, template, context | {"form": form}, status=422 if form.errors else 200)


def _taken[Place](request: HttpRequest, form: FileForm, intake: Intake[Place]) -> dict[str, Any]:
    try:
        name, data = handed_in(request, form)
        given = read_rows(name, data, kinds=intake.kinds, kind=intake.kind, described_as="file")
        if intake.others and set(given) - set(intake.kinds):
            raise Refused(intake.others, hint=_("Leave the other kinds out of the file."))
        report = intake.apply(given, "content" not in request.POST)
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}")
        return {}
    return {"report": report, "shown": report["refused"][:SHOWN], "content": travelling(data), "file_name": name}


def handed_in(request: HttpRequest, form: Form) -> tuple[str, bytes]:
    """The name and content of the file: chosen now, or travelling since it was checked."""
    if file := form.cleaned_data.get("file"):
        return file.name, file.read(LIMIT + 1)  # enough to see that it is too large
    try:
        return request.POST.get("file_name", ""), base64.b64decode(request.POST.get("content", ""), validate=True)
    except ValueError:
        raise Refused(_("The file was lost on the way."), hint=_("Choose it again.")) from None


def travelling(data: bytes) -> str:
    """A file as it travels in the form; empty where it is too large and has to be chosen once more."""
    return base64.b64encode(data).decode() if len(data) <= TRAVELS else ""
