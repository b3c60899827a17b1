"""The columns of a shelf's export: just those that `apply` takes in again."""

from typing import Any

from milepost.features.portfolio.models import Named
from milepost.features.portfolio.selectors import fields_of
from milepost.features.portfolio.shelves import Shelf
from milepost.platform.ui.tables_export import Column


def columns_of(shelf: Shelf) -> list[Column[Named]]:
    """One column per field; lists are joined by semicolons."""
    return [_column(shelf, name) for name in shelf.fields]


def _column(shelf: Shelf, name: str) -> Column[Named]:
    def cell(entry: Named) -> Any:
        value = fields_of(shelf, entry)[name]
        return "; ".join(value) if isinstance(value, list) else value

    return Column(name, cell)
