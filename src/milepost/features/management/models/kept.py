"""What every entry of a register has: a code for good, a title, who answers for it, and whether it is still kept."""

from typing import Any

from django.db import models

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable
from milepost.platform.ui.wording import WordingField, said


class Kept(EditableTable):
    """An entry of a register. Nothing is deleted: from `ended_on` on it no longer counts and stays on record."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    title = WordingField()
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="%(class)s_code_is_unique_here")]

    def __str__(self) -> str:
        return f"{self.code} {said(self.title, 'en')}"

    @property
    def called(self) -> str:
        """Code and title for the reader."""
        return f"{self.code} {said(self.title)}"


class Stated(EditableTable):
    """Something that a programme states once and may state anew; the ledger keeps what it said before."""

    programme: Any

    class Meta:
        abstract = True
