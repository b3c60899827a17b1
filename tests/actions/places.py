"""What stands in the addresses of actions."""

from typing import Any

from milepost.features.actions.services import add_action


def _action(world: Any) -> str:
    made = add_action(
        actor=world.actor("ada"), programme=world.programme, title="Appoint owners", owner=world.people["ada"]
    )
    return made.reference


PLACES = {
    "actions:action reference": _action,
    "actions:finish reference": _action,
    "api:get_action number": _action,
    "api:change_action number": _action,
}
