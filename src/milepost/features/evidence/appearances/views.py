"""Pages about records that appeared later: the imports that brought them, the owner's reason, the auditor's word."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.clock.records import Ground
from milepost.features.evidence.appearances.finding import LateImport, late_imports
from milepost.features.evidence.appearances.forms import DecisionForm, ExplainForm
from milepost.features.evidence.appearances.selectors import explanations_of, get_explanation
from milepost.features.evidence.appearances.services import decide_explanation, explain_records
from milepost.features.evidence.clocks.records import Wanted, judged_records
from milepost.features.evidence.models import Explanation, ExplanationState
from milepost.features.evidence.policies import EXPLAIN_RECORDS, JUDGE_EXPLANATIONS
from milepost.features.practices.models import Practice
from milepost.features.practices.selectors import get_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.batches.models import Batch
from milepost.platform.batches.selectors import get_batch
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.forms import Form
from milepost.platform.ui.frame import Link
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.texts import speak

SHOWN = 10
ORDERS: dict[str, tuple[str, ...]] = {"number": ("number",), "state": ("state",)}


@require_safe
@programme_page(READ_PROGRAMME)
def appeared_later(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
    """The imports that brought records of a practice which appeared later, and what was said about them."""
    row = get_practice(request.programme, practice)
    late = late_imports(row)
    context = {
        "practice": row,
        "name": _name(row),
        "late": _with_what_waits(row, late),
        "waiting": sum(found.count for found in late),
        "listing": page_of(explanations_of(request.programme, row), request.GET, orders=ORDERS, default="-number"),
        "may_explain": _may_explain(request, row),
        "owner": row.owner,
        "crumbs": _crumbs(request, row),
    }
    return render(request, "evidence/appeared_later.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EXPLAIN_RECORDS)
def explain(request: ProgrammeRequest, practice: str, key: UUID) -> HttpResponseBase:
    """Say why records that an import brought appear only now."""
    row = get_practice(request.programme, practice)
    batch = get_batch(request.actor, key)
    if batch.organisation_id != request.organisation.pk:
        raise Hidden
    form = ExplainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = explain_records(
                actor=request.actor, practice=row, batch=batch, reason=form.cleaned_data["reason"], records=form.keys()
            )
        except Refused as refused:
            _put_right(form, refused)
        else:
            messages.success(request, _("{number} waits for an internal auditor.").format(number=made.reference))
            return redirect(_address(request, "appeared-later", practice=row.key))
    return _show_explain(request, row, batch, form)


def _show_explain(request: ProgrammeRequest, row: Practice, batch: Batch, form: ExplainForm) -> HttpResponse:
    wanted = Wanted(reason=Ground.APPEARED_LATER, batch=batch.pk)
    context = {
        "practice": row,
        "name": _name(row),
        "batch": batch,
        "form": form,
        "records": judged_records(request.programme, row.key, wanted, size=SHOWN),
        "owns": _may_explain(request, row),
        "crumbs": [*_crumbs(request, row, linked=True), Link(batch.file_name)],
    }
    return render(request, "evidence/explain.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def explanation(request: ProgrammeRequest, number: str) -> HttpResponseBase:
    """One explanation; an internal auditor accepts or declines it here."""
    row = get_explanation(request.programme, number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_explanation(
                actor=request.actor, explanation=row, accept="accept" in request.POST, note=form.cleaned_data["note"]
            )
        except Refused as refused:
            _put_right(form, refused)
        else:
            messages.success(request, _decided(row))
            return redirect(_address(request, "explanation", number=row.reference))
    context = {
        "row": row,
        "practice": row.practice,
        "name": _name(row.practice),
        "form": form,
        "may_judge": row.state != ExplanationState.DECLINED and _may(request, JUDGE_EXPLANATIONS),
        "crumbs": [*_crumbs(request, row.practice, linked=True), Link(row.reference)],
    }
    return render(request, "evidence/explanation.html", context, status=422 if form.errors else 200)


def _with_what_waits(practice: Practice, late: tuple[LateImport, ...]) -> list[tuple[LateImport, Explanation | None]]:
    """Each import with the explanation of all its records that waits for an auditor, if there is one."""
    waiting = Explanation.objects.filter(practice=practice, state=ExplanationState.WAITING)
    whole = {(row.source, row.received_at): row for row in waiting if not row.records}
    return [(found, whole.get((found.batch.source.code, found.batch.sealed_at))) for found in late]


def _decided(row: Explanation) -> str:
    if row.state == ExplanationState.ACCEPTED:
        return _("{number} is accepted, and its records are counted anew.").format(number=row.reference)
    return _("{number} is declined; its records do not count.").format(number=row.reference)


def _may(request: ProgrammeRequest, permission: Any) -> bool:
    programme = request.programme
    return allows(request.actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)


def _may_explain(request: ProgrammeRequest, row: Practice) -> bool:
    return _may(request, EXPLAIN_RECORDS) and request.actor.person_id in {row.owner_id, row.deputy_id}


def _put_right(form: Form, refused: Refused) -> None:
    name = refused.field if refused.field in form.fields else None
    form.add_error(name, f"{refused.reason} {refused.hint}".strip())


def _name(row: Practice) -> str:
    return speak(known_practice(row.key).name)


def _address(request: ProgrammeRequest, name: str, **more: Any) -> str:
    here = {"org": request.organisation.code, "code": request.programme.code}
    return reverse(f"evidence:{name}", kwargs={**here, **more})


def _crumbs(request: ProgrammeRequest, row: Practice, *, linked: bool = False) -> list[Link]:
    later = _address(request, "appeared-later", practice=row.key) if linked else ""
    return [
        Link(_("Operation clocks"), _address(request, "clocks")),
        Link(_name(row), _address(request, "clock", practice=row.key)),
        Link(_("Appeared later"), later),
    ]
