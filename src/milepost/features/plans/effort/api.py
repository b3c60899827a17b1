"""The effort log over the API."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from milepost.features.plans.effort.reading import effort_of, entries_of, get_effort
from milepost.features.plans.effort.schemas import EffortChange, EffortEntryOut, EffortIn, EffortOut
from milepost.features.plans.effort.services import put_effort, take_back_effort
from milepost.features.plans.effort.values import effort_values, entry_values
from milepost.features.plans.policies import LOG_EFFORT
from milepost.features.plans.selectors import get_activity
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page

router = Router(tags=["plans"])
PROGRAMME = "/organisations/{org}/programmes/{code}"
ENTRIES = PROGRAMME + "/effort/entries"
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Entry = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="Its code, like E-12.")]


@router.get(PROGRAMME + "/effort", response={200: EffortOut, **PROBLEMS}, operation_id="get_effort")
def read_effort(request: HttpRequest, org: str, code: str) -> Any:
    """Days logged, summed by phase, by role and by activity, beside what was planned."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return effort_values(programme, effort_of(programme))


@router.get(ENTRIES, response={200: Page[EffortEntryOut], **PROBLEMS}, operation_id="list_effort")
def list_effort(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """The entries of the log, in the order in which they were made."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    page = cursor_page(entries_of(programme), limit=limit, cursor=cursor)
    return {**page, "items": [entry_values(row) for row in page["items"]]}


@router.post(
    PROGRAMME + "/activities/{key}/effort",
    response={201: EffortEntryOut, **PROBLEMS},
    operation_id="log_effort",
)
def post_effort(request: HttpRequest, response: HttpResponse, org: str, code: str, key: Key, given: EffortIn) -> Any:
    """Log days of work on an activity."""
    actor = caller(request)
    programme = get_programme(actor, org, code, LOG_EFFORT)
    activity = get_activity(programme, key)
    fields = {**given.model_dump(exclude_unset=True), "activity": activity.key}
    row = put_effort(actor=actor, programme=programme, fields=fields).row
    tag(response, row)
    return Status(201, entry_values(row))


@router.patch(ENTRIES + "/{entry}", response={200: EffortEntryOut, **PROBLEMS}, operation_id="correct_effort")
def patch_effort(
    request: HttpRequest, response: HttpResponse, org: str, code: str, entry: Entry, given: EffortChange
) -> Any:
    """Correct an entry; what it said before stays in the ledger."""
    actor = caller(request)
    programme = get_programme(actor, org, code, LOG_EFFORT)
    known = get_effort(programme, entry)
    fields = {**given.model_dump(exclude_unset=True), "code": known.code}
    row = put_effort(actor=actor, programme=programme, fields=fields, seen=seen_revision(request)).row
    tag(response, row)
    return entry_values(row)


@router.delete(ENTRIES + "/{entry}", response={204: None, **PROBLEMS}, operation_id="take_back_effort")
def delete_effort(request: HttpRequest, org: str, code: str, entry: Entry) -> Any:
    """Take an entry back; what it said stays in the ledger."""
    actor = caller(request)
    programme = get_programme(actor, org, code, LOG_EFFORT)
    take_back_effort(actor=actor, entry=get_effort(programme, entry), seen=seen_revision(request))
    return Status(204, None)
