"""The page that takes a master list in."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.documents.policies import CONTROL_DOCUMENTS
from milepost.features.documents.rows import FIELDS
from milepost.features.documents.web import crumbs_to, to_list
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.web import Intake, intake_page

TAKEN = ("documents", "document-versions")


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(CONTROL_DOCUMENTS)
def intake(request: ProgrammeRequest) -> HttpResponse:
    """Check a file, then take it in."""
    known = kinds()
    takes = Intake(
        kinds={name: known[name] for name in TAKEN},
        kind=TAKEN[0],
        apply=partial(apply_rows, request.actor, request.programme),
        others=_("This page takes documents only."),
    )
    context = {"fields": FIELDS, "crumbs": crumbs_to(request, None, _("Import"))}
    return intake_page(request, "documents/intake.html", takes, context, lambda: to_list(request))
