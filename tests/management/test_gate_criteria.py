"""G2-RISK and G2-OBJECTIVES, from open to held and back, by public commands only."""

from typing import Any

from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.doing import Apply, Judged
from tests.management.conftest import At

ADA = "ada@cakrawala.example"
METHOD = {
    "likelihoods": ["Rare: once in ten years", "Possible: once a year", "Likely: every month"],
    "impacts": ["Low: nobody notices", "High: a service is out", "Severe: money is lost"],
    "acceptable": 3,
}
JUDGED = {"likelihood": 2, "impact": 3, "owner": ADA}


def risk(code: str, source: str = "organisation", **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"{code} happens", "source": source, **more}


def test_the_register_of_risks_opens_and_closes_with_what_is_entered(
    at: At, apply: Apply, criterion: Judged, ada: Person
) -> None:
    assert criterion("G2-RISK")["ids"] == {"absent"}
    apply(risks=[risk("R-1")])
    assert criterion("G2-RISK")["ids"] == {
        "no-criteria", "no-opportunities", "not-assessed", "no-treatment", "no-owner",
        "none-from-service-requirements", "none-from-other-parties",
    }  # fmt: skip
    apply(risk_method=[METHOD])
    assert "no-criteria" not in criterion("G2-RISK")["ids"]
    apply(risks=[
        risk("R-1", treatment="reduce", action="Train two more", **JUDGED),
        risk("R-2", "service-requirements", treatment="avoid", **JUDGED),
        risk("R-3", "other-parties", treatment="share", **JUDGED),
        risk("R-4", kind="opportunity", treatment="exploit", likelihood=1, impact=2),
    ])  # fmt: skip
    assert criterion("G2-RISK")["ids"] == {"no-owner"}
    apply(risks=[{"code": "R-4", "owner": ADA}])
    assert criterion("G2-RISK")["passed"]
    assert criterion("G2-RISK")["state"] == "computed"
    apply(risks=[{"code": "R-4", "ended_on": "2026-03-02"}])
    assert criterion("G2-RISK")["ids"] == {"no-opportunities"}
    apply(risks=[{"code": "R-4", "ended_on": None}, {"code": "R-2", "treatment": "", "action": ""}])
    assert criterion("G2-RISK")["ids"] == {"no-treatment"}
    assert verify_ledger().breaches == []


def test_what_is_accepted_until_a_day_opens_the_criterion_again_after_it(
    at: At, apply: Apply, criterion: Judged, ada: Person
) -> None:
    accepted = {
        "accepted_by": "Sari Dewanti",
        "accepted_because": "The contract runs on",
        "accepted_until": "2026-06-30",
    }
    apply(risk_method=[METHOD], risks=[
        risk("R-1", treatment="accept", **JUDGED, **accepted),
        risk("R-2", "service-requirements", treatment="avoid", **JUDGED),
        risk("R-3", "other-parties", treatment="share", **JUDGED),
        risk("R-4", kind="opportunity", treatment="exploit", **JUDGED),
    ])  # fmt: skip
    found = criterion("G2-RISK")
    assert (found["passed"], found["holds_until"]) == (True, "2026-06-30")
    at("2026-07-01")
    assert criterion("G2-RISK")["ids"] == {"acceptance-lapsed"}
    apply(risks=[{"code": "R-1", "accepted_until": "2026-12-31"}])
    assert criterion("G2-RISK")["passed"]
    apply(risks=[{"code": "R-1", "treatment": "reduce", "action": "Train two more"}])
    assert criterion("G2-RISK")["holds_until"] is None


OBJECTIVE = {"code": "O-1", "title": "Fewer failed payments", "metric": "Failed per 10,000", "target": "5"}


def test_objectives_open_and_close_with_what_is_entered(at: At, apply: Apply, criterion: Judged, ada: Person) -> None:
    assert criterion("G2-OBJECTIVES")["ids"] == {"absent"}
    apply(objectives=[OBJECTIVE])
    assert criterion("G2-OBJECTIVES")["ids"] == {"no-period", "no-due-date", "no-method", "no-owner", "no-baseline"}
    apply(objectives=[{
        "code": "O-1", "period_from": "2026-01-01", "period_to": "2026-12-31", "due_on": "2026-12-31",
        "method": "Monthly from the log", "owner": ADA, "baseline_by": "2026-03-31",
    }])  # fmt: skip
    found = criterion("G2-OBJECTIVES")
    assert (found["passed"], found["holds_until"]) == (True, "2026-12-31")
    at("2026-04-01")
    assert criterion("G2-OBJECTIVES")["ids"] == {"baseline-overdue"}
    apply(objectives=[{"code": "O-1", "baseline": "9.2"}])
    assert criterion("G2-OBJECTIVES")["passed"]
    at("2027-01-01")
    assert criterion("G2-OBJECTIVES")["ids"] == {"period-over"}
    apply(objectives=[{
        **OBJECTIVE, "code": "O-2", "period_from": "2027-01-01", "period_to": "2027-12-31", "due_on": "2027-12-31",
        "method": "Monthly", "owner": ADA, "baseline": "6",
    }])  # fmt: skip
    assert criterion("G2-OBJECTIVES")["passed"]
    apply(objectives=[{"code": code, "ended_on": "2027-01-01"} for code in ("O-1", "O-2")])
    assert {"none", "no-period"} == criterion("G2-OBJECTIVES")["ids"]
    assert verify_ledger().breaches == []
