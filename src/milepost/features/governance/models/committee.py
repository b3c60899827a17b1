"""The steering committee: how often it meets, each meeting, and the obstacles put to it."""

from datetime import date

from django.db import models

from milepost.features.governance.models.people import RoleHolder
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable


@witnessed
class Rhythm(EditableTable):
    """A meeting is due on `starts_on` and every `every_days` from then on, until a later rhythm starts."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rhythms")
    every_days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    set_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["programme", "starts_on"], name="one_rhythm_starts_on_a_day")]

    def __str__(self) -> str:
        return f"{self.every_days} days from {self.starts_on}"


@witnessed
class Meeting(EditableTable):
    """A steering meeting, planned or held.

    `due_on` may be moved, `stands_for` stays the day it was first due on. `decisions` is a list of sentences, numbered
    by their place.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="meetings")
    code = models.CharField(max_length=60)
    due_on = models.DateField()
    stands_for = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    agenda = models.TextField(blank=True)
    decisions = models.JSONField(default=list)
    minutes = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["due_on", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="meeting_code_is_unique")]

    def __str__(self) -> str:
        return self.code

    @property
    def days(self) -> tuple[date, date]:
        """The days of the rhythm that it may stand for, the best first."""
        return self.stands_for, self.due_on

    def shown_state(self, on: date) -> str:
        """The state a list shows: held, planned, or missed once its day has passed."""
        if self.held_on is not None:
            return "held"
        return "missed" if self.due_on < on else "planned"


class Presence(models.TextChoices):
    """Whether somebody was there."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


@witnessed
class Attendance(EditableTable):
    """Whether somebody who holds a role, or a guest by name, was at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    holder = models.ForeignKey(RoleHolder, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    presence = models.CharField(max_length=8, choices=Presence.choices)

    class Meta:
        ordering = ["presence", "name"]

    def __str__(self) -> str:
        return f"{self.name} {self.presence}"


@witnessed
class Obstacle(EditableTable):
    """Something in the programme's way. `decided_in` is the meeting that decided what is done about it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="obstacles")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    raised_on = models.DateField()
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True)
    decision = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_in = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decided")

    class Meta:
        ordering = ["raised_on", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="obstacle_code_is_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def owner_called(self) -> str:
        """Who removes it, as people know them; empty while nobody does."""
        return self.owner.name if self.owner else self.owner_name
