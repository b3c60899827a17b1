"""The effort log as pages: its sums with every entry, a form to log days on an activity, one to correct an entry."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.features.plans.effort.forms import EffortForm, choosable
from milepost.features.plans.effort.reading import Days, effort_of, entries_of, fields_of, get_effort
from milepost.features.plans.effort.recalibrating.reading import recalibration_among
from milepost.features.plans.effort.recalibrating.wording import said_of
from milepost.features.plans.effort.services import put_effort, take_back_effort
from milepost.features.plans.models import Activity, EffortEntry
from milepost.features.plans.policies import EDIT_PLAN, LOG_EFFORT
from milepost.features.plans.selectors import get_activity, name_in
from milepost.features.plans.web import address, crumbs, may
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, columns_of, table_response

FIELDS = ("code", "activity", "worked_on", "days", "external", "person", "role", "note")
ORDERS = {"day": ("worked_on",), "days": ("days",), "activity": ("activity__name",)}


EXPORT = columns_of(FIELDS, fields_of)


@require_safe
@programme_page(READ_PROGRAMME)
def effort(request: ProgrammeRequest) -> HttpResponseBase:
    """Days logged beside days planned, and every entry; the entries also as CSV and XLSX."""
    rows = entries_of(request.programme)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(rows.order_by("pk"), EXPORT, name="effort", kind=kind)
    on, language = today(request.organisation.timezone), get_language() or "en"
    found = effort_of(request.programme)
    logged: dict[object, Days] = {each.activity.pk: each.logged for each in found.activities}
    speaking = recalibration_among((each.activity for each in found.activities), logged, on).speaking
    listing = page_of(rows, request.GET, orders=ORDERS, default="-day", standard_size=25)
    context = {
        "on": on,
        "effort": found,
        "roles": [each for each in found.roles if each.planned or each.logged.entries],
        "activities": [(each, name_in(each.activity, language)) for each in found.activities if each.logged.entries],
        "says": [said_of(group.observed) for group in speaking],
        "listing": listing,
        "entries": [(entry, name_in(entry.activity, language)) for entry in listing.rows],
        "may_log": may(request, LOG_EFFORT),
        "may_plan": may(request, EDIT_PLAN),
    }
    return render(request, "plans/effort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(LOG_EFFORT)
def log(request: ProgrammeRequest, key: str) -> HttpResponse:
    """A form for days of work on an activity."""
    activity = get_activity(request.programme, key)
    person = request.actor.person
    first = {"worked_on": today(request.organisation.timezone), "person": person.email if person else "", "days": 1}
    people = choosable(request.programme, request.actor, may_plan=may(request, EDIT_PLAN))
    form = EffortForm(request.POST or None, initial=first, people=people)
    if request.method == "POST" and form.is_valid() and _logged(request, form, activity):
        return redirect(address(request, "plans:activity", key=key))
    name = name_in(activity, get_language() or "en")
    context = {"form": form, "activity": activity, "name": name, "crumbs": _ways_back(request, activity, _("Log days"))}
    return render(request, "plans/effort_entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(LOG_EFFORT)
def entry(request: ProgrammeRequest, entry: str) -> HttpResponse:
    """One entry, to correct or to take back."""
    row = get_effort(request.programme, entry)
    context: dict[str, Any] = {"entry": row, "seen": row.revision}
    form = _correcting(request, row)
    if request.method == "POST" and form.is_valid():
        context |= _corrected(request, form, row)
        if "done" in context:
            return redirect(address(request, "plans:effort"))
    name = name_in(row.activity, get_language() or "en")
    context |= {"form": form, "activity": row.activity, "name": name}
    context["crumbs"] = _ways_back(request, row.activity, row.code)
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "plans/effort_entry.html", context, status=status)


@require_POST
@programme_page(LOG_EFFORT)
def take_back(request: ProgrammeRequest, entry: str) -> HttpResponse:
    """Take an entry out of the log."""
    row = get_effort(request.programme, entry)
    try:
        take_back_effort(actor=request.actor, entry=row, seen=seen_in(request.POST))
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
        return redirect(address(request, "plans:effort-entry", entry=entry))
    except Superseded:
        messages.error(request, _("Somebody changed this entry meanwhile. Look at it again."))
        return redirect(address(request, "plans:effort-entry", entry=entry))
    messages.success(request, _("{code} is taken back.").format(code=row.code))
    return redirect(address(request, "plans:activity", key=row.activity.key))


def _correcting(request: ProgrammeRequest, row: EffortEntry) -> EffortForm:
    language = get_language() or "en"
    activities = [(one.key, name_in(one, language)) for one in Activity.objects.filter(programme=request.programme)]
    people = choosable(request.programme, request.actor, may_plan=may(request, EDIT_PLAN), kept=row)
    return EffortForm(request.POST or None, initial=fields_of(row), people=people, activities=activities)


def _logged(request: ProgrammeRequest, form: EffortForm, activity: Activity) -> bool:
    try:
        fields = {**form.given(), "activity": activity.key}
        row = put_effort(actor=request.actor, programme=request.programme, fields=fields).row
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(request, _("{code}: the days are logged.").format(code=row.code))
    return True


def _corrected(request: ProgrammeRequest, form: EffortForm, row: EffortEntry) -> dict[str, Any]:
    seen = seen_in(request.POST)
    fields = {**form.given(), "code": row.code}
    try:
        put_effort(actor=request.actor, programme=request.programme, fields=fields, seen=seen)
    except Refused as refused:
        add_refusal(form, refused)
        return {"seen": seen or 0}
    except Superseded:
        present = get_effort(request.programme, row.code)
        return {"conflict": conflict(form, present, fields_of(present)), "seen": present.revision}
    messages.success(request, _("{code} is corrected.").format(code=row.code))
    return {"done": True}


def _ways_back(request: ProgrammeRequest, activity: Activity, here: str) -> tuple[Link, ...]:
    return crumbs(request, Link(activity.key, address(request, "plans:activity", key=activity.key)), Link(here))
