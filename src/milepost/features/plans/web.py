"""What the pages of a plan share: the addresses of a programme's pages, ways back, and what somebody may do there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.policies import Permission, allows
from milepost.platform.ui.frame import Link


def address(request: ProgrammeRequest, page: str, **more: str) -> str:
    """The path of a page of this programme."""
    return reverse(page, kwargs={"org": request.organisation.code, "code": request.programme.code, **more})


def may(request: ProgrammeRequest, permission: Permission) -> bool:
    """Whether the reader holds a permission in this programme."""
    return allows(request.actor, permission, organisation_id=request.organisation.pk, programme_id=request.programme.pk)


def home(request: ProgrammeRequest) -> Link:
    """The way back to the programme."""
    return Link(request.programme.name, address(request, "reports:programme"))


def crumbs(request: ProgrammeRequest, *more: Link) -> tuple[Link, ...]:
    """The ways back from a page of the plan."""
    return home(request), Link(_("Plan"), address(request, "plans:list")), *more
