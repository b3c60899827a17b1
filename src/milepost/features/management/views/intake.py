"""The page that takes a file of a register in."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.features.management.policies import EDIT_REGISTERS
from milepost.features.management.registers import WORDED
from milepost.features.management.web import crumbs, register_named, to_page
from milepost.features.programmes.applying import apply_rows, kinds
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.applying.web import Intake, intake_page


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_REGISTERS)
def intake(request: ProgrammeRequest, name: str) -> HttpResponse:
    """Check a file, then take it in."""
    register = register_named(name)
    takes = Intake(
        kinds={register.key: kinds()[register.key]},
        kind=register.key,
        apply=partial(apply_rows, request.actor, request.programme),
        others=_("This page takes one register only."),
    )
    context = {
        "register": register,
        "worded": register.of(*WORDED),
        "crumbs": crumbs(request, register, _("Import")),
    }
    return intake_page(
        request,
        "management/intake.html",
        takes,
        context,
        lambda: to_page(request, "management:list", name=register.key),
    )
