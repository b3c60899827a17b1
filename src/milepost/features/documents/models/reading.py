"""Handing a version out to be read and understood, and who said that they have."""

from django.db import models

from milepost.features.actions.models import Action
from milepost.features.documents.models.documents import Version
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable


@witnessed
class Campaign(EditableTable):
    """That a version was handed out: to whom (roles, or people by address), until when.

    It is communicated once `percent` of those who are still there have acknowledged it. `reminder` is the action that
    tells who answers for the document that the day has passed.
    """

    witnessed_once_set = ("reminder_id",)

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="campaigns")
    number = models.PositiveIntegerField()
    roles = models.JSONField(default=list)
    percent = models.PositiveSmallIntegerField(default=100)
    started_on = models.DateField()
    due_on = models.DateField()
    reminder = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="campaign_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.version}, handed out {self.number}"


@witnessed
class Acknowledgement(EditableTable):
    """One who is asked to read a version, and the day on which they said that they read and understood it.

    They are reminded once before the day until which they are asked (`reminded_on`), and once after it.
    """

    witnessed_once_set = ("reminded_on", "reminded_late_on")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="asked")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    reminded_late_on = models.DateField(null=True, blank=True)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="each_reader_asked_once")]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.person}"
