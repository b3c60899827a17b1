"""What stands in the addresses of the portfolio."""

from collections.abc import Callable
from typing import Any

from milepost.features.portfolio.services import put_entry
from milepost.features.portfolio.shelves import SHELVES


def _entry(shelf: str) -> Callable[[Any], str]:
    def make(world: Any) -> str:
        put_entry(
            actor=world.actor("ada"), organisation=world.cakrawala, shelf=SHELVES[shelf],
            fields={"code": "first", "name": "First"},
        )  # fmt: skip
        return "first"

    return make


PLACES: dict[str, Any] = {
    "portfolio:list name": "services",
    "portfolio:new name": "services",
    "portfolio:import name": "services",
    "portfolio:entry name": "services",
    "portfolio:entry key": _entry("services"),
}
for _shelf in SHELVES:
    _one = _shelf.removesuffix("s")
    PLACES[f"api:get_{_one} code"] = PLACES[f"api:put_{_one} code"] = _entry(_shelf)
