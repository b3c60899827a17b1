"""An activity on its page, a form for a new one, and how far one is."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.catalogue import programme as catalogue
from milepost.features.plans.activity.forms import ActivityForm, ProgressForm, shown_values
from milepost.features.plans.activity.neighbours import neighbours_of
from milepost.features.plans.effort.reading import days_in, entries_on
from milepost.features.plans.effort.recalibrating.reading import recalibration_of
from milepost.features.plans.effort.recalibrating.wording import said_of
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN, FINISH_ACTIVITIES, LOG_EFFORT
from milepost.features.plans.selectors import get_activity, has_activity, name_in, state_of
from milepost.features.plans.services import put_activity, state_progress
from milepost.features.plans.web import address, crumbs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import NotAllowed, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.texts import speak


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_PLAN)
def activity_new(request: ProgrammeRequest) -> HttpResponse:
    """A form for an activity of the organisation's own."""
    phase = request.programme.phases.filter(closed_on=None).first()
    proposed = {"phase": phase.key, "planned_to": phase.planned_to} if phase else {}
    day = today(request.organisation.timezone)
    form = ActivityForm(request.POST or None, initial={"planned_from": day, **proposed}, is_new=True)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if has_activity(request.programme, code):
            form.add_error("code", _("{code} is taken. Write another code, or change that activity.").format(code=code))
        elif _saved(request, form, form.given(), seen=0):
            return _to_activity(request, code)
    context = {"form": form, "crumbs": crumbs(request, Link(_("New activity")))}
    return render(request, "plans/activity_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def activity(request: ProgrammeRequest, key: str) -> HttpResponse:
    """One activity: to read, and for those who may, to change."""
    row = get_activity(request.programme, key)
    form = ActivityForm(request.POST or None, initial=shown_values(row), is_new=False)
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST":
        if not _may(request, "edit"):
            raise NotAllowed(EDIT_PLAN)
        if form.is_valid():
            context |= _changed(request, form, key)
            if "done" in context:
                return _to_activity(request, key)
        row = get_activity(request.programme, key)
    context |= _shown(request, row) | {"form": form, "crumbs": crumbs(request, Link(row.key))}
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "plans/activity.html", context, status=status)


@require_POST
@programme_page(FINISH_ACTIVITIES)
def progress(request: ProgrammeRequest, key: str) -> HttpResponse:
    """Say how much of an activity is complete."""
    row = get_activity(request.programme, key)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {why[0]}" for name, why in form.errors.items()))
        return _to_activity(request, key)
    percent = form.cleaned_data["percent_complete"]
    try:
        state_progress(actor=request.actor, activity=row, percent=percent, seen=seen_in(request.POST))
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
    except Superseded:
        messages.error(request, _("Somebody changed this activity meanwhile. Look at it again."))
    else:
        messages.success(request, _("{name}: saved.").format(name=row.name))
    return _to_activity(request, key)


def _changed(request: ProgrammeRequest, form: ActivityForm, key: str) -> dict[str, Any]:
    seen = seen_in(request.POST)
    try:
        done = _saved(request, form, {"code": key, **form.given()}, seen=seen)
    except Superseded:
        present = get_activity(request.programme, key)
        return {"conflict": conflict(form, present, shown_values(present)), "seen": present.revision}
    return {"done": True} if done else {"seen": seen or 0}


def _saved(request: ProgrammeRequest, form: ActivityForm, fields: dict[str, Any], *, seen: int | None) -> bool:
    try:
        put_activity(actor=request.actor, programme=request.programme, fields=fields, seen=seen)
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}".strip()
        )
        return False
    messages.success(request, _("{name}: saved.").format(name=fields["name"]))
    return True


def _shown(request: ProgrammeRequest, row: Activity) -> dict[str, Any]:
    language, on = get_language() or "en", today(request.organisation.timezone)
    standard = catalogue.activities_by_key().get(row.key)
    return {
        "activity": row,
        "name": name_in(row, language),
        "role": next((speak(role.name) for role in catalogue.roles() if role.key == row.role), row.role),
        "phase": next(speak(phase.name) for phase in catalogue.phases() if phase.key == row.phase),
        "makes": speak(standard.makes) if standard else "",
        "numbers": " ".join(standard.clauses) if standard else "",
        "state": state_of(row, on=on),
        "on": on,
        **_effort(request, row, on),
        "neighbours": neighbours_of(row, language),
        "history": history_of(request.organisation.pk, row.pk),
        "may_edit": _may(request, "edit"),
        "may_finish": _may(request, "finish"),
        **_forecast(request, row),
    }


def _effort(request: ProgrammeRequest, row: Activity, on: date) -> dict[str, Any]:
    """The days logged on it, and what finished work says of its estimate while it is ahead."""
    entries = entries_on(row)
    said = recalibration_of(request.programme, on).closest.get(row.key)
    return {
        "entries": entries,
        "logged": days_in(entries),
        "says": said_of(said) if said else "",
        "may_log": _may(request, "log"),
    }


def _forecast(request: ProgrammeRequest, row: Activity) -> dict[str, Any]:
    """Where the forecast puts it, or why there is none."""
    try:
        asked = ask_forecast(request.programme)
    except Refused as refused:
        return {"refused": refused}
    placed = asked.answer.at(row.key)
    late = next((late for late in asked.answer.late if late.key == row.key), None)
    return {"placed": placed, "reason": Words(asked).reason(placed), "late": late}


def _may(request: ProgrammeRequest, what: str) -> bool:
    wanted = {"edit": EDIT_PLAN, "finish": FINISH_ACTIVITIES, "log": LOG_EFFORT}[what]
    return allows(request.actor, wanted, organisation_id=request.organisation.pk, programme_id=request.programme.pk)


def _to_activity(request: ProgrammeRequest, key: str) -> HttpResponse:
    return redirect(address(request, "plans:activity", key=key))
