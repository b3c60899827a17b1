"""What a programme does, phase by phase."""

from django.db import models

from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class Activity(EditableTable):
    """A piece of work in a phase: the role that leads it, when it is planned, its days, and when it was done.

    `days` is the likely effort in days of the role; where `days_low` or `days_high` is empty, the catalogue's spread
    stands for it. `percent_complete` (1 to 99) is what people said last; empty is nothing, and whatever is done is 100.
    `after` is what it waits for beside the standard dependencies, in the notation of `notation`.
    """

    witnessed_once_set = ("days_low", "days_high", "percent_complete", "not_before", "deadline", "after")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    phase = models.CharField(max_length=16, choices=PhaseKey.choices)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    planned_from = models.DateField()
    planned_to = models.DateField()
    days = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True, blank=True)
    days_low = models.PositiveIntegerField(null=True, blank=True)
    days_high = models.PositiveIntegerField(null=True, blank=True)
    percent_complete = models.PositiveSmallIntegerField(null=True, blank=True)
    not_before = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    after = models.TextField(null=True, blank=True)  # noqa: DJ001  # rows of before have none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="activity_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(planned_to__gte=models.F("planned_from")), name="activity_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(days_low=None) | models.Q(days_low__lte=models.F("days")),
                name="activity_low_is_at_most_likely",
            ),
            models.CheckConstraint(
                condition=models.Q(days_high=None) | models.Q(days_high__gte=models.F("days")),
                name="activity_high_is_at_least_likely",
            ),
            models.CheckConstraint(
                condition=models.Q(percent_complete=None) | models.Q(percent_complete__range=(1, 99)),
                name="activity_progress_lies_within",
            ),
        ]
        ordering = ["planned_from", "planned_to", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def progress(self) -> int:
        """How much is complete, 0 to 100."""
        return 100 if self.done_on else self.percent_complete or 0
