"""What stands in the addresses of the plan."""

from datetime import date
from typing import Any

from milepost.features.plans.services import put_activity


def _activity(world: Any) -> str:
    put_activity(
        actor=world.actor("ada"),
        programme=world.programme,
        fields={
            "code": "kick-off",
            "name": "Kick-off",
            "phase": "foundation",
            "role": "coordinator",
            "planned_from": date(2026, 2, 2),
            "planned_to": date(2026, 2, 6),
        },
    )
    return "kick-off"


PLACES = {
    "plans:activity key": _activity,
    "plans:done key": _activity,
    "plans:progress key": _activity,
    "api:put_activity key": _activity,
}
