"""The portfolio in the API: per shelf a list, one entry, and putting one by its code."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status
from pydantic import BaseModel

from milepost.features.portfolio.policies import EDIT_PORTFOLIO, READ_PORTFOLIO
from milepost.features.portfolio.schemas import IN, OUT, PAGE
from milepost.features.portfolio.selectors import entries_on, fields_of, get_entry
from milepost.features.portfolio.services import put_entry
from milepost.features.portfolio.shelves import SHELVES, Shelf
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, cursor_page
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["portfolio"])

Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]


def _out(shelf: Shelf, entry: Any) -> dict[str, Any]:
    return {**fields_of(shelf, entry), "revision": entry.revision}


def _mount(shelf: Shelf) -> None:
    """The three operations of one shelf."""
    many = f"/organisations/{{org}}/{shelf.name}"
    one = shelf.name.removesuffix("s")

    def list_entries(request: HttpRequest, org: str, limit: Limit = 50, cursor: Cursor = "") -> object:
        organisation = enter_organisation(caller(request), org, READ_PORTFOLIO)
        page = cursor_page(entries_on(organisation, shelf), limit=limit, cursor=cursor)
        return {**page, "items": [_out(shelf, entry) for entry in page["items"]]}

    def get_one(request: HttpRequest, response: HttpResponse, org: str, code: Code) -> object:
        organisation = enter_organisation(caller(request), org, READ_PORTFOLIO)
        entry = get_entry(organisation, shelf, code)
        tag(response, entry)
        return _out(shelf, entry)

    def put_one(request: HttpRequest, response: HttpResponse, org: str, code: Code, fields: BaseModel) -> object:
        actor = caller(request)
        organisation = enter_organisation(actor, org, EDIT_PORTFOLIO)
        given = {"code": code, **fields.model_dump(exclude_unset=True)}
        did = put_entry(actor=actor, organisation=organisation, shelf=shelf, fields=given, seen=seen_revision(request))
        entry = get_entry(organisation, shelf, code)
        tag(response, entry)
        return Status(201 if did == "created" else 200, _out(shelf, entry))

    put_one.__annotations__["fields"] = IN[shelf.name]
    router.get(
        many,
        response={200: PAGE[shelf.name], **PROBLEMS},
        operation_id=f"list_{shelf.name}",
        summary=f"The {shelf.name} of an organisation",
    )(list_entries)
    router.get(
        f"{many}/{{code}}",
        response={200: OUT[shelf.name], **PROBLEMS},
        operation_id=f"get_{one}",
        summary=f"One {one}",
    )(get_one)
    router.put(
        f"{many}/{{code}}",
        response={200: OUT[shelf.name], 201: OUT[shelf.name], **PROBLEMS},
        operation_id=f"put_{one}",
        summary=f"Create a {one}, or change its fields; what is left out stays",
    )(put_one)


for _shelf in SHELVES.values():
    _mount(_shelf)
