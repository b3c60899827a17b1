"""Naming who carries the programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.actions.selectors import people_here
from milepost.features.governance.forms.people import HolderForm, WeekForm, shown_holder
from milepost.features.governance.models import HeldRole, RoleHolder
from milepost.features.governance.policies import EDIT_GOVERNANCE
from milepost.features.governance.selectors import get_holder
from milepost.features.governance.services import log_week, put_holder
from milepost.features.governance.web import both_versions, crumbs, rights, seen_in, show_refusal, status_of, to_page
from milepost.features.portfolio.models import Unit
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.naming import role_name
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_GOVERNANCE)
def person_new(request: ProgrammeRequest, role: str) -> HttpResponse:
    """Name somebody in a role."""
    if role not in HeldRole.values:
        raise Hidden
    initial = {"since": today(request.organisation.timezone), "areas": request.GET.getlist("area")}
    form = _form(request, role, initial)
    if request.method == "POST" and form.is_valid() and _named(request, form, {"role": role}, seen=0):
        return to_page(request, "governance:overview")
    context = {"form": form, "role": role, "role_name": role_name(role), "crumbs": crumbs(request, role_name(role))}
    return render(request, "governance/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def person(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Somebody in a role, with their history; POST changes the term."""
    row = get_holder(request.programme, number)
    form = _form(request, row.role, shown_holder(row))
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST" and form.is_valid():
        context |= _change(request, form, row)
        if "done" in context:
            return to_page(request, "governance:overview")
    weeks = row.weeks.all()[:8] if row.role == HeldRole.COORDINATOR else []
    context |= {
        "form": form,
        "row": row,
        "role_name": role_name(row.role),
        "weeks": weeks,
        "week_form": WeekForm(initial={"week_of": today(request.organisation.timezone)}),
        "may": rights(request),
        "history": history_of(request.organisation.pk, row.pk, *(week.pk for week in weeks)),
        "crumbs": crumbs(request, row.called),
    }
    return render(request, "governance/person.html", context, status=status_of(form, context))


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_GOVERNANCE)
def week(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Log a coordinator's week."""
    row = get_holder(request.programme, number)
    if row.role != HeldRole.COORDINATOR:
        raise Hidden
    form = WeekForm(request.POST or None, initial={"week_of": today(request.organisation.timezone)})
    if request.method == "POST" and form.is_valid():
        try:
            log_week(actor=request.actor, holder=row, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The week is logged."))
            return to_page(request, "governance:person", number=row.code)
    context = {"form": form, "row": row, "crumbs": crumbs(request, row.called, _("A week"))}
    return render(request, "governance/week.html", context, status=422 if form.errors else 200)


def _form(request: ProgrammeRequest, role: str, initial: dict[str, Any]) -> HolderForm:
    units = (
        list(Unit.objects.filter(organisation=request.organisation, retired_on=None)) if role == HeldRole.TEAM else []
    )
    return HolderForm(
        request.POST or None, role=role, people=people_here(request.programme), units=units, initial=initial
    )


def _named(request: ProgrammeRequest, form: HolderForm, more: dict[str, Any], *, seen: int | None) -> bool:
    try:
        row = put_holder(
            actor=request.actor, programme=request.programme, fields={**form.given(), **more}, seen=seen
        ).row
    except Refused as refused:
        show_refusal(form, refused)
        return False
    messages.success(request, _("{name} is on record as {role}.").format(name=row.called, role=role_name(row.role)))
    return True


def _change(request: ProgrammeRequest, form: HolderForm, row: RoleHolder) -> dict[str, Any]:
    try:
        done = _named(request, form, {"code": row.code}, seen=seen_in(request, row))
    except Superseded:
        present = get_holder(request.programme, row.code)
        return both_versions(form, present, shown_holder(present))
    return {"done": True} if done else {}
