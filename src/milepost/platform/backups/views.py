"""Settings › Backups: when the last good one was made, and whether that is long ago."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.platform.backups.policies import SEE_BACKUPS
from milepost.platform.backups.selectors import standing
from milepost.platform.organisations.web import MilepostRequest, organisation_page


@require_safe
@organisation_page(SEE_BACKUPS)
def backups(request: MilepostRequest) -> HttpResponse:
    """The state; whoever runs the machine makes backups and restores them there."""
    return render(request, "backups/backups.html", {"standing": standing()})
