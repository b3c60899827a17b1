"""Baselines and variances as plain values: what the command line prints and the API answers. Days are calendar days."""

from datetime import date
from decimal import Decimal
from typing import Any

from milepost.features.plans.baselines.comparing import (
    ActivityVariance,
    Amount,
    GateVariance,
    Moved,
)
from milepost.features.plans.baselines.moving import Step
from milepost.features.plans.baselines.on_record import BaselineOnRecord
from milepost.features.plans.baselines.plainly import freeze
from milepost.features.plans.baselines.reading import Compared, why_it_moved
from milepost.features.plans.baselines.snapshot import Snapshot
from milepost.features.plans.baselines.wording import because, named


def baseline_values(found: BaselineOnRecord) -> dict[str, Any]:
    """A baseline without its content."""
    row, endorsement = found.row, found.endorsement
    return {
        "baseline": row.reference,
        "number": row.number,
        "name": row.name,
        "reason": row.reason,
        "drawn_on": row.drawn_on,
        "drawn_by": row.made_by.name,
        "sha256": row.content_hash,
        "state": found.state,
        "holds": row.summary,
        "endorsed_on": found.endorsed_on,
        "endorsement": {
            "meeting": endorsement.meeting.code,
            "decided_on": endorsement.decided_on,
            "note": endorsement.note,
            "by": endorsement.made_by.name,
            "signatures": [
                {"signatory": one.signatory, "role": one.role, "signed_on": one.signed_on, "counts": one.counts}
                for one in found.signatures
            ],
        }
        if endorsement
        else None,
    }


def content_values(taken: Snapshot) -> dict[str, Any]:
    """The content of a baseline as it was hashed, but for what its forecast was computed from."""
    content: dict[str, Any] = freeze(taken)
    del content["given"]
    return content


def variance_values(compared: Compared) -> dict[str, Any]:
    """Every figure of a variance, names and reasons in the active language."""
    variance, against = compared.variance, compared.against
    names = {one.any.code: named(one.any) for one in variance.activities}
    names |= {risk.code: f"{risk.code} {risk.title}" for each in (variance.then, variance.now) for risk in each.risks}
    return {
        "programme": compared.programme.code,
        "baseline": compared.baseline.row.reference,
        "baseline_on": variance.then.on,
        "state": compared.baseline.state,
        "against": against.row.reference if against else None,
        "on": variance.now.on,
        "certificate": _gate(variance.certificate),
        "gates": {one.then.gate: _gate(one) for one in variance.gates},
        "activities": [_activity(one, names[one.any.code]) for one in variance.activities],
        "effort": _amount(variance.effort),
        "phases": {
            one.key: {"internal_days": _amount(one.internal), "external_days": _amount(one.external)}
            for one in variance.phases
        },
        "internal_days": _amount(variance.internal),
        "external_days": _amount(variance.external),
        "cost": {"currency": variance.now.currency, **_amount(variance.budget)},
        "risks": {
            "count": _amount(variance.risks.count),
            "expected_delay_days": _amount(variance.risks.days),
            "expected_cost": _amount(variance.risks.cost),
            "added": list(variance.risks.added),
            "gone": list(variance.risks.gone),
        },
        "dependencies": {"added": variance.dependencies_added, "removed": variance.dependencies_removed},
        "moved": [_step(step, names) for step in why_it_moved(variance)],
    }


def _activity(one: ActivityVariance, name: str) -> dict[str, Any]:
    then, now = one.then, one.now
    return {
        "activity": one.any.code,
        "name": name,
        "phase": one.any.phase,
        "change": one.change,
        "fields": list(one.fields),
        "done": one.is_done,
        "planned": _days(then.planned_from, then.planned_to) if then else None,
        "planned_now": _days(now.planned_from, now.planned_to) if now else None,
        "replanned_days": one.planned_end.days,
        "expected": _days(then.starts_on, then.finishes_on) if then else None,
        "now": _days(now.starts_on, now.finishes_on) if now else None,
        "days": one.end.days,
        "percent": _number(one.end.percent),
        "days_after_planned": one.against_plan.days,
        "effort": _amount(one.effort),
    }


def _gate(one: GateVariance) -> dict[str, Any]:
    return {
        "state": one.now.state,
        "planned": _moved(one.planned),
        "likely": _moved(one.likely),
        "p80": _moved(one.p80),
        "days": one.likely.days,
        "percent": _number(one.likely.percent),
    }


def _step(step: Step, names: dict[str, str]) -> dict[str, Any]:
    return {
        "cause": step.cause,
        "others": list(step.others),
        "reason": because(step, names),
        "likely_days": step.likely_days,
        "p80_days": step.p80_days,
        "about": list(step.keys),
    }


def _days(first: date, last: date) -> dict[str, date]:
    return {"from": first, "to": last}


def _moved(moved: Moved) -> dict[str, Any]:
    return {"then": moved.then, "now": moved.now, "days": moved.days}


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "then": _number(amount.then),
        "now": _number(amount.now),
        "difference": _number(amount.difference),
        "percent": _number(amount.percent),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
