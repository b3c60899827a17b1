"""What a programme does, phase by phase."""

from django.db import models

from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class Activity(EditableTable):
    """A piece of work in a phase: the role that leads it, when it is planned, its days, and when it was done."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    phase = models.CharField(max_length=16, choices=PhaseKey.choices)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    planned_from = models.DateField()
    planned_to = models.DateField()
    days = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="activity_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(planned_to__gte=models.F("planned_from")), name="activity_ends_after_it_begins"
            ),
        ]
        ordering = ["planned_from", "planned_to", "key"]

    def __str__(self) -> str:
        return self.name
