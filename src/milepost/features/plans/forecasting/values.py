"""A forecast as plain values: what the command line prints and the API answers."""

from collections.abc import Iterator
from typing import Any

from milepost.features.plans.forecasting.answers import Answer, Placed, Reached
from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.networks import GATE
from milepost.features.plans.forecasting.wording import Words


def forecast_values(asked: Asked) -> dict[str, Any]:
    """Every figure of a forecast, names and reasons in the active language. Days are dates, slack working days."""
    answer, words = asked.answer, Words(asked)
    return {
        "programme": asked.programme.code,
        "on": answer.on,
        "certificate": _days(answer.certificate),
        "wanted_on": asked.programme.certificate_wanted_on,
        "days_after_wanted": asked.days_after_wanted,
        "distribution": list(_distribution(answer)),
        "gates": {reached.gate: _days(reached) for reached in answer.gates},
        "critical": [_placed(words, answer.at(key)) for key in answer.chain],
        "movers": [
            {"activity": mover.key, "name": words.name(mover.key), "working_days": mover.days}
            for mover in answer.movers
        ],
        "activities": [_placed(words, placed) for placed in answer.placed if not placed.key.startswith(GATE)],
        "late": [
            {
                "activity": late.key,
                "name": words.name(late.key),
                "deadline": late.deadline,
                "likely": late.likely,
                "working_days_late": late.days,
                "chain": [_placed(words, answer.at(key)) for key in late.chain],
            }
            for late in answer.late
        ],
        "without_people": answer.without_people,
        "assumed_full_time": list(answer.assumed),
        "people_at_once": dict(answer.people),
        "phases_without_activities": list(answer.empty),
        "makespan_proven": answer.proven,
        "runs": answer.runs,
        "seed": answer.seed,
    }


def _distribution(answer: Answer) -> Iterator[dict[str, Any]]:
    so_far = 0
    for spell in answer.spread:
        so_far += spell.runs
        yield {"first": spell.first, "last": spell.last, "runs": spell.runs, "runs_by_then": so_far}


def _days(reached: Reached) -> dict[str, Any]:
    return {
        "state": reached.state,
        "likely": reached.likely,
        "p10": reached.p10,
        "p50": reached.p50,
        "p80": reached.p80,
        "p90": reached.p90,
    }


def _placed(words: Words, placed: Placed) -> dict[str, Any]:
    return {
        "activity": placed.key,
        "name": words.name(placed.key),
        "starts_on": placed.starts_on,
        "finishes_on": placed.finishes_on,
        "slack": placed.slack,
        "critical": placed.is_critical,
        "criticality": placed.criticality,
        "reason": words.reason(placed),
    }
