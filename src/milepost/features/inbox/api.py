"""The inbox over the API: what the caller owes in an organisation."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from milepost.features.inbox.owed.gathering import Wanted, inbox_of
from milepost.features.inbox.owed.items import Source
from milepost.features.inbox.schemas import InboxOut, SourceName
from milepost.features.inbox.selectors import programme_named, programmes_in
from milepost.features.inbox.values import inbox_values
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.policies import READ_ORGANISATION
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["actions"])
Of = Annotated[str, Query(max_length=40, description="The code of a programme, for what is owed there alone.")]
From = Annotated[SourceName | None, Query(description="Where it comes from.")]


@router.get("/organisations/{org}/inbox", response={200: InboxOut, **PROBLEMS}, operation_id="get_inbox")
def get_inbox(request: HttpRequest, org: str, programme: Of = "", source: From = None) -> Any:
    """What the caller owes in every programme that they see, and what others are late with of which they were told."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, READ_ORGANISATION)
    programmes = programmes_in(actor, organisation)
    wanted = Wanted(
        programme_named(programmes, programme).pk if programme else None, Source(source) if source else None
    )
    return inbox_values(inbox_of(actor.known_person, programmes, on=today(organisation.timezone), wanted=wanted))
