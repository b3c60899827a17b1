"""The budget over the API."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from milepost.features.plans.budget.reading import budget_of, get_budget_line
from milepost.features.plans.budget.schemas import BudgetLineIn, BudgetLineOut, BudgetOut
from milepost.features.plans.budget.services import put_budget_line, remove_budget_line
from milepost.features.plans.budget.values import budget_values, line_values
from milepost.features.plans.policies import EDIT_BUDGET
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag

router = Router(tags=["plans"])
HERE = "/organisations/{org}/programmes/{code}/budget"
Line = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60, description="Its code, like B-3.")]


@router.get(HERE, response={200: BudgetOut, **PROBLEMS}, operation_id="get_budget")
def read_budget(request: HttpRequest, org: str, code: str) -> Any:
    """The budget lines, planned and spent, with their sums."""
    return budget_values(budget_of(get_programme(caller(request), org, code, READ_PROGRAMME)))


@router.put(
    HERE + "/{line}", response={200: BudgetLineOut, 201: BudgetLineOut, **PROBLEMS}, operation_id="put_budget_line"
)
def put_one(request: HttpRequest, response: HttpResponse, org: str, code: str, line: Line, given: BudgetLineIn) -> Any:
    """Create a budget line or change its fields."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_BUDGET)
    fields = {"code": line, **given.model_dump(exclude_unset=True)}
    did = put_budget_line(actor=actor, programme=programme, fields=fields, seen=seen_revision(request))
    tag(response, did.row)
    return Status(201 if did.did == "created" else 200, line_values(did.row))


@router.delete(HERE + "/{line}", response={204: None, **PROBLEMS}, operation_id="remove_budget_line")
def delete_line(request: HttpRequest, org: str, code: str, line: Line) -> Any:
    """Take a line out of the budget; what it said stays in the ledger."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_BUDGET)
    remove_budget_line(actor=actor, line=get_budget_line(programme, line), seen=seen_revision(request))
    return Status(204, None)
