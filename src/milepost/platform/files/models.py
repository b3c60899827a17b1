"""A file as somebody handed it in."""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


@witnessed
class StoredFile(OwnedTable):
    """Name, size and hash of a file; its bytes lie in the file store under the hash."""

    programme_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
