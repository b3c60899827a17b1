"""A copy of one's own data."""

from django.http import HttpRequest
from ninja import Router

from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.policies import Hidden
from milepost.platform.privacy.exporting import own_data
from milepost.platform.privacy.schemas import PersonCopy

router = Router(tags=["people"])


@router.get("/person", response={200: PersonCopy, **PROBLEMS}, by_alias=True, operation_id="export_own_data")
def export_own_data(request: HttpRequest) -> object:
    """A copy of what is kept about the caller in the organisation of the token; all of it is on the page My data."""
    actor = caller(request)
    if len(actor.memberships) != 1:
        raise Hidden
    (only,) = actor.memberships
    return own_data(actor, only=only)
