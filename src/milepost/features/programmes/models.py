"""A programme is one SMS for life: its phases and the dates that people want for it."""

from typing import Any

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class Programme(EditableTable):
    """One organisation's way to ISO/IEC 20000-1 and through the cycles after it."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    certificate_wanted_on = models.DateField(null=True, blank=True)
    stage1_wanted_on = models.DateField(null=True, blank=True)
    stage2_wanted_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="IDR")
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    answers = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="programme_code_is_unique")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def number(self, key: str, default: Any) -> Any:
        """A number that this programme changed, else the default it was asked with."""
        return self.numbers.get(key, default)


class PhaseKey(models.TextChoices):
    """The four phases, in order."""

    FOUNDATION = "foundation"
    DESIGN = "design"
    IMPLEMENTATION = "implementation"
    CERTIFICATION = "certification"


@witnessed
class Phase(EditableTable):
    """A phase with its planned dates and days; `opened_on` and `closed_on` are what happened."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    key = models.CharField(max_length=16, choices=PhaseKey.choices)
    position = models.PositiveSmallIntegerField()
    planned_from = models.DateField()
    planned_to = models.DateField()
    internal_days = models.PositiveIntegerField()
    external_days = models.PositiveIntegerField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="each_phase_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.key}"
