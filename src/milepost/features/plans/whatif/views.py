"""Scenarios as a page: the address says what changes, a form adopts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.selectors import state_of_plan
from milepost.features.plans.whatif.adopting import adopt_scenario
from milepost.features.plans.whatif.comparing import Column, Comparison, chain_of, compare
from milepost.features.plans.whatif.forms import AdoptForm, ScenarioForm
from milepost.features.plans.whatif.stating import Said, services_now
from milepost.features.plans.whatif.wording import break_in_words, change_in_words
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import NotAllowed, allows
from milepost.platform.organisations.refusals import Refused


@dataclass(frozen=True, slots=True)
class BreakLine:
    """What no longer holds, and the chain that leads to it."""

    words: str
    chain: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column as the page shows it; `later` in days of the calendar, below 0 for earlier."""

    column: Column
    heads: list[str]
    later: int
    breaks: list[BreakLine]

    @property
    def earlier(self) -> int:
        """Days by which P80 comes earlier, 0 where it does not."""
        return max(0, -self.later)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def what_if(request: ProgrammeRequest) -> HttpResponse:
    """A scenario beside the plan as it is; posted with a reason it becomes the plan."""
    on = today(request.organisation.timezone)
    may = allows(request.actor, EDIT_PLAN, organisation_id=request.organisation.pk, programme_id=request.programme.pk)
    if request.method == "POST" and not may:
        raise NotAllowed(EDIT_PLAN)
    context: dict[str, Any] = {"on": on, "may_edit": may}
    if not Activity.objects.filter(programme=request.programme).exists():
        return render(request, "plans/what_if.html", context)
    try:
        asked = ask_forecast(request.programme, on=on)
    except Refused as refused:
        return render(request, "plans/what_if.html", {**context, "refused": refused})
    query: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    is_asked = any(query.get(name) for name in ScenarioForm.base_fields)
    form = ScenarioForm(query if is_asked else None, asked=asked)
    context |= {"form": form, "services": services_now(request.programme, on), "adopt": AdoptForm()}
    if is_asked and form.is_valid():
        context |= _answered(request, form, context)
        if "done" in context:
            return redirect("plans:list", org=request.organisation.code, code=request.programme.code)
    return render(request, "plans/what_if.html", context, status=422 if _is_wrong(request, context) else 200)


def _is_wrong(request: ProgrammeRequest, context: Mapping[str, Any]) -> bool:
    """A question in the address is answered with its errors; a decision that was not taken is refused."""
    return request.method == "POST" and bool(context["form"].errors or context["adopt"].errors)


def _answered(request: ProgrammeRequest, form: ScenarioForm, context: Mapping[str, Any]) -> dict[str, Any]:
    said, rate = form.said(), form.cleaned_data["rate"]
    adopt = AdoptForm(request.POST) if request.method == "POST" else context["adopt"]
    if request.method == "POST" and adopt.is_valid() and _adopted(request, said, adopt):
        return {"done": True}
    try:
        found = compare(request.programme, said, rate=rate, on=context["on"])
    except Refused as refused:
        add_refusal(form, refused)
        return {}
    seen = state_of_plan(Activity.objects.filter(programme=request.programme))
    hidden = [(name, query) for name in form.fields if (query := form.data.get(name))]
    return {"adopt": adopt, "found": found, "columns": _lines(found), "seen": seen, "hidden": hidden, "rate": rate}


def _adopted(request: ProgrammeRequest, said: Said, adopt: AdoptForm) -> bool:
    try:
        done = adopt_scenario(
            actor=request.actor, programme=request.programme, said=said, reason=adopt.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except Refused as refused:
        adopt.add_error("reason", f"{refused.reason} {refused.hint}".strip())
        return False
    said_so = _("The scenario is the plan: {activities} activities changed, {actions} actions are owed.")
    messages.success(request, said_so.format(activities=len(done.activities), actions=len(done.actions)))
    return True


def _lines(found: Comparison) -> list[ColumnLine]:
    present = found.present.answer.certificate.p80
    return [_line(column, (column.answer.certificate.p80 - present).days) for column in found.columns]


def _line(column: Column, later: int) -> ColumnLine:
    words = Words(column.asked)
    breaks = []
    for each in column.breaks:
        chain = [(words.name(key), words.reason(column.answer.at(key))) for key in chain_of(column, each)]
        breaks.append(BreakLine(break_in_words(each, words), chain))
    return ColumnLine(column, [change_in_words(change, words) for change in column.changes], later, breaks)
