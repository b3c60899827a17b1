"""The load as plain values: what the command line prints and the API answers."""

from typing import Any

from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.load.asking import AskedLoad


def load_values(found: AskedLoad) -> dict[str, Any]:
    """Every role with its weeks, names in the active language. Work and capacity are days of the role."""
    words = Words(found.asked)
    return {
        "programme": found.asked.programme.code,
        "on": found.asked.answer.on,
        "basis": found.basis.value,
        "roles": [
            {
                "role": role.role,
                "name": words.role(role.role),
                "days": role.days,
                "overloaded": bool(role.over),
                "weeks": [
                    {
                        "first": spell.first,
                        "last": spell.last,
                        "days": spell.days,
                        "capacity": spell.capacity,
                        "overloaded": spell.is_over,
                        "activities": [
                            {"activity": piece.key, "name": words.name(piece.key), "days": piece.days}
                            for piece in spell.pieces
                        ],
                    }
                    for spell in role.spells
                ],
            }
            for role in found.roles
        ],
    }
