"""What stands on paper: decisions of the board, and the leadership commitment."""

from django.db import models

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class BoardDecision(EditableTable):
    """A decision of the board that approves an amount, in the programme's currency, with its file."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="board_decisions")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["decided_on", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="board_decision_code_is_unique")]

    def __str__(self) -> str:
        return self.code


class Covers(models.TextChoices):
    """What a commitment is signed for."""

    PROGRAMME = "programme"
    RESOURCES = "resources"
    TIMELINE = "timeline"


@witnessed
class Commitment(EditableTable):
    """A statement of top management. Once somebody has signed it, its words stand; another one replaces it.

    `figures` holds budget and dates of the programme as they stood when it was written: what the words speak of.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    code = models.CharField(max_length=60)
    text = models.TextField()
    covers = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    written_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-written_on", "-code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="commitment_code_is_unique")]

    def __str__(self) -> str:
        return self.code
