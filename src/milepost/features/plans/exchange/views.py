"""The page on which a plan goes out and comes in: what a file changes is shown before it is taken.

Between the two steps the file travels in the form, with the state of the plan that was looked at.
"""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.plans.exchange.files import KINDS, export_plan
from milepost.features.plans.exchange.forms import PlanFileForm
from milepost.features.plans.exchange.services import Taken, take_plan_in
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.web import crumbs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.web import handed_in, travelling
from milepost.platform.organisations.policies import NotAllowed, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.frame import Link

SHOWN = 200
"""Changes, refusals and notes on the page, each."""


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def exchange(request: ProgrammeRequest) -> HttpResponseBase:
    """Downloads for everybody who sees the plan; a form to take a file in for those who may change it."""
    if (kind := request.GET.get("export", "")) in KINDS and request.method != "POST":
        return _download(request, kind)
    may_edit = allows(
        request.actor, EDIT_PLAN, organisation_id=request.organisation.pk, programme_id=request.programme.pk
    )
    context: dict[str, Any] = {
        "may_edit": may_edit,
        "crumbs": crumbs(request, Link(_("To and from other tools"))),
        "activities": Activity.objects.filter(programme=request.programme).count(),
    }
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_edit:
            raise NotAllowed(EDIT_PLAN)
        form.fields["file"].required = not request.POST.get("content")
        if form.is_valid():
            context |= _checked(request, form)
            if "done" in context:
                return redirect("plans:list", org=request.organisation.code, code=request.programme.code)
    return render(request, "plans/exchange.html", {**context, "form": form}, status=422 if form.errors else 200)


def _download(request: ProgrammeRequest, kind: str) -> HttpResponseBase:
    try:
        file = export_plan(request.programme, kind)
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
        return redirect("plans:exchange", org=request.organisation.code, code=request.programme.code)
    return FileResponse(
        io.BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type
    )


def _checked(request: ProgrammeRequest, form: PlanFileForm) -> dict[str, Any]:
    is_check = "content" not in request.POST
    try:
        name, data = handed_in(request, form)
        taken = take_plan_in(
            actor=request.actor, programme=request.programme, name=name, data=data,
            phase=form.cleaned_data["phase"], dry_run=is_check, seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except Refused as refused:
        form.add_error("file", f"{refused.reason} {refused.hint}".strip())
        return {}
    if taken.report["written"]:
        said = _("Taken in: {created} created, {updated} changed, {unchanged} as they were.")
        messages.success(request, said.format_map(taken.report))
        return {"done": True}
    return _shown(taken) | {
        "content": travelling(data), "file_name": name, "phase": form.cleaned_data["phase"],
    }  # fmt: skip


def _shown(taken: Taken) -> dict[str, Any]:
    changes = taken.changes
    return {
        "taken": taken,
        "report": taken.report,
        "changes": changes[:SHOWN],
        "further": max(0, len(changes) - SHOWN),
        "refused": taken.report["refused"][:SHOWN],
        "notes": taken.notes[:SHOWN],
        "further_notes": max(0, len(taken.notes) - SHOWN),
        "nothing": not taken.report["refused"] and not taken.report["created"] and not taken.report["updated"],
    }
