"""What stands in the addresses of the plan."""

from datetime import date
from typing import Any

from milepost.features.governance.models import Meeting
from milepost.features.governance.services import put_meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline
from milepost.features.plans.models import Baseline
from milepost.features.plans.services import put_activity
from milepost.platform.ledger.clock import today


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


def planned(world: Any) -> None:
    """A plan that a baseline can be drawn up of."""
    _activity(world)


def drawn(world: Any) -> Baseline:
    """The first baseline."""
    _activity(world)
    found = Baseline.objects.filter(programme=world.programme).first()
    return found or draw_baseline(actor=world.actor("ada"), programme=world.programme, name="As put to the committee")


def _held(world: Any) -> Meeting:
    """A meeting of today, which can have endorsed it."""
    day = today("Asia/Jakarta")
    fields = {"code": "SC-ENDORSED", "due_on": day, "held_on": day}
    return put_meeting(actor=world.actor("ada"), programme=world.programme, fields=fields).row


def held(world: Any) -> dict[str, str]:
    """The same as it is named where somebody endorses."""
    return {"meeting": _held(world).code}


def _reference(world: Any) -> str:
    return drawn(world).reference


def _endorsed(world: Any) -> str:
    """A baseline whose endorsement waits for signatures."""
    row = drawn(world)
    if not hasattr(Baseline.objects.get(pk=row.pk), "endorsement"):
        endorse_baseline(actor=world.actor("ada"), baseline=row, meeting=_held(world))
    return row.reference


PLACES = {
    "plans:baseline baseline": _reference,
    "plans:endorse baseline": _reference,
    "plans:baseline-sign baseline": _endorsed,
    "api:get_baseline baseline": _reference,
    "api:endorse_baseline baseline": _reference,
    "plans:activity key": _activity,
    "plans:done key": _activity,
    "plans:progress key": _activity,
    "api:put_activity key": _activity,
}
