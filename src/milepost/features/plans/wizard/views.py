"""The wizard: five steps in one form, without script; the last shows the plan and makes the programme."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.plans.wizard.forms import LAST, STEPS, WizardForm, as_initial
from milepost.features.plans.wizard.preview import preview_of
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import MAKE_PROGRAMME
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.web import MilepostRequest, organisation_page


@dataclass(frozen=True, slots=True)
class Step:
    """A step as `ui/_steps.html` shows it."""

    label: str
    current: bool
    done: bool
    url: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(MAKE_PROGRAMME)
def wizard(request: MilepostRequest) -> HttpResponse:
    """Ask, step by step, then show the plan and make the programme."""
    if request.method != "POST":
        return _show(request, WizardForm(), 1)
    step = _number(request.POST.get("step", ""))
    wanted = request.POST.get("go", "next")
    if wanted.startswith("back"):
        to = _number(wanted.removeprefix("back-")) if "-" in wanted else step - 1
        return _show(request, WizardForm(initial=as_initial(request.POST)), max(1, min(to, step)))
    form = WizardForm(request.POST)
    if wrong := form.first_wrong_step(step):
        return _show(request, form, wrong, status=422)
    if wanted == "make" and step == LAST:
        return _make(request, form)
    if step + 1 >= LAST:
        return _show(request, form, LAST)
    return _show(request, WizardForm(initial=as_initial(request.POST)), step + 1)


def _number(written: str) -> int:
    return min(max(int(written), 1), LAST) if written.isdecimal() and len(written) < 3 else 1


def _make(request: MilepostRequest, form: WizardForm) -> HttpResponse:
    try:
        programme: Programme = start_programme(
            actor=request.actor,
            organisation=request.organisation,
            code=form.cleaned_data["code"],
            answers=form.answers(),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}")
        return _show(request, form, form.first_wrong_step(LAST) or 1, status=422)
    messages.success(request, _("{name} has begun. The Foundation phase is open.").format(name=programme.name))
    return redirect("plans:list", org=request.organisation.code, code=programme.code)


def _show(request: MilepostRequest, form: WizardForm, step: int, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "step": step,
        "last": LAST,
        "heading": STEPS[step - 1][0],
        "steps": [
            Step(str(heading), number == step, number < step) for number, (heading, _names) in enumerate(STEPS, start=1)
        ],
    }
    if step == LAST:
        context |= {"preview": preview_of(form.answers()), "language": get_language() or "en"}
    context["form"] = form.at_step(step)
    return render(request, "plans/wizard.html", context, status=status)
