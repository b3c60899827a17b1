"""The forecast in the API."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.plans.forecasting.computing import RUNS, SEED
from milepost.features.plans.forecasting.schemas import ForecastOut
from milepost.features.plans.forecasting.values import forecast_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["plans"])


@router.get(
    "/organisations/{org}/programmes/{code}/forecast",
    response={200: ForecastOut, **PROBLEMS},
    operation_id="get_forecast",
)
def get_forecast(
    request: HttpRequest, org: str, code: str, runs: int = RUNS, seed: int = SEED, on: date | None = None
) -> Any:
    """When the certificate is there and why then, as the plan stands on a day (today unless `on` says another).

    422 where `runs` (100 to 20,000) or `seed` is out of bounds, or there is no plan.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return forecast_values(ask_forecast(programme, on=on, runs=runs, seed=seed))
