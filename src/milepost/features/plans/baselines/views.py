"""Pages of the baselines: the list, one with what it keeps, its endorsement, and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.features.governance.querysets import meetings_of
from milepost.features.governance.selectors import find_meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline, sign_endorsement
from milepost.features.plans.baselines.forms import BaselineForm, EndorseForm, SignForm, VarianceFilter
from milepost.features.plans.baselines.on_record import BaselineOnRecord, baselines_on_record, endorsed_among
from milepost.features.plans.baselines.reading import compare_plan, compare_with_now, content_of, get_baseline
from milepost.features.plans.baselines.shown import EXPORT, ContentShown, VarianceShown
from milepost.features.plans.baselines.signables import endorsement_signable
from milepost.features.plans.policies import DRAW_BASELINE, ENDORSE, SIGN_ENDORSEMENT
from milepost.features.plans.web import address, crumbs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.history import history_of
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule
from milepost.platform.signatures.services import Signing
from milepost.platform.signin.again import asked_here
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, table_response

RIGHTS = {"draw": DRAW_BASELINE, "endorse": ENDORSE, "sign": SIGN_ENDORSEMENT}


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def baseline_list(request: ProgrammeRequest) -> HttpResponse:
    """Every baseline, and a form to draw up the next; POST draws it up."""
    found = baselines_on_record(request.programme)
    posted = request.POST or None
    form = BaselineForm(posted, is_first=not found, has_late="despite_late" in request.POST)
    refusal: RefusedByRule | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = draw_baseline(actor=request.actor, programme=request.programme, **form.cleaned_data)
        except RefusedByRule as refused:
            refusal = refused
            form = BaselineForm(posted, is_first=not found, has_late=True)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("{reference} is drawn up.").format(reference=row.reference))
            return redirect(address(request, "plans:baseline", baseline=row.reference))
    context = {
        "found": found[::-1],
        "endorsed": endorsed_among(found),
        "form": form,
        "refusal": refusal,
        "may": _rights(request),
        "crumbs": crumbs(request, Link(_("Baselines"))),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "plans/baselines.html", context, status=status)


@require_safe
@programme_page(READ_PROGRAMME)
def baseline(request: ProgrammeRequest, baseline: str) -> HttpResponse:
    """One baseline: what it keeps, who endorsed it, and what of the plan changed since."""
    found = get_baseline(request.programme, baseline)
    form = EndorseForm(meetings=_meetings(request, found))
    return _show(request, found, form)


@require_POST
@programme_page(ENDORSE)
def endorse(request: ProgrammeRequest, baseline: str) -> HttpResponse:
    """Record in which meeting the committee endorsed it."""
    found = get_baseline(request.programme, baseline)
    form = EndorseForm(request.POST, meetings=_meetings(request, found))
    overtaken: Overtaken | None = None
    if form.is_valid():
        try:
            meeting = find_meeting(request.programme, form.cleaned_data["meeting"])
            endorse_baseline(actor=request.actor, baseline=found.row, meeting=meeting, note=form.cleaned_data["note"])
        except Overtaken as refused:
            overtaken, found = refused, get_baseline(request.programme, baseline)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("The endorsement of {reference} is recorded. It stands once the sponsor has signed it.").format(
                    reference=found.row.reference
                ),
            )
            return redirect(address(request, "plans:baseline", baseline=found.row.reference))
    return _show(request, found, form, overtaken)


def _show(
    request: ProgrammeRequest, found: BaselineOnRecord, form: EndorseForm, overtaken: Overtaken | None = None
) -> HttpResponse:
    content = content_of(found.row)
    context: dict[str, Any] = {
        "found": found,
        "content": ContentShown.of(content),
        "form": form,
        "overtaken": overtaken,
        "may": _rights(request),
        "history": history_of(request.organisation.pk, found.row.pk),
        "crumbs": crumbs(request, _list_link(request), Link(found.row.reference)),
    }
    try:
        context["since"] = VarianceShown.of(compare_with_now(request.programme, found))
    except Refused as refused:
        context["refused"] = refused
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "plans/baseline.html", context, status=status)


def _meetings(request: ProgrammeRequest, found: BaselineOnRecord) -> Any:
    """Those that can have seen it, the newest first."""
    return meetings_of(request.programme).filter(held_on__gte=found.row.drawn_on).order_by("-held_on")


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def sign(request: ProgrammeRequest, baseline: str) -> HttpResponse:
    """Read what is to be signed, and sign it by signing in again."""
    found = get_baseline(request.programme, baseline)
    if found.endorsement is None:
        raise Hidden
    what = endorsement_signable(found.endorsement, found.row)
    form = SignForm(request.POST or None, of=asked_here(request, what.purpose), initial={"digest": what.content_hash})
    if request.method == "POST" and form.is_valid():
        try:
            sign_endorsement(
                actor=request.actor,
                found=found,
                signing=Signing.of(form, request),
                digest=form.cleaned_data["digest"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Signed."))
            return redirect(address(request, "plans:baseline", baseline=found.row.reference))
    one = Link(found.row.reference, address(request, "plans:baseline", baseline=found.row.reference))
    context = {
        "found": found,
        "content": ContentShown.of(content_of(found.row)),
        "what": what,
        "form": form,
        "may": _rights(request),
        "crumbs": crumbs(request, _list_link(request), one, Link(_("Sign"))),
    }
    return render(request, "plans/baseline_sign.html", context, status=422 if form.errors else 200)


@require_safe
@programme_page(READ_PROGRAMME)
def variance(request: ProgrammeRequest) -> HttpResponseBase:
    """What became of a baseline, chosen by the address; `?export=csv|xlsx` takes every activity along."""
    found = baselines_on_record(request.programme)
    form = VarianceFilter(request.GET, references=[one.row.reference for one in found])
    context: dict[str, Any] = {
        "found": found,
        "form": form,
        "on": today(request.organisation.timezone),
        "crumbs": crumbs(request, _list_link(request), Link(_("What became of it"))),
    }
    if not found:
        return render(request, "plans/variance.html", context)
    chosen = form.chosen()
    try:
        compared = compare_plan(
            request.programme, baseline=chosen.get("baseline", ""), against=chosen.get("against", "")
        )
    except Refused as refused:
        return render(request, "plans/variance.html", {**context, "refused": refused})
    shown = VarianceShown.of(compared, with_reasons=True, whole="show" in chosen)
    if (kind := request.GET.get("export", "")) in KINDS:
        rows = VarianceShown.of(compared, whole=True).lines
        return table_response(rows, EXPORT, name=f"{request.programme.code}-variance", kind=kind)
    return render(request, "plans/variance.html", {**context, "shown": shown})


def _list_link(request: ProgrammeRequest) -> Link:
    return Link(_("Baselines"), address(request, "plans:baselines"))


def _rights(request: ProgrammeRequest) -> dict[str, bool]:
    place = {"organisation_id": request.organisation.pk, "programme_id": request.programme.pk}
    return {name: allows(request.actor, permission, **place) for name, permission in RIGHTS.items()}
