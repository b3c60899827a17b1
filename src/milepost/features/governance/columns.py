"""The columns of exports: just those that an import takes in again."""

from collections.abc import Callable
from typing import Any

from milepost.features.governance.models import Meeting, Obstacle
from milepost.features.governance.rows import MeetingIn, ObstacleIn
from milepost.features.governance.values import meeting_values, obstacle_values
from milepost.platform.ui.tables_export import Column


def _column[Entry](name: str, values: Callable[[Entry], dict[str, Any]]) -> Column[Entry]:
    def cell(row: Entry) -> Any:
        value = values(row).get(name)
        if isinstance(value, list):
            return ("\n" if name == "decisions" else "; ").join(value)
        return value

    return Column(name, cell)


MEETINGS: list[Column[Meeting]] = [
    _column(name, meeting_values) for name in ("code", *MeetingIn.model_fields) if name != "reason"
]
OBSTACLES: list[Column[Obstacle]] = [_column(name, obstacle_values) for name in ("code", *ObstacleIn.model_fields)]
