"""The plan in the API."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from milepost.features.plans.baselines.api import router as baselines_router
from milepost.features.plans.budget.api import router as budget_router
from milepost.features.plans.effort.api import router as effort_router
from milepost.features.plans.effort.recalibrating.api import router as recalibration_router
from milepost.features.plans.exchange.api import router as exchange_router
from milepost.features.plans.forecasting.api import router as forecast_router
from milepost.features.plans.load.api import router as load_router
from milepost.features.plans.models import Activity
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.schemas import ActivityIn, ActivityOut
from milepost.features.plans.selectors import fields_of, get_activity
from milepost.features.plans.services import put_activity
from milepost.features.plans.whatif.api import router as whatif_router
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.cursors import Cursor, Limit, Page, cursor_page

router = Router(tags=["plans"])
router.add_router("", forecast_router)
router.add_router("", baselines_router)
router.add_router("", load_router)
router.add_router("", exchange_router)
router.add_router("", whatif_router)
router.add_router("", effort_router)
router.add_router("", recalibration_router)
router.add_router("", budget_router)

MANY = "/organisations/{org}/programmes/{code}/activities"
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
NOT_EMPTIED = frozenset({"phase", "name", "role", "planned_from", "planned_to", "days"})


@router.get(MANY, response={200: Page[ActivityOut], **PROBLEMS}, operation_id="list_activities")
def list_activities(request: HttpRequest, org: str, code: str, limit: Limit = 50, cursor: Cursor = "") -> object:
    """The activities of the plan."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    page = cursor_page(Activity.objects.filter(programme=programme), limit=limit, cursor=cursor)
    return {**page, "items": [{**fields_of(row), "revision": row.revision} for row in page["items"]]}


@router.put(
    f"{MANY}/{{key}}",
    response={200: ActivityOut, 201: ActivityOut, **PROBLEMS},
    operation_id="put_activity",
)
def put_one(request: HttpRequest, response: HttpResponse, org: str, code: str, key: Key, given: ActivityIn) -> object:
    """Create an activity or change its fields; `done_on` null takes back that it is done."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_PLAN)
    fields = {
        name: value
        for name, value in given.model_dump(exclude_unset=True).items()
        if value is not None or name not in NOT_EMPTIED
    }
    did = put_activity(actor=actor, programme=programme, fields={"code": key, **fields}, seen=seen_revision(request))
    row = get_activity(programme, key)
    tag(response, row)
    return Status(201 if did == "created" else 200, {**fields_of(row), "revision": row.revision})
