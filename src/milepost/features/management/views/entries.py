"""One entry of a register with its history, its form, and what is measured of an objective."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.features.management.cells import Shown, level_cell, page_cells, trend_of, with_unit
from milepost.features.management.described import CLIMATE_DECISION, OBJECTIVES, RISK_METHOD
from milepost.features.management.forms import FORMS, EntryForm, MeasureForm, known_to, shown_values
from milepost.features.management.models import Objective, PartyRequirement, Risk
from milepost.features.management.policies import EDIT_REGISTERS
from milepost.features.management.registers import Register, Shape
from milepost.features.management.selectors import get_entry, get_stated, measurements_of
from milepost.features.management.services import put_entry, put_measurement
from milepost.features.management.web import (
    crumbs,
    register_named,
    rights,
    saved_words,
    show_refusal,
    shown_with,
    status_of,
    to_page,
)
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

STATED = {"risk-method": RISK_METHOD, "climate": CLIMATE_DECISION}


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_REGISTERS)
def entry_new(request: ProgrammeRequest, name: str) -> HttpResponse:
    """A form for something new in a register."""
    register = register_named(name)
    form = _form(request, register, _proposed(request, register), is_new=True)
    if request.method == "POST" and form.is_valid() and _saved(request, register, form, form.given(), seen=0):
        return to_page(request, "management:list", name=register.key)
    context = {"register": register, "form": form, "crumbs": crumbs(request, register, register.new)}
    return render(request, "management/form.html", context, status=status_of(form, context))


def _proposed(request: ProgrammeRequest, register: Register) -> dict[str, Any]:
    """What a new form holds: the table's own choices, and the party that the way here names."""
    columns: Any = register.model._meta
    chosen = {name: columns.get_field(name).get_default() for name in register.of(Shape.CHOICE)}
    return {**chosen, "party": request.GET.get("party", "")}


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def entry(request: ProgrammeRequest, name: str, key: str) -> HttpResponse:
    """One entry: to read, and for those who may, to change."""
    register = register_named(name)
    row = get_entry(request.programme, register, key)
    form, context = _change(request, register, row, {"code": row.code})
    if "done" in context:
        return to_page(request, "management:entry", name=register.key, key=row.code)
    row = get_entry(request.programme, register, key)  # a refused change left its values in the row
    shown = shown_with(request, register)
    context |= {
        "entry": row,
        "groups": list(page_cells(register, row, shown)),
        "levels": _levels(row, shown),
        "measurements": _measured(row),
        "measure_form": MeasureForm(initial={"measured_on": shown.on}),
        "requirements": _requirements(row),
        "crumbs": crumbs(request, register, row.code),
    }
    return render(request, "management/entry.html", context, status=status_of(form, context))


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def stated(request: ProgrammeRequest, what: str) -> HttpResponse:
    """What is stated once in a programme: how risks are assessed, and the decision on climate change."""
    register = STATED[what]
    row = get_stated(request.programme, register)
    form, context = _change(request, register, row, {})
    if "done" in context:
        return to_page(request, f"management:{what}")
    row = get_stated(request.programme, register)
    context |= {
        "entry": row,
        "groups": list(page_cells(register, row, shown_with(request, register))) if row else [],
        "crumbs": crumbs(request, register),
    }
    return render(request, "management/entry.html", context, status=status_of(form, context))


def _change(request: ProgrammeRequest, register: Register, row: Any, named: Mapping[str, str]) -> tuple[EntryForm, Any]:
    """The form of a row, saved where it was sent; the context of its page, with `done` once it is saved."""
    may = rights(request)
    day = today(request.organisation.timezone)
    initial = shown_values(register, row) if row else {"stated_on": day, "decided_on": day}
    form = _form(request, register, initial, is_new=False)
    context: dict[str, Any] = {
        "register": register,
        "form": form,
        "may": may,
        "may_change": may["decide"] if register.single else may["edit"],
        "seen": row.revision if row else 0,
        "history": history_of(request.organisation.pk, row.pk) if row else [],
    }
    if request.method != "POST":
        return form, context
    if not may["edit"]:
        raise NotAllowed(EDIT_REGISTERS)
    if form.is_valid():
        context |= _kept(request, register, form, {**named, **form.given()})
    return form, context


def _kept(request: ProgrammeRequest, register: Register, form: EntryForm, given: dict[str, Any]) -> dict[str, Any]:
    seen = seen_in(request.POST)
    try:
        done = _saved(request, register, form, given, seen=seen)
    except Superseded as superseded:
        present: Any = superseded.present
        return {"conflict": conflict(form, present, shown_values(register, present)), "seen": present.revision}
    return {"done": True} if done else {"seen": seen or 0}


def _form(request: ProgrammeRequest, register: Register, initial: Mapping[str, Any], *, is_new: bool) -> EntryForm:
    known = known_to(request.programme, register)
    return FORMS[register.key](request.POST or None, initial=dict(initial), known=known, is_new=is_new)


def _saved(
    request: ProgrammeRequest, register: Register, form: EntryForm, given: Mapping[str, Any], *, seen: int | None
) -> bool:
    try:
        row = put_entry(
            actor=request.actor, programme=request.programme, register=register, fields=given, seen=seen
        ).row
    except Refused as refused:
        show_refusal(form, refused)
        return False
    messages.success(request, saved_words(register, row))
    return True


def _levels(row: Any, shown: Shown) -> list[Any]:
    if not isinstance(row, Risk):
        return []
    others = ((_("Nothing done"), row.level_before), (_("Once all is done"), row.level_after))
    beside = [level_cell(label, row, level, shown, is_present=False) for label, level in others if level is not None]
    return [level_cell(_("Now"), row, row.level, shown), *beside]


def _measured(row: Any) -> list[dict[str, Any]]:
    """The measurements of an objective, the latest first, each with what it says."""
    if not isinstance(row, Objective):
        return []
    found = measurements_of(row)
    return [
        {
            "row": one,
            "figure": with_unit(row, one.value),
            "is_met": row.is_met_by(one.value),
            "trend": trend_of(row, one.value, found[place + 1].value if place + 1 < len(found) else row.baseline),
        }
        for place, one in enumerate(found)
    ]


def _requirements(row: Any) -> list[PartyRequirement]:
    return list(row.requirements.filter(ended_on=None)) if hasattr(row, "requirements") else []


@require_POST
@programme_page(EDIT_REGISTERS)
def measure(request: ProgrammeRequest, key: str) -> HttpResponse:
    """Record what was measured of an objective."""
    objective = get_entry(request.programme, OBJECTIVES, key)
    form = MeasureForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {why[0]}" for name, why in form.errors.items()))
        return to_page(request, "management:entry", name=OBJECTIVES.key, key=key)
    try:
        put_measurement(actor=request.actor, programme=request.programme, objective=objective, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
    else:
        messages.success(request, _("The measurement is kept."))
    return to_page(request, "management:entry", name=OBJECTIVES.key, key=key)
