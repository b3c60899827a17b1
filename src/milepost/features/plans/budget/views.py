"""The budget as pages: its lines and sums with a form for a new one, and one line to change or take out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.features.plans.budget.forms import BudgetLineForm
from milepost.features.plans.budget.reading import Budget, Money, budget_of, fields_of, get_budget_line
from milepost.features.plans.budget.services import put_budget_line, remove_budget_line
from milepost.features.plans.budget.wording import category_called
from milepost.features.plans.effort.reading import PhaseEffort, effort_of
from milepost.features.plans.models import BudgetLine
from milepost.features.plans.policies import EDIT_BUDGET
from milepost.features.plans.web import address, home, may
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, columns_of, table_response

FIELDS = ("code", "name", "category", "phase", "planned", "actual", "note")


EXPORT = columns_of(FIELDS, fields_of)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def budget(request: ProgrammeRequest) -> HttpResponseBase:
    """Every line with the sums, also as CSV and XLSX; posted, a new line."""
    may_edit = may(request, EDIT_BUDGET)
    if request.method == "POST" and not may_edit:
        raise NotAllowed(EDIT_BUDGET)
    form = BudgetLineForm(request.POST or None, initial={"planned": 0, "actual": 0})
    if request.method == "POST" and form.is_valid() and _saved(request, form, form.cleaned_data, seen=None):
        return redirect(address(request, "plans:budget"))
    found = budget_of(request.programme)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(found.lines, EXPORT, name="budget-lines", kind=kind)
    context = {
        "on": today(request.organisation.timezone),
        "budget": found,
        "lines": [(line, line.planned - line.actual, category_called(line.category)) for line in found.lines],
        "categories": [(category_called(key), money) for key, money in found.categories],
        "phases": _phases(request, found),
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "plans/budget.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def budget_line(request: ProgrammeRequest, line: str) -> HttpResponse:
    """One line: to read, and for those who may, to change or take out."""
    row = get_budget_line(request.programme, line)
    may_edit = may(request, EDIT_BUDGET)
    if request.method == "POST" and not may_edit:
        raise NotAllowed(EDIT_BUDGET)
    form = BudgetLineForm(request.POST or None, initial=fields_of(row))
    context: dict[str, Any] = {"seen": row.revision}
    if request.method == "POST" and form.is_valid():
        context |= _changed(request, form, row)
        if "done" in context:
            return redirect(address(request, "plans:budget"))
    context |= {
        "line": row,
        "category": category_called(row.category),
        "form": form,
        "may_edit": may_edit,
        "history": history_of(request.organisation.pk, row.pk),
        "crumbs": (home(request), Link(_("Budget"), address(request, "plans:budget")), Link(row.code)),
    }
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "plans/budget_line.html", context, status=status)


@require_POST
@programme_page(EDIT_BUDGET)
def remove(request: ProgrammeRequest, line: str) -> HttpResponse:
    """Take a line out of the budget."""
    row = get_budget_line(request.programme, line)
    try:
        remove_budget_line(actor=request.actor, line=row, seen=seen_in(request.POST))
    except Superseded:
        messages.error(request, _("Somebody changed this line meanwhile. Look at it again."))
        return redirect(address(request, "plans:budget-line", line=line))
    messages.success(request, _("{name} is taken out of the budget.").format(name=row.name))
    return redirect(address(request, "plans:budget"))


def _phases(request: ProgrammeRequest, found: Budget) -> list[tuple[PhaseEffort | None, Money]]:
    """Each phase with its money and its days; the programme as a whole at the end, where lines stand there."""
    money = dict(found.phases)
    phases: list[tuple[PhaseEffort | None, Money]] = [
        (each, money.get(each.phase.key, Money())) for each in effort_of(request.programme).phases
    ]
    return [*phases, (None, money[""])] if "" in money else phases


def _changed(request: ProgrammeRequest, form: BudgetLineForm, row: BudgetLine) -> dict[str, Any]:
    seen = seen_in(request.POST)
    try:
        done = _saved(request, form, {**form.cleaned_data, "code": row.code}, seen=seen)
    except Superseded:
        present = get_budget_line(request.programme, row.code)
        return {"conflict": conflict(form, present, fields_of(present)), "seen": present.revision}
    return {"done": True} if done else {"seen": seen or 0}


def _saved(request: ProgrammeRequest, form: BudgetLineForm, fields: dict[str, Any], *, seen: int | None) -> bool:
    try:
        put_budget_line(
            actor=request.actor, programme=request.programme, seen=seen,
            fields={**fields, "note": fields["note"].replace("\r\n", "\n")},
        )  # fmt: skip
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(request, _("{name}: saved.").format(name=fields["name"]))
    return True
