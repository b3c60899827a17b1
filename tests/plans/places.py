"""What stands in the addresses of the plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from milepost.engines.rules.recalibration import LEAST
from milepost.features.governance.models import Meeting
from milepost.features.governance.services import put_meeting
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline
from milepost.features.plans.budget.services import put_budget_line
from milepost.features.plans.effort.services import put_effort
from milepost.features.plans.models import Baseline, BudgetLine, EffortEntry
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


def logged(world: Any) -> EffortEntry:
    """Days of work that Ada logged for a role."""
    _activity(world)
    found = EffortEntry.objects.filter(programme=world.programme).first()
    fields = {"activity": "kick-off", "worked_on": date(2026, 2, 6), "days": Decimal(1), "role": "coordinator"}
    return found or put_effort(actor=world.actor("ada"), programme=world.programme, fields=fields).row


def observed(world: Any) -> None:
    """Five finished activities that took twice as long, and one ahead."""
    _activity(world)
    day = date(2026, 2, 6)
    for number in range(LEAST):
        fields = {
            "code": f"done-{number}", "name": "Done", "phase": "foundation", "role": "coordinator",
            "planned_from": day, "planned_to": day, "days": 2, "done_on": day,
        }  # fmt: skip
        put_activity(actor=world.actor("ada"), programme=world.programme, fields=fields)
        entry = {"activity": f"done-{number}", "worked_on": day, "days": Decimal(4), "role": "coordinator"}
        put_effort(actor=world.actor("ada"), programme=world.programme, fields=entry)
    put_activity(actor=world.actor("ada"), programme=world.programme, fields={"code": "kick-off", "days": 5})


def budgeted(world: Any) -> BudgetLine:
    """A line of the budget."""
    fields = {"code": "B-1", "name": "Stage 1 and 2", "category": "certification-body", "planned": Decimal(100)}
    return put_budget_line(actor=world.actor("ada"), programme=world.programme, fields=fields).row


def _entry(world: Any) -> str:
    return logged(world).code


def _line(world: Any) -> str:
    return budgeted(world).code


PLACES = {
    "plans:log key": _activity,
    "plans:effort-entry entry": _entry,
    "plans:effort-take-back entry": _entry,
    "plans:budget-line line": _line,
    "plans:budget-line-remove line": _line,
    "api:log_effort key": _activity,
    "api:correct_effort entry": _entry,
    "api:take_back_effort entry": _entry,
    "api:put_budget_line line": _line,
    "api:remove_budget_line line": _line,
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
