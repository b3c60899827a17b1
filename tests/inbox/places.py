"""What stands in the addresses of the inbox; see `tests/matrix/world.py`."""

from typing import Any

PLACES: dict[str, Any] = {}
