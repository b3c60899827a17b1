"""An import on its way: what was handed in and how it is to be read."""

from django.db import models

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


class ImportDraft(OwnedTable):
    """A file somebody handed in on the screen, until it is imported or forgotten after a day.

    Nothing is decided by a draft, so it is no matter of the ledger. Its file lies in the folder of the job that it will
    become, which has its key. `preview` is what was detected, `tried` what the last dry run said.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="import_drafts")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    practice = models.CharField(max_length=40)
    mapping_name = models.CharField(max_length=200)
    mapping = models.TextField()
    preview = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    tried = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
