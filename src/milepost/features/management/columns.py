"""The columns of an export: just those that an import takes in again, two for a text that may be in both languages."""

from collections.abc import Iterator
from typing import Any

from milepost.features.management.registers import WORDED, Register
from milepost.features.management.selectors import fields_of
from milepost.platform.ui.tables_export import Cell, Column
from milepost.platform.ui.wording import in_both


def columns_of(register: Register) -> list[Column[Any]]:
    """One column per field in its order; `title.id` stands beside `title`."""
    return list(_columns(register))


def _columns(register: Register) -> Iterator[Column[Any]]:
    worded = register.of(*WORDED)
    for name in register.names:
        if name in worded:
            yield _column(register, name, name, part=0)
            yield _column(register, f"{name}.id", name, part=1)
        else:
            yield _column(register, name, name)


def _column(register: Register, key: str, name: str, part: int | None = None) -> Column[Any]:
    def cell(entry: Any) -> Cell:
        value = fields_of(register, entry)[name]
        if part is not None:
            return in_both(value)[part]
        return "; ".join(value) if isinstance(value, list) else value

    return Column(key, cell)
