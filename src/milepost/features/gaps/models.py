"""A gap assessment, the rating of each statement in it, and the parts that a rating rolls up from."""

from django.db import models
from django.db.models import Q

from milepost.features.portfolio.models import Location, Unit
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable

ACTION_SOURCE = "gap"  # the kind of source of an action that came of a rating
CONFORMS = 3  # written, done and evidenced throughout the scope: what every statement needs at least


@witnessed
class Assessment(EditableTable):
    """One round of rating. A new one starts from the ratings of the one before; only one is open at a time."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="assessment_number_is_unique"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(closed_on=None), name="one_assessment_open_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people cite it: `GA-2026-01`."""
        return f"GA-{self.opened_on.year}-{self.number:02d}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be rated in."""
        return self.closed_on is None


class Priority(models.TextChoices):
    """How soon a gap is to be closed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@witnessed
class Rating(EditableTable):
    """What was found of one statement: its level, or that its condition has not arisen; and what closes the gap.

    `statement` is the id without its edition. `current` is empty while nobody has said; a rating with parts carries
    their lowest. `first_rated_on` stays when a later assessment starts from this one. `reopened_by` names a record of
    the trigger that was found after the statement was called not triggered.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="ratings")
    statement = models.CharField(max_length=24)
    edition = models.CharField(max_length=24)
    current = models.PositiveSmallIntegerField(null=True, blank=True)
    required = models.PositiveSmallIntegerField(default=CONFORMS)
    not_triggered = models.BooleanField(default=False)
    trigger = models.TextField(blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    searched_in = models.CharField(max_length=300, blank=True)
    reopened_by = models.CharField(max_length=200, blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    priority = models.CharField(max_length=6, choices=Priority.choices, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    remediation = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    note = models.TextField(blank=True)
    link = models.CharField(max_length=1000, blank=True)
    rated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rated_at = models.DateTimeField(null=True, blank=True)
    first_rated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "statement"], name="statement_rated_once"),
            models.CheckConstraint(condition=Q(current=None) | Q(current__lte=5), name="level_is_0_to_5"),
            models.CheckConstraint(condition=Q(required__gte=CONFORMS, required__lte=5), name="required_is_3_to_5"),
            models.CheckConstraint(condition=Q(not_triggered=False) | Q(current=None), name="rated_or_not_triggered"),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_rated(self) -> bool:
        """Whether somebody has said how it stands."""
        return self.current is not None or self.not_triggered

    @property
    def is_gap(self) -> bool:
        """Whether the level is below what is required."""
        return self.current is not None and self.current < self.required


@witnessed
class PartRating(EditableTable):
    """The level of a statement in one service area (a unit) or at one site (a location)."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "unit"], name="unit_rated_once"),
            models.UniqueConstraint(fields=["rating", "location"], name="location_rated_once"),
            models.CheckConstraint(
                condition=Q(unit=None, location__isnull=False) | Q(unit__isnull=False, location=None),
                name="part_is_unit_or_location",
            ),
            models.CheckConstraint(condition=Q(level__lte=5), name="part_level_is_0_to_5"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """`unit:service-desk` or `location:jakarta`: how files and addresses name it. Reads the related row."""
        if self.unit_id is not None and self.unit is not None:
            return f"unit:{self.unit.code}"
        return f"location:{self.location.code}" if self.location is not None else ""
