"""The columns of an export of the master list: just those that an import takes in again."""

from typing import Any

from milepost.features.documents.rows import FIELDS
from milepost.features.documents.selectors import Line
from milepost.features.documents.values import row_values
from milepost.platform.ui.tables_export import Column


def _column(name: str) -> Column[Line]:
    def cell(line: Line) -> Any:
        value = row_values(line)[name]
        return "; ".join(value) if isinstance(value, list) else value

    return Column(name, cell)


COLUMNS = [_column(name) for name in FIELDS]
