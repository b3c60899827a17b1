"""Baselines over the API. Signing is not here: tokens never sign."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from milepost.features.governance.selectors import find_meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline
from milepost.features.plans.baselines.on_record import baselines_on_record
from milepost.features.plans.baselines.reading import compare_plan, content_of, get_baseline
from milepost.features.plans.baselines.schemas import (
    BaselineIn,
    BaselineOut,
    BaselinesOut,
    BaselineWithContent,
    EndorsementIn,
    VarianceOut,
)
from milepost.features.plans.baselines.values import baseline_values, content_values, variance_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])
PROGRAMME = "/organisations/{org}/programmes/{code}"
MANY = PROGRAMME + "/baselines"
Reference = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40, description="Its number, like BL-2026-01 or BL-1.")
]
Named = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9-]*$")]


@router.get(MANY, response={200: BaselinesOut, **PROBLEMS}, operation_id="list_baselines")
def list_baselines(request: HttpRequest, org: str, code: str) -> Any:
    """Every baseline of the plan, oldest first, with what the committee decided about it."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [baseline_values(found) for found in baselines_on_record(programme)]}


@router.post(MANY, response={201: BaselineOut, **PROBLEMS}, operation_id="draw_baseline")
def post_baseline(request: HttpRequest, org: str, code: str, given: BaselineIn) -> Any:
    """Keep the plan as it stands. 409 with results where it misses its own deadlines, 422 where it cannot be meant."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    row = draw_baseline(actor=caller(request), programme=programme, **given.model_dump())
    return Status(201, baseline_values(get_baseline(programme, row.reference)))


@router.get(MANY + "/{baseline}", response={200: BaselineWithContent, **PROBLEMS}, operation_id="get_baseline")
def read_baseline(request: HttpRequest, org: str, code: str, baseline: Reference) -> Any:
    """One baseline with the plan that it keeps."""
    found = get_baseline(get_programme(caller(request), org, code, READ_PROGRAMME), baseline)
    return {**baseline_values(found), "content": content_values(content_of(found.row))}


@router.post(MANY + "/{baseline}/endorsement", response={201: BaselineOut, **PROBLEMS}, operation_id="endorse_baseline")
def post_endorsement(request: HttpRequest, org: str, code: str, baseline: Reference, given: EndorsementIn) -> Any:
    """Record in which meeting the committee endorsed it. 409 (with `present`) where somebody recorded that already."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    found = get_baseline(programme, baseline)
    meeting = find_meeting(programme, given.meeting)
    endorse_baseline(actor=caller(request), baseline=found.row, meeting=meeting, note=given.note)
    return Status(201, baseline_values(get_baseline(programme, found.row.reference)))


@router.get(
    PROGRAMME + "/variance", response={200: VarianceOut, **PROBLEMS}, operation_id="get_variance", by_alias=True
)
def get_variance(
    request: HttpRequest, org: str, code: str, baseline: Named = "", against: Named = "", on: date | None = None
) -> Any:
    """What became of a baseline, the one that stands unless named: against a later one, or the plan on a day.

    422 where there is no baseline.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return variance_values(compare_plan(programme, baseline=baseline, against=against, on=on))
