"""The page that takes a file of the portfolio in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from milepost.features.portfolio.applying import KINDS
from milepost.features.portfolio.policies import EDIT_PORTFOLIO
from milepost.features.portfolio.views import shelf_named, way_to
from milepost.platform.applying.engine import Report, apply_to
from milepost.platform.applying.files import Given
from milepost.platform.applying.web import Intake, intake_page
from milepost.platform.organisations.web import MilepostRequest, organisation_page


@organisation_page(EDIT_PORTFOLIO)
def intake(request: MilepostRequest, name: str) -> HttpResponse:
    """Check a file, then take it in."""
    shelf = shelf_named(name)

    def apply(given: Given, dry_run: bool) -> Report:  # noqa: FBT001
        return apply_to(actor=request.actor, place=request.organisation, kinds=KINDS, given=given, dry_run=dry_run)

    return intake_page(
        request,
        "portfolio/intake.html",
        Intake(kinds=KINDS, kind=shelf.name, apply=apply),
        {"shelf": shelf, "crumbs": way_to(request, shelf, _("Import"))},
        lambda: redirect("portfolio:list", org=request.organisation.code, name=shelf.name),
    )
