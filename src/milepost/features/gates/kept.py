"""A verdict as plain values: what a decision keeps, what the command line prints, what the API answers."""

from typing import Any

from milepost.engines.rules.gates import CriterionVerdict, GateVerdict, Slip
from milepost.engines.rules.sequence import RuleVerdict
from milepost.features.gates.models import Decision
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.selectors import GateStanding
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import now
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def kept_verdict(verdict: GateVerdict) -> dict[str, Any]:
    """The whole verdict with its reasons, words included: a past decision is read from it, never recomputed."""
    return {
        "gate": verdict.gate.value,
        "on": verdict.on.isoformat(),
        "passed": verdict.passed,
        "criteria": [criterion_values(found) for found in verdict.criteria],
    }


def gate_values(programme: Programme, standing: GateStanding) -> dict[str, Any]:
    """A gate's standing as command line and API print it."""
    verdict, decided = standing.verdict, standing.decision
    return {
        "programme": programme.code,
        "gate": verdict.gate.value,
        "on": verdict.on,
        "knowledge_at": now(),
        "passed": verdict.passed,
        "holds_from": verdict.holds_from,
        "decided": decided.decision.outcome if decided else None,
        "decision": decided.decision.reference if decided else None,
        "signed": decided is not None,
        "pending": pending_values(standing.pending),
        "last": standing.last,
        "slipped": [slip_values(slip) for slip in standing.slips],
        "criteria": [criterion_values(found) for found in verdict.criteria],
    }


def pending_values(found: DecisionOnRecord | None) -> dict[str, Any] | None:
    """What waits for the sponsor's signature: reference, outcome and day; None where nothing does."""
    if found is None:
        return None
    decision = found.decision
    return {"decision": decision.reference, "decided": decision.outcome, "on": decision.decided_on}


def decision_values(decision: Decision) -> dict[str, Any]:
    """A decision by itself."""
    return {
        "decision": decision.reference,
        "number": decision.number,
        "gate": decision.gate,
        "decided": decision.outcome,
        "on": decision.decided_on,
        "note": decision.note,
    }


def criterion_values(found: CriterionVerdict) -> dict[str, Any]:
    """One criterion: id, state, whether it passes, since and until when, and its results."""
    outcome = found.outcome
    return {
        "id": found.id,
        "state": found.state.value,
        "passed": found.passed,
        "summary": speak(outcome.summary),
        "holds_from": outcome.holds_from.isoformat() if outcome.holds_from else None,
        "holds_until": outcome.holds_until.isoformat() if outcome.holds_until else None,
        "results": [result_facts(result) for result in outcome.results],
    }


def slip_values(slip: Slip) -> dict[str, Any]:
    """A criterion of a decided gate that no longer holds."""
    return {
        "id": slip.criterion,
        "since": slip.since.isoformat() if slip.since else None,
        "shown_then": slip.shown_then,
        "results": [result_facts(result) for result in slip.outcome.results if result.blocks],
    }


def rule_values(rule: RuleVerdict) -> dict[str, Any]:
    """One sequencing rule: whether it holds, from when, and what it found."""
    outcome = rule.outcome
    return {
        "id": rule.id,
        "passed": rule.passed,
        "summary": speak(outcome.summary),
        "holds_from": outcome.holds_from.isoformat() if outcome.holds_from else None,
        "results": [result_facts(result) for result in outcome.results],
    }
