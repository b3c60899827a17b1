"""Actions over the API: list, read, add, change."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router, Status

from milepost.features.actions.policies import EDIT_ACTIONS
from milepost.features.actions.rows import ActionChange, ActionIn
from milepost.features.actions.schemas import ASKED, ActionOut, action_values, row_values
from milepost.features.actions.selectors import Wanted, actions_wanted, get_action
from milepost.features.actions.services import add_action, change_action, find_owner
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.applying.kinds import Row
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page

router = Router(tags=["actions"])
HERE = "/organisations/{org}/programmes/{code}/actions"
Number = Annotated[str, Path(pattern=r"^A-[0-9]{4}-[0-9]{1,9}$", description="The number, like A-2026-014.")]
StateWanted = Annotated[
    Literal["owed", "open", "in_progress", "done", "cancelled", "all"],
    Query(description="`owed` is open or in progress."),
]


@router.get(HERE, response={200: Page[ActionOut], **PROBLEMS}, operation_id="list_actions")
def list_actions(
    request: HttpRequest,
    org: str,
    code: str,
    state: StateWanted = "all",
    overdue: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Any:
    """The actions of a programme, in the order they were made."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    on: date = today(programme.organisation.timezone)
    found = actions_wanted(programme, Wanted(state=state, overdue=overdue), on=on)
    page = cursor_page(found.values(*ASKED), limit=limit, cursor=cursor)
    return {**page, "items": [row_values(row) for row in page["items"]]}


@router.get(HERE + "/{number}", response={200: ActionOut, **PROBLEMS}, operation_id="get_action")
def get_one_action(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """One action."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    action = get_action(programme, number)
    tag(response, action)
    return action_values(action)


@router.post(HERE, response={201: ActionOut, **PROBLEMS}, operation_id="add_action")
def post_action(request: HttpRequest, response: HttpResponse, org: str, code: str, given: Body[ActionIn]) -> Any:
    """Put an action on the list."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_ACTIONS)
    action = add_action(actor=actor, programme=programme, **{"title": "", **_fields(programme, given)})
    tag(response, action)
    return Status(201, action_values(action))


@router.patch(HERE + "/{number}", response={200: ActionOut, **PROBLEMS}, operation_id="change_action")
def patch_action(
    request: HttpRequest,
    response: HttpResponse,
    org: str,
    code: str,
    number: Number,
    given: Body[ActionChange],
) -> Any:
    """Change an action; `If-Match` with the revision read refuses to overwrite somebody else's change."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_ACTIONS)
    action = get_action(programme, number)
    change_action(actor=actor, action=action, seen=seen_revision(request), changes=_fields(programme, given))
    tag(response, action)
    return action_values(action)


def _fields(programme: Programme, given: Row) -> dict[str, Any]:
    fields = given.model_dump(exclude_unset=True)
    if "owner" in fields:
        fields["owner"] = find_owner(programme, fields["owner"])
    return fields
