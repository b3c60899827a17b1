"""What API operations share (the caller, revisions as entity tags, problems), and the operations on organisations."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.errors import HttpError

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import (
    EDIT_ORGANISATION,
    MANAGE_MEMBERS,
    READ_MEMBERS,
    READ_ORGANISATION,
)
from milepost.platform.organisations.programmes import find_programme_id
from milepost.platform.organisations.querysets import organisations_visible_to
from milepost.platform.organisations.schemas import MemberIn, MemberOut, OrganisationChange, OrganisationOut
from milepost.platform.organisations.selectors import enter_organisation, get_grant, get_member, members_of
from milepost.platform.organisations.services import add_member, change_organisation, remove_member, take_role
from milepost.platform.organisations.tables import EditableRow
from milepost.platform.organisations.wire import Schema

router = Router(tags=["organisations"])
IN_PROCESS = "milepost.actor"  # where the command line puts its actor in a request's environment; no header gets there


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 412: Problem, 422: Problem}


def caller(request: HttpRequest) -> Actor:
    """Who calls."""
    return request.auth  # type: ignore[attr-defined, no-any-return]


def tag(response: HttpResponse, row: EditableRow) -> None:
    """Answer with the row's revision as its entity tag."""
    response["ETag"] = f'"{row.revision}"'


def seen_revision(request: HttpRequest) -> int | None:
    """The revision of `If-Match`; None where the header is left out or `*`. Raises 400 for anything else."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    number = header.removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > 9:
        raise HttpError(400, "If-Match holds the entity tag of an earlier answer.")
    return int(number)


@router.get("/organisations", response={200: list[OrganisationOut], **PROBLEMS}, operation_id="list_organisations")
def list_organisations(request: HttpRequest) -> object:
    """The organisations that the caller belongs to."""
    return list(organisations_visible_to(caller(request)))


@router.get("/organisations/{org}", response={200: OrganisationOut, **PROBLEMS}, operation_id="get_organisation")
def read_organisation(request: HttpRequest, response: HttpResponse, org: str) -> Organisation:
    """One organisation."""
    organisation = enter_organisation(caller(request), org, READ_ORGANISATION)
    tag(response, organisation)
    return organisation


@router.patch("/organisations/{org}", response={200: OrganisationOut, **PROBLEMS}, operation_id="change_organisation")
def patch_organisation(
    request: HttpRequest, response: HttpResponse, org: str, change: OrganisationChange
) -> Organisation:
    """Change name, time zone, language or country."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, EDIT_ORGANISATION)
    fields = change.model_dump(exclude_none=True)
    changed = change_organisation(actor=actor, organisation=organisation, seen=seen_revision(request), **fields)
    tag(response, changed)
    return changed


@router.get("/organisations/{org}/members", response={200: Page[MemberOut], **PROBLEMS}, operation_id="list_members")
def list_members(request: HttpRequest, org: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The members and their roles."""
    organisation = enter_organisation(caller(request), org, READ_MEMBERS)
    return cursor_page(members_of(organisation), limit=limit, cursor=cursor)


@router.post("/organisations/{org}/members", response={201: MemberOut, **PROBLEMS}, operation_id="add_member")
def post_member(request: HttpRequest, org: str, given: MemberIn) -> object:
    """Make somebody a member with a role, or give a member a further one."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, MANAGE_MEMBERS)
    member = add_member(
        actor=actor,
        organisation=organisation,
        email=given.email,
        name=given.name,
        role=given.role,
        programme_id=find_programme_id(actor, organisation, given.programme) if given.programme else None,
        until=given.until,
    )
    return Status(201, get_member(organisation, member.pk))


@router.delete(
    "/organisations/{org}/members/{member_id}", response={204: None, **PROBLEMS}, operation_id="remove_member"
)
def delete_member(request: HttpRequest, org: str, member_id: UUID) -> object:
    """End a membership, with its roles, sessions and tokens."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, MANAGE_MEMBERS)
    remove_member(actor=actor, member=get_member(organisation, member_id))
    return Status(204, None)


@router.delete("/organisations/{org}/roles/{role_id}", response={204: None, **PROBLEMS}, operation_id="take_role")
def delete_role(request: HttpRequest, org: str, role_id: UUID) -> object:
    """Take one role from a member."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, MANAGE_MEMBERS)
    take_role(actor=actor, grant=get_grant(organisation, role_id))
    return Status(204, None)
