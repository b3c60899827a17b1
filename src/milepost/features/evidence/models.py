"""An import on its way, and why records appeared later than the imports that should have held them."""

from django.db import models

from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable


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


class ExplanationState(models.TextChoices):
    """What an internal auditor said to an explanation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@witnessed
class Explanation(EditableTable):
    """Why records of a practice appeared later than an import that should have held them; accepted, they count.

    It is about the import that brought them first, known by source and moment of its seal (`batch_id` and `file_name`
    are for people): about the records named in `records`, or about all it brought where that is empty. `n` records did
    not count for it when it was written.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="explanations")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="explanations")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    batch_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    records = models.JSONField(default=list)
    n = models.PositiveIntegerField()
    reason = models.TextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ExplanationState.choices, default=ExplanationState.WAITING)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="explanation_number_is_unique")]
        indexes = [models.Index(fields=["programme", "state"], name="explanation_by_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people cite it: `E-2026-014`."""
        return f"E-{self.made_at.year}-{self.number:03d}"
