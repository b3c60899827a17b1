"""The plan to and from other tools over the API."""

import io
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, UploadedFile

from milepost.features.plans.exchange.answer import taken_values
from milepost.features.plans.exchange.files import export_plan
from milepost.features.plans.exchange.schemas import PlanImportIn, PlanImportOut
from milepost.features.plans.exchange.services import take_plan_in
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.applying.files import LIMIT
from milepost.platform.files.services import plain_name
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])
HERE = "/organisations/{org}/programmes/{code}/plan"


@router.get(HERE + "/file", response={200: None, **PROBLEMS}, operation_id="export_plan")
def get_file(request: HttpRequest, org: str, code: str, format: Literal["mspdi", "csv", "ics"] = "mspdi") -> Any:  # noqa: A002 - the word of the command line
    """The plan as MS Project XML or CSV, which can be taken in again, or its gates and deadlines as iCalendar."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    file = export_plan(programme, format)
    return FileResponse(
        io.BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type
    )


@router.post(
    HERE + "/file",
    response={200: PlanImportOut, **PROBLEMS},
    operation_id="import_plan",
)
def post_file(request: HttpRequest, org: str, code: str, order: Form[PlanImportIn], file: File[UploadedFile]) -> Any:
    """Take a plan in from MS Project XML or CSV: all of it, or nothing where a row is refused (`written` is false)."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_PLAN)
    taken = take_plan_in(
        actor=actor, programme=programme, name=plain_name(file.name or "file"), data=file.read(LIMIT + 1),
        wanted=order.format, phase=order.phase, dry_run=order.dry_run,
    )  # fmt: skip
    return taken_values(programme.code, taken, dry_run=order.dry_run)
