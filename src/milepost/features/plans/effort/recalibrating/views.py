"""Recalibration as a page: what finished work says, what it would change, and a form that applies it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from milepost.features.plans.effort.recalibrating.applying import recalibrate
from milepost.features.plans.effort.recalibrating.forms import RecalibrateForm
from milepost.features.plans.effort.recalibrating.reading import LEAST, recalibration_of
from milepost.features.plans.effort.recalibrating.wording import group_called, said_of
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.selectors import name_in
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import NotAllowed, allows
from milepost.platform.organisations.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def recalibration(request: ProgrammeRequest) -> HttpResponse:
    """What finished work says about the estimates of work ahead; posted with a reason it becomes the plan."""
    on = today(request.organisation.timezone)
    may = allows(request.actor, EDIT_PLAN, organisation_id=request.organisation.pk, programme_id=request.programme.pk)
    if request.method == "POST" and not may:
        raise NotAllowed(EDIT_PLAN)
    found = recalibration_of(request.programme, on)
    form = RecalibrateForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid() and _applied(request, form):
        return redirect("plans:list", org=request.organisation.code, code=request.programme.code)
    language = get_language() or "en"
    context: dict[str, Any] = {
        "on": on,
        "least": LEAST,
        "found": found,
        "groups": [(group, group_called(group.key), said_of(group.observed)) for group in found.groups],
        "moved": [
            (one, name_in(one.activity, language), group_called(group.key))
            for group in found.groups
            for one in group.moved
        ],
        "form": form,
        "may_edit": may,
    }
    return render(request, "plans/recalibration.html", context, status=422 if form.errors else 200)


def _applied(request: ProgrammeRequest, form: RecalibrateForm) -> bool:
    try:
        done = recalibrate(
            actor=request.actor, programme=request.programme, seen=request.POST.get("seen", ""), **form.cleaned_data
        )
    except Refused as refused:
        add_refusal(form, refused)
        return False
    count = len(done.moved)
    said = ngettext(
        "The days of {count} activity are recalibrated.", "The days of {count} activities are recalibrated.", count
    )
    messages.success(request, said.format(count=count))
    return True
