"""The page that takes a file of actions in."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.actions.rows import FIELDS
from milepost.features.actions.views import crumbs_to, to_page
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.web import Intake, intake_page


@programme_page(EDIT_ACTIONS)
def intake(request: ProgrammeRequest) -> HttpResponse:
    """Check a file, then take it in."""
    takes = Intake(
        kinds={"actions": kinds()["actions"]},
        kind="actions",
        apply=partial(apply_rows, request.actor, request.programme),
        others=_("This page takes actions only."),
    )
    context = {"fields": FIELDS, "crumbs": crumbs_to(request, _("Import"))}
    return intake_page(request, "actions/intake.html", takes, context, lambda: to_page(request, "actions:list"))
