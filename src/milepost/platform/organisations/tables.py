"""The columns that every table shares: a time-ordered key, the organisation it belongs to, and a revision.

`OwnedTable` for rows that are written once, `EditableTable` for rows that people edit: a form or an `If-Match` header
carries the revision it was read at, and a write with an older one is refused without loss (`Superseded`).
"""

from django.db import models

from milepost.platform.ledger.keys import new_key

DEVICE_LENGTH = 300  # characters kept of what a browser calls itself


class OwnedTable(models.Model):
    """A row of one organisation."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class EditableRow(models.Model):
    """The revision alone, for a row that belongs to no organisation because it is one."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class EditableTable(OwnedTable, EditableRow):
    """A row that people edit."""

    class Meta:
        abstract = True


class Superseded(Exception):
    """Somebody else changed the row since it was read. `present` is the row as it stands now."""

    def __init__(self, present: EditableRow) -> None:
        super().__init__(f"{present} was changed by somebody else since you read it")
        self.present = present


def save_revised(row: EditableRow, *, seen: int | None = None) -> None:
    """Write a changed row under its next revision.

    `seen` is the revision the change was based on (None: that of the row in hand). Raises `Superseded` when the row has
    moved on; the caller's transaction is left clean.
    """
    based_on = row.revision if seen is None else seen
    row.revision = based_on + 1
    columns = {
        field.attname: field.value_from_object(row) for field in row._meta.concrete_fields if not field.primary_key
    }
    if not type(row)._default_manager.filter(pk=row.pk, revision=based_on).update(**columns):
        raise Superseded(type(row)._default_manager.get(pk=row.pk))
