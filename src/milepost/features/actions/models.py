"""An action: what is to be done, by whom, until when, and what it came of."""

from datetime import date

from django.db import models

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable


class ActionState(models.TextChoices):
    """Where an action stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


def reference_of(made_on: date, number: int) -> str:
    """The number of an action as people cite it: `A-2026-014`."""
    return f"A-{made_on.year}-{number:03d}"


@witnessed
class Action(EditableTable):
    """Something that somebody owes. `source_*` is a stored reference to what it came of: a gap, a meeting, a gate."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    finished_on = models.DateField(null=True, blank=True)
    made_on = models.DateField()
    source_kind = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    source_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="action_number_is_unique")]
        indexes = [
            models.Index(fields=["programme", "state", "due_on"], name="action_by_due_day"),
            models.Index(fields=["programme", "id"], name="action_in_order"),
            models.Index(fields=["programme", "source_kind", "source_key"], name="action_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """The number as people cite it: `A-2026-014`."""
        return reference_of(self.made_on, self.number)

    @property
    def subject_key(self) -> str:
        """The key of the thing that it came of; what fell due says behind a `#` what of it, and for which period."""
        return self.source_key.partition("#")[0]

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.state in {ActionState.OPEN, ActionState.IN_PROGRESS}

    def shown_state(self, on: date) -> str:
        """The state that a list shows: an open action past its day is overdue."""
        return "overdue" if self.is_open and self.due_on and self.due_on < on else str(self.state)
