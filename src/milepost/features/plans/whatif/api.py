"""Scenarios in the API."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.plans.whatif.adopting import adopt_scenario
from milepost.features.plans.whatif.comparing import compare
from milepost.features.plans.whatif.schemas import AdoptedOut, ComparisonOut, ScenarioIn
from milepost.features.plans.whatif.stating import Said
from milepost.features.plans.whatif.values import comparison_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])
HERE = "/organisations/{org}/programmes/{code}/what-if"
Parts = Annotated[list[str], Query(max_length=12)]
Rate = Annotated[Decimal | None, Query(ge=0, max_digits=15, decimal_places=2)]


@router.get(HERE, response={200: ComparisonOut, **PROBLEMS}, operation_id="compare_scenario")
def get_comparison(
    request: HttpRequest,
    org: str,
    code: str,
    slip: Parts = [],  # noqa: B006 - read, never written
    away: Parts = [],  # noqa: B006
    share: Parts = [],  # noqa: B006
    helper: Parts = [],  # noqa: B006
    services: int | None = None,
    stage2: date | None = None,
    rate: Rate = None,
    on: date | None = None,
) -> Any:
    """A scenario beside the plan as it is.

    `slip` is `go-live=2` or `2` (weeks), `away` `coordinator=4` (weeks), `share` and `helper` `coordinator=50` (per
    cent), `rate` what a consultant's day costs.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    said = Said(slip, away, share, helper, services, stage2)
    return comparison_values(compare(programme, said, rate=rate, on=on))


@router.post(HERE, response={200: AdoptedOut, **PROBLEMS}, operation_id="adopt_scenario")
def post_scenario(request: HttpRequest, org: str, code: str, given: ScenarioIn) -> Any:
    """Make a scenario the plan, with the reason; what belongs to other registers becomes actions."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_PLAN)
    said = Said(**given.model_dump(exclude={"reason"}))
    adopted = adopt_scenario(actor=actor, programme=programme, said=said, reason=given.reason)
    return {
        "comparison": comparison_values(adopted.comparison),
        "activities": list(adopted.activities),
        "actions": [action.number for action in adopted.actions],
    }
