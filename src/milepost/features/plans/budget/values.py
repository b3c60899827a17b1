"""The budget as plain values: what the command line prints and the API answers."""

from typing import Any

from milepost.features.plans.budget.reading import Budget, Money, fields_of
from milepost.features.plans.models import BudgetLine
from milepost.platform.organisations.naming import phase_name


def budget_values(budget: Budget) -> dict[str, Any]:
    """The lines and their sums; `unplanned` and `remaining` are held against the programme's budget."""
    return {
        "programme": budget.programme.code,
        "currency": budget.programme.currency,
        "budget": budget.approved,
        **_money(budget.total),
        "unplanned": budget.unplanned,
        "remaining": budget.remaining,
        "phases": [
            {"phase": key, "name": phase_name(key), **_money(money), "remaining": money.remaining}
            for key, money in budget.phases
        ],
        "categories": [
            {"category": key, **_money(money), "remaining": money.remaining} for key, money in budget.categories
        ],
        "lines": [line_values(line) for line in budget.lines],
    }


def line_values(line: BudgetLine) -> dict[str, Any]:
    """One line, with what is left of it and its revision."""
    return {**fields_of(line), "remaining": line.planned - line.actual, "revision": line.revision}


def _money(money: Money) -> dict[str, Any]:
    return {"planned": money.planned, "actual": money.actual}
