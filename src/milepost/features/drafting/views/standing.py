"""How documents in force stand to the registers: facts that changed, and where the plan holds its contents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.features.documents.policies import WRITE_DOCUMENTS, controls
from milepost.features.documents.selectors import get_document
from milepost.features.drafting.standing.deciding import accept_drifts, state_places
from milepost.features.drafting.standing.drifting import InForce, in_force, origin_of
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.drafting.standing.translating import drafted_translation, take_translation
from milepost.features.drafting.views.drafts import may_write
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def drift(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """What the version in force says and the registers do not; whoever controls it may accept that by name."""
    document = get_document(request.programme, str(key))
    document.programme = request.programme
    standing = in_force(document, today(request.organisation.timezone))
    if standing is None:
        raise Hidden
    context: dict[str, Any] = {
        "document": document,
        "standing": standing,
        "chosen": (),
        "why": "",
        "may_accept": controls(request.actor, document),
        **_translation(request, standing),
    }
    if request.method != "POST":
        return render(request, "drafting/in_force.html", context)
    chosen, why = request.POST.getlist("fact"), request.POST.get("why", "")
    try:
        accepted = accept_drifts(
            actor=request.actor, programme=request.programme, standing=standing, paths=chosen, why=why
        )
    except Refused as refused:
        return render(
            request, "drafting/in_force.html", {**context, "refused": refused, "chosen": chosen, "why": why}, status=422
        )
    messages.success(request, _("Accepted: {n}.").format(n=len(accepted)))
    return redirect(request.path)


def _translation(request: ProgrammeRequest, standing: InForce) -> dict[str, Any]:
    """Whether the other language of the version in force can be taken as it is drafted, and why not."""
    there = standing.version.translations.first()
    if not may_write(request):
        return {"translation": there}
    try:
        drafted = drafted_translation(standing, on=today(request.organisation.timezone))
    except Refused as not_taken:
        return {"translation": there, "not_taken": not_taken}
    is_taken = there is not None and there.body == drafted.draft.body
    return {"translation": there, "drafted": None if is_taken else drafted}


@require_POST
@programme_page(WRITE_DOCUMENTS)
def take_drafted_translation(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Put what is drafted in the other language beside the version in force."""
    on = today(request.organisation.timezone)
    document = get_document(request.programme, str(key))
    document.programme = request.programme
    standing = in_force(document, on)
    if standing is None:
        raise Hidden
    try:
        take_translation(actor=request.actor, standing=standing, on=on)
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}")
    else:
        messages.success(request, _("The drafted translation is taken."))
    return redirect("drafting:drift", request.organisation.code, request.programme.code, key)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def plan(request: ProgrammeRequest) -> HttpResponse:
    """Where the service management plan holds each of its contents, shown by its text or stated by a person."""
    on = today(request.organisation.timezone)
    version = plan_version(request.programme, on)
    if version is None:
        return render(request, "drafting/plan.html", {})
    places = places_of(version)
    context: dict[str, Any] = {
        "version": version,
        "places": places,
        "missing": sum(not place.where for place in places),
        "compared": version.is_in_force(on) and origin_of(version) is not None,
        "typed": {place.content.value: place.stated for place in places},
        "may_state": controls(request.actor, version.document),
    }
    if request.method != "POST":
        return render(request, "drafting/plan.html", context)
    typed = {place.content.value: request.POST.get(place.content.value, place.stated) for place in places}
    try:
        state_places(actor=request.actor, programme=request.programme, version=version, places=typed)
    except Refused as refused:
        return render(request, "drafting/plan.html", {**context, "refused": refused, "typed": typed}, status=422)
    messages.success(request, _("Saved."))
    return redirect(request.path)
