"""The standard belongs to nobody: whoever is signed in may read it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE

READ_STANDARD = permission(
    "standard.read", EVERYONE, says=_("Read and export the standard's statements (anybody signed in)"), writes=False
)


def standard_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for anybody signed in."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return login_required(view)(request, *args, **kwargs)

    page.permission = READ_STANDARD  # type: ignore[attr-defined]
    page.for_anybody_signed_in = True  # type: ignore[attr-defined]
    return page
