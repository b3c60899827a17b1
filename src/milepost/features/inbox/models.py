"""What was said to whom of what they owe, once each, and the weekly digest of each person."""

from django.db import models

from milepost.engines.rules.dues.reminding import Stage
from milepost.features.actions.models import Action
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


class Reminder(OwnedTable):
    """That somebody was reminded of an action, or told that it is late; said once for the day by which it is due."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=[(stage.value, stage.value) for stage in Stage])
    due_on = models.DateField()
    said_on = models.DateField()

    class Meta:
        ordering = ["said_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action", "person", "stage", "due_on"], name="each_reminder_said_once"),
        ]
        indexes = [models.Index(fields=["person", "stage"], name="reminder_by_person")]

    def __str__(self) -> str:
        return f"{self.action.reference} {self.stage}"


class MailState(models.TextChoices):
    """What became of a digest's mail."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"


class Digest(OwnedTable):
    """That somebody's digest of a week was made; `week_of` is its Monday. What it says is read when it is shown."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    week_of = models.DateField()
    made_on = models.DateField()
    mail = models.CharField(max_length=8, choices=MailState.choices, default=MailState.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-week_of"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "week_of"], name="one_digest_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, week of {self.week_of}"
