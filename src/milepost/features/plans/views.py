"""The plan as a list, phase by phase."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.catalogue import programme as catalogue
from milepost.features.plans.baselines.beside import baseline_beside
from milepost.features.plans.baselines.wording import Shift
from milepost.features.plans.effort.reading import Days, logged_by_activity
from milepost.features.plans.effort.recalibrating.reading import recalibration_among
from milepost.features.plans.effort.recalibrating.wording import said_of
from milepost.features.plans.forms import DoneForm, PlanFilter
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN, FINISH_ACTIVITIES
from milepost.features.plans.selectors import fields_of, get_activity, name_in, plan_of, state_of
from milepost.features.plans.services import finish_activity
from milepost.features.plans.web import may
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import seen_in
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.tables_export import KINDS, columns_of, table_response

FIELDS = (
    "code", "phase", "name", "role", "planned_from", "planned_to", "days_low", "days", "days_high", "percent_complete",
    "not_before", "deadline", "after", "done_on", "days_first", "days_low_first", "days_high_first",
)  # fmt: skip


EXPORT = columns_of(FIELDS, fields_of)


@dataclass(frozen=True, slots=True)
class Line:
    """An activity as the list shows it."""

    activity: Activity
    name: str
    role: str
    state: str
    shift: Shift | None = None
    """By how much later it ends than in the baseline that stands."""

    logged: Days | None = None
    moved_to: int | None = None
    """The days that finished work says it takes, where these are others."""


@require_safe
@programme_page(READ_PROGRAMME)
def plan_list(request: ProgrammeRequest) -> HttpResponseBase:
    """Every activity with its state today, filtered by the address, also as CSV and XLSX."""
    on = today(request.organisation.timezone)
    plan = plan_of(request.programme)
    if (kind := request.GET.get("export", "")) in KINDS:
        activities = [activity for phase in plan for activity in phase.activities]
        return table_response(activities, EXPORT, name="activities", kind=kind)
    language = get_language() or "en"
    form = PlanFilter(request.GET)
    chosen = form.chosen()
    roles = {role.key: role.name.in_language(language) for role in catalogue.roles()}
    names = {phase.key: phase.name.in_language(language) for phase in catalogue.phases()}
    beside = baseline_beside(request.programme, on) if any(phase.activities for phase in plan) else None
    shifts = beside.shifts if beside else {}
    logged = logged_by_activity(request.programme)
    found = recalibration_among((row for phase in plan for row in phase.activities), logged, on)
    moved = {one.activity.key: one.days for one in found.moved}
    lines = {
        phase.phase.key: [
            Line(
                activity,
                name_in(activity, language),
                roles.get(activity.role, activity.role),
                state,
                shifts.get(activity.key),
                logged.get(activity.pk),
                moved.get(activity.key),
            )
            for activity in phase.activities
            if (state := state_of(activity, on=on))
            and chosen.get("state", state) == state
            and chosen.get("role", activity.role) == activity.role
        ]
        for phase in plan
    }
    states = [state_of(activity, on=on) for phase in plan for activity in phase.activities]
    context: dict[str, Any] = {
        "phases": [(phase, names[phase.phase.key], lines[phase.phase.key]) for phase in plan],
        "form": form,
        "on": on,
        "beside": beside,
        "says": [said_of(group.observed) for group in found.speaking][:1],
        "total": len(states),
        "following": _following(lines),
        "done": states.count("done"),
        "overdue": states.count("overdue"),
        "may_edit": may(request, EDIT_PLAN),
        "may_finish": may(request, FINISH_ACTIVITIES),
    }
    return render(request, "plans/list.html", context)


def _following(lines: dict[str, list[Line]]) -> Line | None:
    """The activity that is to be finished next, among those shown."""
    waiting = [line for some in lines.values() for line in some if line.state not in {"done", "overdue"}]
    return min(waiting, key=lambda line: line.activity.planned_to, default=None)


@require_POST
@programme_page(READ_PROGRAMME)
def done(request: ProgrammeRequest, key: str) -> HttpResponse:
    """Say on which day an activity was done; an empty day takes it back."""
    activity = get_activity(request.programme, key)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no date."))
        return redirect("plans:list", org=request.organisation.code, code=request.programme.code)
    done_on = form.cleaned_data["done_on"]
    if done_on is None and "today" in request.POST:
        done_on = today(request.organisation.timezone)
    try:
        finish_activity(actor=request.actor, activity=activity, done_on=done_on, seen=seen_in(request.POST))
    except Refused as refused:
        messages.error(request, refused.reason)
    except Superseded:
        messages.error(request, _("Somebody changed this activity meanwhile. Look at it again."))
    else:
        messages.success(request, _("{name}: saved.").format(name=activity.name))
    return redirect("plans:list", org=request.organisation.code, code=request.programme.code)
