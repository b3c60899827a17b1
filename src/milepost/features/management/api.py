"""The registers in the API: of each a list, one entry, and putting one by its code; what is stated once by itself."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Router, Status
from pydantic import BaseModel

from milepost.features.management.described import LISTED, OBJECTIVES, STATED
from milepost.features.management.policies import EDIT_REGISTERS
from milepost.features.management.registers import Register
from milepost.features.management.rows import MeasurementIn
from milepost.features.management.schemas import IN, OUT, PAGE, MeasurementOut, entry_values, measurement_values
from milepost.features.management.selectors import entries_of, get_entry, get_stated, measurements_of
from milepost.features.management.services import put_entry, put_measurement
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, cursor_page
from milepost.platform.organisations.policies import Hidden

router = Router(tags=["registers"])
HERE = "/organisations/{org}/programmes/{code}"
Entry = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="The code of an entry.")
]


def _mount(register: Register) -> None:
    """The three operations of one register."""
    many = f"{HERE}/{register.key}"
    words = register.key.replace("-", " ")

    def list_entries(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> object:
        programme = get_programme(caller(request), org, code, READ_PROGRAMME)
        page = cursor_page(entries_of(programme, register), limit=limit, cursor=cursor)
        return {**page, "items": [entry_values(register, entry) for entry in page["items"]]}

    def get_one(request: HttpRequest, response: HttpResponse, org: str, code: str, entry: Entry) -> object:
        programme = get_programme(caller(request), org, code, READ_PROGRAMME)
        found = get_entry(programme, register, entry)
        tag(response, found)
        return entry_values(register, found)

    def put_one(
        request: HttpRequest, response: HttpResponse, org: str, code: str, entry: Entry, fields: BaseModel
    ) -> object:
        actor = caller(request)
        programme = get_programme(actor, org, code, EDIT_REGISTERS)
        given = {"code": entry, **fields.model_dump(exclude_unset=True)}
        seen = seen_revision(request)
        did = put_entry(actor=actor, programme=programme, register=register, fields=given, seen=seen).did
        found = get_entry(programme, register, entry)
        tag(response, found)
        return Status(201 if did == "created" else 200, entry_values(register, found))

    put_one.__annotations__["fields"] = IN[register.key]
    out = OUT[register.key]
    router.get(
        many,
        response={200: PAGE[register.key], **PROBLEMS},
        operation_id=f"list_{register.key.replace('-', '_')}",
        summary=f"The {words} of a programme",
    )(list_entries)
    router.get(
        f"{many}/{{entry}}",
        response={200: out, **PROBLEMS},
        operation_id=f"get_{register.one}",
        summary=f"One of the {words}",
    )(get_one)
    router.put(
        f"{many}/{{entry}}",
        response={200: out, 201: out, **PROBLEMS},
        operation_id=f"put_{register.one}",
        summary=f"Enter one of the {words}, or change its fields; what is left out stays",
    )(put_one)


def _mount_stated(register: Register) -> None:
    """The two operations of what is stated once."""
    at, words = f"{HERE}/{register.key}", register.key.replace("-", " ")

    def get_one(request: HttpRequest, response: HttpResponse, org: str, code: str) -> object:
        found = get_stated(get_programme(caller(request), org, code, READ_PROGRAMME), register)
        if found is None:
            raise Hidden
        tag(response, found)
        return entry_values(register, found)

    def put_one(request: HttpRequest, response: HttpResponse, org: str, code: str, fields: BaseModel) -> object:
        actor = caller(request)
        programme = get_programme(actor, org, code, EDIT_REGISTERS)
        given, seen = fields.model_dump(exclude_unset=True), seen_revision(request)
        put = put_entry(actor=actor, programme=programme, register=register, fields=given, seen=seen)
        tag(response, put.row)
        return Status(201 if put.did == "created" else 200, entry_values(register, put.row))

    put_one.__annotations__["fields"] = IN[register.key]
    out = OUT[register.key]
    router.get(at, response={200: out, **PROBLEMS}, operation_id=f"get_{register.one}", summary=f"The {words}")(get_one)
    router.put(
        at,
        response={200: out, 201: out, **PROBLEMS},
        operation_id=f"put_{register.one}",
        summary=f"State the {words}, or change it; what is left out stays",
    )(put_one)


for _register in LISTED:
    _mount(_register)
for _register in STATED:
    _mount_stated(_register)


@router.get(
    HERE + "/objectives/{entry}/measurements",
    response={200: list[MeasurementOut], **PROBLEMS},
    operation_id="list_measurements",
)
def list_measurements(request: HttpRequest, org: str, code: str, entry: Entry) -> Any:
    """What was measured of an objective, the latest first."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return [measurement_values(row) for row in measurements_of(get_entry(programme, OBJECTIVES, entry))]


@router.put(
    HERE + "/objectives/{entry}/measurements/{day}",
    response={200: MeasurementOut, 201: MeasurementOut, **PROBLEMS},
    operation_id="put_measurement",
)
def put_one_measurement(
    request: HttpRequest, org: str, code: str, entry: Entry, day: date, given: Body[MeasurementIn]
) -> Any:
    """Record what was measured of an objective on a day, or correct it."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_REGISTERS)
    put = put_measurement(
        actor=actor,
        programme=programme,
        objective=get_entry(programme, OBJECTIVES, entry),
        measured_on=day,
        value=given.value,
        note=given.note,
    )
    return Status(201 if put.did == "created" else 200, measurement_values(put.row))
