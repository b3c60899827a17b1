"""Taking a file of ratings in: checked first, with a verdict per row, then written; and the way out again.

Between the two steps the file travels in the form itself, so that nothing is kept of a file that nobody took in.
"""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.gaps.forms import FileForm
from milepost.features.gaps.intake import Intake, as_data_link, result_file, take_in
from milepost.features.gaps.policies import RATE
from milepost.features.gaps.rows import RatingRow
from milepost.features.gaps.selectors import get_assessment
from milepost.features.gaps.views.page import address, crumbs, tabs
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.web import handed_in, travelling
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.frame import Link

SHOWN = 400  # rows on the page; the result file holds all


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(RATE)
def intake(request: ProgrammeRequest) -> HttpResponseBase:
    """Check a file, then take it in."""
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST":
        form.fields["file"].required = "content" not in request.POST
        if form.is_valid():
            context = _taken(request, form)
    found: Intake | None = context.get("intake")
    context |= {
        "form": form,
        "fields": list(RatingRow.model_fields),
        "assessment": get_assessment(request.programme),
        "export_at": address(request, "heatmap"),
        "tabs": tabs(request, "intake"),
        "crumbs": crumbs(request, Link(_("Import and export"))),
    }
    refused = form.errors or (found is not None and found.report["refused"])
    return render(request, "gaps/intake.html", context, status=422 if refused else 200)


def _taken(request: ProgrammeRequest, form: FileForm) -> dict[str, Any]:
    try:
        name, data = handed_in(request, form)
        found = take_in(request.actor, request.programme, name, data, dry_run="content" not in request.POST)
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}".strip())
        return {}
    waits = not found.is_written and not found.report["refused"]
    return {
        "intake": found,
        "shown": sorted(found.rows[:SHOWN], key=lambda row: row.verdict != "refused"),
        "file_name": name,
        "content": travelling(data) if waits else "",
        "waits": waits,
        "result_link": as_data_link(result_file(found.rows)),
    }
