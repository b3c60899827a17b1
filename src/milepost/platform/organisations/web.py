"""The frame of a page inside an organisation.

`@organisation_page(PERMISSION)` finds the organisation, checks the right, and calls the view.

Every view behind the wall uses this decorator or `programme_page`; `tests/matrix` fails on one that does not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Permission, require
from milepost.platform.organisations.querysets import get_organisation


class MilepostRequest(HttpRequest):
    """A request behind the wall (a type only; Django makes plain requests)."""

    actor: Actor
    organisation: Organisation


def organisation_page[**P](
    permission: Permission,
) -> Callable[[Callable[Concatenate[MilepostRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Find the organisation named in the address, require the permission there, and pass the request on."""

    def decorate(view: Callable[Concatenate[MilepostRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: MilepostRequest, org: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.organisation = get_organisation(request.actor, org)
            require(request.actor, permission, organisation_id=request.organisation.pk)
            with timezone.override(request.organisation.timezone):  # its days and times, whoever reads
                return view(request, *args, **kwargs)

        page.permission = permission  # type: ignore[attr-defined]
        return page

    return decorate


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours, never somebody else's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure()):
        return wanted
    return reverse("organisations:home")
