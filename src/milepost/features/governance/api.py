"""Governance over the API: the overview, meetings, obstacles. Signing is not here: tokens never sign."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router, Status

from milepost.features.governance.models import Meeting, Obstacle
from milepost.features.governance.policies import KEEP_MEETINGS, RAISE_OBSTACLES
from milepost.features.governance.querysets import meetings_of, obstacles_of
from milepost.features.governance.rows import MeetingIn, ObstacleIn
from milepost.features.governance.schemas import GovernanceOut, MeetingOut, ObstacleOut
from milepost.features.governance.selectors import get_charter, get_meeting, get_obstacle
from milepost.features.governance.services import put_meeting, put_obstacle
from milepost.features.governance.values import charter_values, meeting_values, obstacle_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page

router = Router(tags=["governance"])
HERE = "/organisations/{org}/programmes/{code}"
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Day = Annotated[date | None, Query(description="Judge at this day; today unless given.")]


@router.get(HERE + "/governance", response={200: GovernanceOut, **PROBLEMS}, operation_id="get_governance")
def read_governance(request: HttpRequest, org: str, code: str, on: Day = None) -> Any:
    """Sponsor, coordinator, team, committee, obstacles, commitment, and what the first gate misses of them."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return charter_values(programme, get_charter(programme, on=on or today(programme.organisation.timezone)))


@router.get(HERE + "/meetings", response={200: Page[MeetingOut], **PROBLEMS}, operation_id="list_meetings")
def list_meetings(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """The steering meetings, in the order they were entered."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    found = meetings_of(programme).prefetch_related("attendance__holder")
    page = cursor_page(found, limit=limit, cursor=cursor)
    return {**page, "items": [_meeting(row) for row in page["items"]]}


@router.post(HERE + "/meetings", response={201: MeetingOut, **PROBLEMS}, operation_id="add_meeting")
def post_meeting(request: HttpRequest, response: HttpResponse, org: str, code: str, given: Body[MeetingIn]) -> Any:
    """Plan or record a steering meeting; it gets the next number."""
    actor = caller(request)
    programme = get_programme(actor, org, code, KEEP_MEETINGS)
    row = put_meeting(actor=actor, programme=programme, fields=given.model_dump(exclude_unset=True), seen=0).row
    tag(response, row)
    return Status(201, _meeting(get_meeting(programme, row.code)))


@router.get(HERE + "/meetings/{number}", response={200: MeetingOut, **PROBLEMS}, operation_id="get_meeting")
def read_meeting(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """One steering meeting."""
    row = get_meeting(get_programme(caller(request), org, code, READ_PROGRAMME), number)
    tag(response, row)
    return _meeting(row)


@router.put(
    HERE + "/meetings/{number}",
    response={200: MeetingOut, 201: MeetingOut, **PROBLEMS},
    operation_id="put_meeting",
)
def put_one_meeting(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[MeetingIn]
) -> Any:
    """Create a meeting under a number, or change its fields; what is left out stays."""
    actor = caller(request)
    programme = get_programme(actor, org, code, KEEP_MEETINGS)
    fields = {"code": number, **given.model_dump(exclude_unset=True)}
    put = put_meeting(actor=actor, programme=programme, fields=fields, seen=seen_revision(request))
    tag(response, put.row)
    return Status(201 if put.did == "created" else 200, _meeting(get_meeting(programme, number)))


@router.get(HERE + "/obstacles", response={200: Page[ObstacleOut], **PROBLEMS}, operation_id="list_obstacles")
def list_obstacles(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """The obstacles, in the order they were entered."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    page = cursor_page(obstacles_of(programme), limit=limit, cursor=cursor)
    return {**page, "items": [_obstacle(row) for row in page["items"]]}


@router.post(HERE + "/obstacles", response={201: ObstacleOut, **PROBLEMS}, operation_id="raise_obstacle")
def post_obstacle(request: HttpRequest, response: HttpResponse, org: str, code: str, given: Body[ObstacleIn]) -> Any:
    """Raise an obstacle; it gets the next number."""
    actor = caller(request)
    programme = get_programme(actor, org, code, RAISE_OBSTACLES)
    row = put_obstacle(actor=actor, programme=programme, fields=given.model_dump(exclude_unset=True), seen=0).row
    tag(response, row)
    return Status(201, _obstacle(row))


@router.get(HERE + "/obstacles/{number}", response={200: ObstacleOut, **PROBLEMS}, operation_id="get_obstacle")
def read_obstacle(request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number) -> Any:
    """One obstacle."""
    row = get_obstacle(get_programme(caller(request), org, code, READ_PROGRAMME), number)
    tag(response, row)
    return _obstacle(row)


@router.put(
    HERE + "/obstacles/{number}",
    response={200: ObstacleOut, 201: ObstacleOut, **PROBLEMS},
    operation_id="put_obstacle",
)
def put_one_obstacle(
    request: HttpRequest, response: HttpResponse, org: str, code: str, number: Number, given: Body[ObstacleIn]
) -> Any:
    """Raise an obstacle under a number, change it, or record the decision; what is left out stays."""
    actor = caller(request)
    programme = get_programme(actor, org, code, RAISE_OBSTACLES)
    fields = {"code": number, **given.model_dump(exclude_unset=True)}
    put = put_obstacle(actor=actor, programme=programme, fields=fields, seen=seen_revision(request))
    tag(response, put.row)
    return Status(201 if put.did == "created" else 200, _obstacle(put.row))


def _meeting(row: Meeting) -> dict[str, Any]:
    file = {"minutes_file": row.file_name or None, "minutes_sha256": row.file_sha256 or None}
    return {**meeting_values(row), **file, "revision": row.revision}


def _obstacle(row: Obstacle) -> dict[str, Any]:
    return {**obstacle_values(row), "revision": row.revision}
