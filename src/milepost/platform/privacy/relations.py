"""The rows that point at a person: every foreign key of every table, found in the tables themselves.

What `catalogue/privacy.toml` adds are further ways (a role hangs on a membership, an invitation holds an address) and
what no copy ever holds.
"""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, ForeignObjectRel, Model, Q, QuerySet

from milepost.catalogue.privacy import Kept, kept_about_people
from milepost.platform.organisations.models import Person
from milepost.platform.packing.rows import row_values


@dataclass(frozen=True, slots=True)
class Related:
    """A table whose rows lead to people: by the foreign keys `columns`, and in the further ways of `kept`."""

    table: str
    model: type[Model]
    columns: tuple[str, ...]
    kept: Kept | None

    @property
    def has_organisation(self) -> bool:
        """Whether its rows belong to organisations; else they are the person's own, wherever they belong."""
        return any(field.attname == "organisation_id" for field in self.model._meta.concrete_fields)

    def rows_about(self, person: Person, organisation_id: UUID | None = None) -> QuerySet[Any]:
        """The rows about a person, by key; with an organisation only its own."""
        ways = [Q(**{column: person.pk}) for column in self.columns]
        if self.kept is not None and self.kept.through:
            ways.append(Q(**{self.kept.through: person.pk}))
        if self.kept is not None and self.kept.address:
            ways.append(Q(**{self.kept.address: person.email}))
        rows = self.model._default_manager.filter(reduce(or_, ways)).order_by("pk")
        return rows if organisation_id is None else rows.filter(organisation_id=organisation_id)

    def copy_of(self, row: Model, person: Person) -> dict[str, Any]:
        """A row as plain values, without secrets; `as` names the columns in which it points at the person."""
        return {"as": [name for name in self.columns if getattr(row, f"{name}_id") == person.pk], **shown(row)}


def shown(row: Model) -> dict[str, Any]:
    """A row as plain values, without what no copy holds: secrets, and bytes, which say nothing to a reader."""
    hidden = {field.attname for field in row._meta.concrete_fields if isinstance(field, BinaryField)}
    hidden |= {name for kept in kept_about_people() if kept.table == row._meta.label_lower for name in kept.hides}
    return {name: value for name, value in row_values(row).items() if name not in hidden}


@cache
def related_tables() -> tuple[Related, ...]:
    """Every table with a way to a person, by name."""
    columns = _columns()
    said = {kept.table: kept for kept in kept_about_people()}
    further = {table for table, kept in said.items() if kept.through or kept.address}
    return tuple(
        Related(table, apps.get_model(table), tuple(columns.get(table, ())), said.get(table))
        for table in sorted({*columns, *further})
    )


def _columns() -> dict[str, list[str]]:
    """Table → its foreign keys to a person. `related_objects` leaves out those whose way back has no name."""
    found: dict[str, list[str]] = {}
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            found.setdefault(relation.field.model._meta.label_lower, []).append(relation.field.name)
    return found
