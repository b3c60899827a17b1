"""Gates over the API: judge, list decisions, record one, and the steps that rules guard.

Signing is not here: tokens never sign.
"""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from milepost.features.gates.kept import decision_values, gate_values
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.pack.api import router as pack_router
from milepost.features.gates.schemas import (
    DecisionIn,
    DecisionOut,
    DecisionsOut,
    GateName,
    GateOut,
    GatesOut,
    GoLive,
    PhaseOpened,
    WentLive,
)
from milepost.features.gates.selectors import decisions, get_gate, get_standing, get_standings
from milepost.features.gates.services import decide_gate
from milepost.features.gates.steps import open_phase, take_practice_live
from milepost.features.practices.selectors import get_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import get_programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.api import PROBLEMS, caller

router = Router(tags=["gates"])
router.add_router("", pack_router)
PROGRAMME = "/organisations/{org}/programmes/{code}"
HERE = PROGRAMME + "/gates"
PracticeKey = Annotated[
    str, Path(pattern=r"^[a-z][a-z-]*$", max_length=40, description="A practice's key, like incident.")
]


@router.get(HERE, response={200: GatesOut, **PROBLEMS}, operation_id="list_gates")
def list_gates(request: HttpRequest, org: str, code: str, on: date | None = None) -> Any:
    """The four gates judged at a day (today unless `on` says another)."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    day = on or today(programme.organisation.timezone)
    return {"items": [gate_values(programme, standing) for standing in get_standings(programme, on=day)]}


@router.get(HERE + "/{gate}", response={200: GateOut, **PROBLEMS}, operation_id="get_gate")
def get_one_gate(request: HttpRequest, org: str, code: str, gate: GateName, on: date | None = None) -> Any:
    """One gate judged at a day, criterion by criterion."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    day = on or today(programme.organisation.timezone)
    return gate_values(programme, get_standing(programme, get_gate(gate), on=day))


@router.get(HERE + "/{gate}/decisions", response={200: DecisionsOut, **PROBLEMS}, operation_id="list_gate_decisions")
def list_decisions(request: HttpRequest, org: str, code: str, gate: GateName) -> Any:
    """Every decision at a gate."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    return {"items": [_decision_values(found) for found in decisions(programme, gate)]}


@router.post(HERE + "/{gate}/decisions", response={201: DecisionOut, **PROBLEMS}, operation_id="decide_gate")
def decide(request: HttpRequest, org: str, code: str, gate: GateName, body: DecisionIn) -> Any:
    """Record a decision with the verdict as it stands. Go is refused (409, with results) while a criterion is open.

    With `seen`, any decision is refused (409, with `present`) when another one came after the one that was seen.
    """
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    made = decide_gate(
        actor=caller(request),
        programme=programme,
        gate=get_gate(gate),
        outcome=body.outcome,
        note=body.note,
        seen=body.seen,
    )
    return Status(201, _decision_values(DecisionOnRecord(made, ())))


@router.post(PROGRAMME + "/phases/{phase}/open", response={200: PhaseOpened, **PROBLEMS}, operation_id="open_phase")
def post_phase_open(request: HttpRequest, org: str, code: str, phase: GateName) -> Any:
    """Open a phase today. Refused (409, with results) without the go of the gate before it (S-01, S-17)."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    row = open_phase(actor=caller(request), programme=programme, phase=get_gate(phase))
    return {"phase": row.key, "opened_on": row.opened_on}


@router.post(
    PROGRAMME + "/practices/{practice}/live", response={200: WentLive, **PROBLEMS}, operation_id="take_practice_live"
)
def post_practice_live(request: HttpRequest, org: str, code: str, practice: PracticeKey, given: GoLive) -> Any:
    """Take a practice live. Refused (409, with results) until design is complete and the CMDB verified (S-02, S-03)."""
    programme = get_programme(caller(request), org, code, READ_PROGRAMME)
    row = take_practice_live(actor=caller(request), practice=get_practice(programme, practice), on=given.on)
    return {"practice": row.key, "live_on": row.live_on}


def _decision_values(found: DecisionOnRecord) -> dict[str, Any]:
    return {**decision_values(found.decision), "stands": found.stands}
