"""Columns of the neutral records: what an importer normalises to, and where each column may be kept."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read_folder
from milepost.catalogue.texts import LocalText, local_text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record kind.

    `type` is text, integer, boolean, timestamp (UTC) or hash (64 hexadecimal digits); `unit` names the unit of a
    number. `origin` is mapped (a mapping may fill it) or derived (the import engine does). `kept_in` is facts or raw;
    what is `personal` or `free_text` is never kept in facts. `values` lists the allowed words, empty: any.
    """

    name: str
    type: str
    unit: str
    origin: str
    kept_in: str
    required: bool
    personal: bool
    free_text: bool
    values: tuple[str, ...]
    meaning: LocalText


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of neutral record; `schema` counts up whenever columns are added."""

    key: str
    schema: int
    name: LocalText
    practices: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def mapped(self) -> tuple[Column, ...]:
        """Columns that a mapping may fill."""
        return tuple(column for column in self.columns if column.origin == "mapped")

    @property
    def facts(self) -> tuple[Column, ...]:
        """Columns of the facts rows, in their order."""
        return tuple(column for column in self.columns if column.kept_in == "facts")


@cache
def record_kinds() -> tuple[RecordKind, ...]:
    return tuple(_kind(table) for table in read_folder("records"))


def record_kind(key: str) -> RecordKind:
    """The record kind with that key; `UnknownEntry` where there is none."""
    for kind in record_kinds():
        if kind.key == key:
            return kind
    raise UnknownEntry("record kind", key)


def _kind(table: Table) -> RecordKind:
    return RecordKind(
        key=table["kind"],
        schema=table["schema"],
        name=local_text(table["name"]),
        practices=tuple(table["practices"]),
        columns=tuple(_column(row) for row in table["column"]),
    )


def _column(row: Table) -> Column:
    return Column(
        name=row["name"],
        type=row["type"],
        unit=row.get("unit", ""),
        origin=row["origin"],
        kept_in=row["kept_in"],
        required=row.get("required", False),
        personal=row.get("personal", False),
        free_text=row.get("free_text", False),
        values=tuple(row.get("values", ())),
        meaning=local_text(row["meaning"]),
    )
