"""My account › My data: what is kept, why and how long, and a copy of it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.platform.organisations.sessions import bound_to, signed_in_by
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.privacy.exporting import file_name, own_data
from milepost.platform.privacy.selectors import what_is_kept


@require_safe
@login_required
def my_data(request: MilepostRequest) -> HttpResponse:
    """The whole table."""
    data = _own(request)
    context = {"parts": what_is_kept(data), "left_out": data["left_out"], "places": data["organisations"]}
    return render(request, "privacy/my_data.html", context)


@require_safe
@login_required
def download(request: MilepostRequest) -> HttpResponse:
    """The copy as a file."""
    response = HttpResponse(json.dumps(_own(request), ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: MilepostRequest) -> dict[str, Any]:
    has_factor = signed_in_by(request).is_two_factors
    return own_data(request.actor, only=bound_to(request), has_factor=has_factor)
