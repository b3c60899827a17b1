"""Service management objectives (6.2): what is to be reached by when, and what was measured."""

from datetime import date
from decimal import Decimal

from django.db import models

from milepost.features.management.codes import CodesField
from milepost.features.management.models.kept import Kept
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable
from milepost.platform.ui.wording import WordingField


class Direction(models.TextChoices):
    """On which side of its target an objective is met."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@witnessed
class Objective(Kept):
    """An objective for a period: a metric with a number to reach, and the plan by which it is reached.

    Where no present value is known, `baseline_by` is the day by which it will be measured.
    """

    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    set_on = models.DateField()
    metric = WordingField(blank=True)
    unit = WordingField(blank=True)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.AT_LEAST)
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_by = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=4)
    due_on = models.DateField(null=True, blank=True)
    method = WordingField(blank=True)
    services = CodesField(blank=True)
    actions = WordingField(blank=True)
    resources = WordingField(blank=True)
    policy_line = WordingField(blank=True)

    class Meta(Kept.Meta):
        pass

    def counts_on(self, on: date) -> bool:
        """Whether a day lies in its period; one without a period counts always."""
        begun = self.period_from is None or self.period_from <= on
        return begun and (self.period_to is None or on <= self.period_to)

    def is_met_by(self, value: Decimal) -> bool:
        """Whether a measured value reaches the target."""
        return value >= self.target if self.direction == Direction.AT_LEAST else value <= self.target


@witnessed
class Measurement(EditableTable):
    """What was measured of an objective on a day."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measurements")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["measured_on"]
        constraints = [models.UniqueConstraint(fields=["objective", "measured_on"], name="measured_once_a_day")]

    def __str__(self) -> str:
        return f"{self.objective.code} {self.measured_on}"
