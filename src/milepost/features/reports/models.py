"""What reports keep: the papers that the steering committee had before it."""

from django.db import models

from milepost.features.governance.models import Meeting
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


@witnessed
class MeetingPaper(OwnedTable):
    """A paper for a steering meeting as it was issued. It never changes; another issue stands beside it.

    `content` holds the text in both languages, the decisions asked, and the plan as it stood, which the next paper is
    held against; `content_hash` is the SHA-256 of its canonical form.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    issued_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="paper_number_is_unique")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people cite it: `SP-2026-03`."""
        return f"SP-{self.issued_on.year}-{self.number:02d}"

    @property
    def short_reference(self) -> str:
        """The number without its year: `SP-3`."""
        return f"SP-{self.number}"
