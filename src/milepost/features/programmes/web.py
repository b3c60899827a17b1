"""The frame of a page inside a programme: `@programme_page(PERMISSION)` finds it, checks the right, calls the view."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpResponseBase
from django.utils import timezone

from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.policies import Permission
from milepost.platform.organisations.web import MilepostRequest


class ProgrammeRequest(MilepostRequest):
    """A request inside a programme (a type only)."""

    programme: Programme


def programme_page[**P](
    permission: Permission,
) -> Callable[[Callable[Concatenate[ProgrammeRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Find the programme named in the address, require the permission there, and pass the request on."""

    def decorate(view: Callable[Concatenate[ProgrammeRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: ProgrammeRequest, org: str, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.programme = get_programme(request.actor, org, code, permission)
            request.organisation = request.programme.organisation
            with timezone.override(request.organisation.timezone):  # its days and times, whoever reads
                return view(request, *args, **kwargs)

        page.permission = permission  # type: ignore[attr-defined]
        return page

    return decorate
