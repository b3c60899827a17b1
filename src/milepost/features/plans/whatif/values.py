"""A comparison as plain values: what the command line prints and the API answers."""

from typing import Any

from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.whatif.comparing import Column, Comparison, chain_of
from milepost.features.plans.whatif.wording import break_in_words, change_in_words


def comparison_values(found: Comparison) -> dict[str, Any]:
    """Every column, the plan as it is first, the one with every change last; names in the active language."""
    present = found.present.answer.certificate
    return {
        "programme": found.programme.code,
        "on": found.present.answer.on,
        "scenarios": [_column(each, present.p80) for each in found.columns],
        "runs": found.present.answer.runs,
        "seed": found.present.answer.seed,
    }


def _column(column: Column, p80: Any) -> dict[str, Any]:
    words, certificate = Words(column.asked), column.answer.certificate
    return {
        "changes": [change_in_words(change, words) for change in column.changes],
        "certificate": {name: getattr(certificate, name) for name in ("likely", "p10", "p50", "p80", "p90")},
        "days_later": (certificate.p80 - p80).days,
        "gates": {
            reached.gate: {name: getattr(reached, name) for name in ("state", "likely", "p50", "p80")}
            for reached in column.answer.gates
        },
        "internal_days": float(column.internal),
        "external_days": float(column.external),
        "cost": None if column.cost is None else float(column.cost),
        "breaks": [
            {
                "kind": each.kind,
                "about": each.key,
                "due": each.due,
                "likely": each.likely,
                "days": each.days,
                "text": break_in_words(each, words),
                "chain": [
                    {"activity": key, "name": words.name(key), "reason": words.reason(column.answer.at(key))}
                    for key in chain_of(column, each)
                ],
            }
            for each in column.breaks
        ],
    }
