"""The forecast of a programme on a day, computed once for the same plan, day, runs and seed.

The answer is a pure function of what was read, so it is kept under that: an entry of the ledger that changes nothing of
the plan has nothing computed anew, and one that does can never be missed.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from milepost.engines.rules.dates import is_within
from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.features.management.models import ProgrammeRisk
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.computing import (
    LEAST_RUNS,
    MOST_RUNS,
    MOST_SEED,
    RUNS,
    SEED,
    forecast_plan,
)
from milepost.features.plans.forecasting.given import Given
from milepost.features.plans.forecasting.reading import read_plan
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.kept import Kept
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

kept_forecasts = Kept[tuple[Given, int, int], Answer](64)


@dataclass(frozen=True, slots=True)
class Asked:
    """A forecast with the programme it is of, the rows of its plan, and what it was computed from."""

    programme: Programme
    given: Given
    activities: tuple[Activity, ...]
    risks: tuple[ProgrammeRisk, ...]
    answer: Answer

    @property
    def days_after_wanted(self) -> int | None:
        """By how many days P80 lies after the wanted day, below zero before it; None where no day is wanted."""
        wanted = self.programme.certificate_wanted_on
        return (self.answer.certificate.p80 - wanted).days if wanted else None


def ask_forecast(programme: Programme, *, on: date | None = None, runs: int = RUNS, seed: int = SEED) -> Asked:
    """When the certificate is there, as the plan stands on a day (today unless said).

    Raises `Refused` naming the field: runs or seed out of bounds, a plan that is empty or cannot be meant.
    """
    _check("runs", runs, LEAST_RUNS, MOST_RUNS)
    _check("seed", seed, 0, MOST_SEED)
    day = on or today(programme.organisation.timezone)
    if not is_within(day):
        raise Refused(_("A day lies between 1970 and 2100."), field="on")
    plan = read_plan(programme, day)
    try:
        answer = answer_of(plan.given, runs=runs, seed=seed)
    except SchedulingFailure as failure:
        problem = failure.problems[0]
        raise Refused(speak(problem.reason), field="activities", hint=speak(problem.fix)) from failure
    return Asked(programme, plan.given, plan.activities, plan.risks, answer)


def answer_of(given: Given, *, runs: int = RUNS, seed: int = SEED) -> Answer:
    """The forecast of what is given, computed once. Raises `SchedulingFailure`."""
    key = (given, runs, seed)
    return kept_forecasts.ask(key, lambda: _compute_and_keep(key))


def _compute_and_keep(key: tuple[Given, int, int]) -> Answer:
    given, runs, seed = key
    answer = forecast_plan(given, runs=runs, seed=seed)
    kept_forecasts.put(key, answer)
    return answer


def _check(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused(
            _("{field} is {value}, which lies outside {least} to {most}.").format(
                field=field, value=value, least=least, most=most
            ),
            field=field,
            hint=_("Ask for {least} to {most}.").format(least=least, most=most),
        )
