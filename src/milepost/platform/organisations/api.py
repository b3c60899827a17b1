"""What API operations share: the caller, revisions as entity tags, and the router of this package."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.querysets import organisations_visible_to
from milepost.platform.organisations.tables import EditableTable

router = Router(tags=["organisations"])


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 412: Problem, 422: Problem}


def caller(request: HttpRequest) -> Actor:
    """Who calls."""
    return request.auth  # type: ignore[attr-defined, no-any-return]


def tag(response: HttpResponse, row: EditableTable) -> None:
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


class OrganisationOut(Schema):
    """An organisation."""

    code: str
    name: str
    timezone: str
    language: str


@router.get("/organisations", response={200: list[OrganisationOut], **PROBLEMS}, operation_id="list_organisations")
def list_organisations(request: HttpRequest) -> object:
    """The organisations that the caller belongs to."""
    return list(organisations_visible_to(caller(request)))
