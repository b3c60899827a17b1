"""My account › My data: what is kept, why and how long, a copy of it, and asking to be erased; answering that."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.platform.organisations.policies import MANAGE_MEMBERS
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.sessions import bound_to, signed_in_by
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.privacy.exporting import file_name, own_data, own_reach
from milepost.platform.privacy.models import Outcome
from milepost.platform.privacy.requests import (
    ask_for_erasure,
    carry_out,
    decline,
    get_open_request,
    is_member,
    own_requests,
    requests_to,
)
from milepost.platform.privacy.selectors import what_is_kept


@require_safe
@login_required
def my_data(request: MilepostRequest) -> HttpResponse:
    """The whole table."""
    reach = own_reach(request.actor, **_session(request))
    context = {
        "parts": what_is_kept(request.actor, reach),
        "left_out": reach.left_out,
        "places": reach.organisations,
        "asked": own_requests(request.actor, reach),
    }
    return render(request, "privacy/my_data.html", context)


@require_safe
@login_required
def download(request: MilepostRequest) -> HttpResponse:
    """The copy as a file."""
    data = own_data(request.actor, **_session(request))
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _session(request: MilepostRequest) -> dict[str, Any]:
    """How far this session reaches."""
    return {"only": bound_to(request), "has_factor": signed_in_by(request).is_two_factors}


@require_POST
@login_required
def ask(request: MilepostRequest) -> HttpResponse:
    """Ask to be erased."""
    try:
        ask_for_erasure(actor=request.actor)
    except Refused as refused:
        messages.info(request, refused.reason)
    else:
        messages.success(request, _("You have asked to be erased. An administrator answers here."))
    return redirect("privacy:my-data")


@organisation_page(MANAGE_MEMBERS)
@require_safe
def erasures(request: MilepostRequest) -> HttpResponse:
    """Who asked to be erased, and what came of it."""
    rows = [
        {"request": found, "is_open": found.outcome == Outcome.OPEN, "is_member": is_member(found)}
        for found in requests_to(request.organisation)
    ]
    return render(request, "privacy/erasures.html", {"rows": rows})


@organisation_page(MANAGE_MEMBERS)
@require_POST
def erasure_carry_out(request: MilepostRequest, request_id: UUID) -> HttpResponse:
    """Erase whoever asked."""
    found = get_open_request(request.organisation, request_id)
    carry_out(actor=request.actor, request=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The person is erased."))
    return redirect("privacy:erasures", org=request.organisation.code)


@organisation_page(MANAGE_MEMBERS)
@require_POST
def erasure_decline(request: MilepostRequest, request_id: UUID) -> HttpResponse:
    """Say why not."""
    found = get_open_request(request.organisation, request_id)
    decline(actor=request.actor, request=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The request is declined; the person reads why."))
    return redirect("privacy:erasures", org=request.organisation.code)
