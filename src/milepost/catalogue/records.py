"""The neutral records: which columns there are, which a mapping may fill for a kind, and where each may be kept.

All kinds share one layout (`columns.toml`); a kind names the mapped columns that make sense for it and says more
where a column means something particular. Derived columns stand in every kind.
"""

from dataclasses import dataclass, replace
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read, read_folder
from milepost.catalogue.texts import LocalText, local_text

LAYOUT = "records/columns.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the neutral records.

    `type` is text, integer, boolean, timestamp (UTC) or hash; `unit` names the unit of a number. `origin` is mapped (a
    mapping may fill it) or derived (the import engine does). `kept_in` is facts, hashed (facts keep a keyed hash
    alone) or raw; what is `personal` or `free_text` never stands in facts as it is. `values` lists the allowed words,
    empty: any.
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
        """Columns of the facts rows that this kind fills, in their order."""
        return tuple(column for column in self.columns if column.kept_in != "raw")


@cache
def columns() -> tuple[Column, ...]:
    """Every column of the layout, in its order."""
    return tuple(_column(row) for row in read(LAYOUT)["column"])


@cache
def record_kinds() -> tuple[RecordKind, ...]:
    """All kinds, by key."""
    schema = read(LAYOUT)["schema"]
    return tuple(_kind(table, schema) for table in read_folder("records") if "kind" in table)


def record_kind(key: str) -> RecordKind:
    """The record kind with that key; `UnknownEntry` where there is none."""
    for kind in record_kinds():
        if kind.key == key:
            return kind
    raise UnknownEntry("record kind", key)


def _kind(table: Table, schema: int) -> RecordKind:
    mapped, meanings = set(table["mapped"]), table.get("meaning", {})
    return RecordKind(
        key=table["kind"],
        schema=schema,
        name=local_text(table["name"]),
        practices=tuple(table["practices"]),
        columns=tuple(
            replace(column, meaning=local_text(meanings[column.name])) if column.name in meanings else column
            for column in columns()
            if column.origin == "derived" or column.name in mapped
        ),
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
