"""What stands in the addresses of feeds; see `tests/matrix/world.py`."""

from typing import Any

PLACES: dict[str, Any] = {
    "feeds:mine secret": lambda world: world.token("ada", "calendar"),
    "feeds:programme secret": lambda world: world.token("ada", "calendar"),
}
