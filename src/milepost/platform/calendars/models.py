"""Days on which an organisation does not work, or works although others do not."""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class OwnDay(EditableTable):
    """A day that the organisation decided itself: off, or worked although it is a public holiday."""

    day = models.DateField()
    name = models.CharField(max_length=120)
    works = models.BooleanField(default=False)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="one_decision_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
