"""Recalibration over the API: what finished work says, and applying it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from milepost.features.plans.effort.recalibrating.applying import recalibrate
from milepost.features.plans.effort.recalibrating.reading import recalibration_of
from milepost.features.plans.effort.recalibrating.schemas import RecalibratedPlanOut, RecalibrationIn, RecalibrationOut
from milepost.features.plans.effort.recalibrating.values import moved_values, recalibration_values
from milepost.features.plans.policies import EDIT_PLAN
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])
HERE = "/organisations/{org}/programmes/{code}/recalibration"


@router.get(HERE, response={200: RecalibrationOut, **PROBLEMS}, operation_id="get_recalibration")
def read_recalibration(request: HttpRequest, org: str, code: str) -> Any:
    """What finished work says about the estimates of work ahead, and what applying it would change."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return recalibration_values(programme, recalibration_of(programme, today(programme.organisation.timezone)))


@router.post(HERE, response={200: RecalibratedPlanOut, **PROBLEMS}, operation_id="recalibrate_plan")
def post_recalibration(request: HttpRequest, org: str, code: str, given: RecalibrationIn) -> Any:
    """Write it into the plan, for a reason; 422 where nothing would change."""
    actor = caller(request)
    programme = get_programme(actor, org, code, EDIT_PLAN)
    applied = recalibrate(actor=actor, programme=programme, **given.model_dump())
    return {"groups": [group.key for group in applied.groups], "activities": moved_values(applied.moved)}
