"""Operation clocks over the API."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import Field

from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.evidence.clocks.values import clocks_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.wire import Schema

clock_router = Router(tags=["clocks"])
HERE = "/organisations/{org}/programmes/{code}/clocks"
Key = Annotated[str, Path(pattern=r"^[a-z][a-z-]*$", max_length=40, description="A practice's key, like incident.")]


class ClockSubjectOut(Schema):
    """What a result is about."""

    kind: str
    key: str
    label: str


class ClockResultOut(Schema):
    """One check result."""

    id: str
    subject: ClockSubjectOut
    basis: Literal["standard", "accreditation", "roadmap", "programme"]
    clause: str | None
    text: str
    fix: str


class ClockOut(Schema):
    """One rhythm of one practice; a practice passes when each of its rhythms does."""

    practice: str
    name: str
    rhythm: Literal["flow", "sparse", "planned", "triggered"]
    rhythm_key: str
    state: str
    live_on: date | None
    run_start: date | None
    first_counted: date | None
    last_counted: date | None
    received: int
    counted: int
    discounted: dict[str, int]
    unmapped: int
    months_complete: int
    complete_on: date | None
    horizon: date | None
    witnessed_since: date | None
    longest_silence_days: int
    gaps: list[dict[str, date | str]] = Field(description="Each with its days `from` and `to`, and `why`.")
    passed: bool
    holds_from: date | None
    results: list[ClockResultOut]


class ClocksOut(Schema):
    """The clocks of a programme, judged at a day."""

    programme: str
    on: date
    passed: bool
    clocks: list[ClockOut]


@clock_router.get(HERE, response={200: ClocksOut, **PROBLEMS}, operation_id="list_clocks")
def list_clocks(request: HttpRequest, org: str, code: str, on: date | None = None) -> Any:
    """The operation clocks of all practices, judged at a day (today unless `on` says another)."""
    return _answer(request, org, code, on, "")


@clock_router.get(HERE + "/{practice}", response={200: ClocksOut, **PROBLEMS}, operation_id="get_clock")
def get_practice_clock(request: HttpRequest, org: str, code: str, practice: Key, on: date | None = None) -> Any:
    """The clock of one practice, a row for each of its rhythms."""
    return _answer(request, org, code, on, practice)


def _answer(request: HttpRequest, org: str, code: str, on: date | None, practice: str) -> dict[str, Any]:
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    day = on or today(programme.organisation.timezone)
    clocks = [clock for clock in read_clocks(programme, on=day) if practice in {"", clock.key}]
    if practice and not clocks:
        raise Hidden
    return clocks_values(programme, clocks, day)
