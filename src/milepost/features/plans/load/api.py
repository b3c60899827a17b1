"""The load in the API."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from milepost.features.plans.load.asking import Basis, ask_load
from milepost.features.plans.load.schemas import LoadOut
from milepost.features.plans.load.values import load_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])


@router.get("/organisations/{org}/programmes/{code}/load", response={200: LoadOut, **PROBLEMS}, operation_id="get_load")
def get_load(
    request: HttpRequest, org: str, code: str, basis: Literal["planned", "likely"] = "planned", on: date | None = None
) -> Any:
    """How much each role has to do in each week, beside what it can do, from a day on (today unless said)."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return load_values(ask_load(programme, Basis(basis), on=on))
