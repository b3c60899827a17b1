"""Who reviews and approves a version, in which order, until when; and what they remark on its passages."""

from django.db import models

from milepost.features.actions.models import Action
from milepost.features.documents.models.documents import Version
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable
from milepost.platform.signatures.models import Signature


class Part(models.TextChoices):
    """What somebody is asked for."""

    REVIEW = "review"
    APPROVE = "approve"


class StepState(models.TextChoices):
    """How far somebody's part is."""

    WAITING = "waiting"
    DONE = "done"
    RETURNED = "returned"
    REPLACED = "replaced"


@witnessed
class Step(EditableTable):
    """One reviewer or approver. Steps of the same `place` come at once, lower places first.

    A person who never signs in stands by name and office, and approves by a signature on paper or a certified file.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="steps")
    part = models.CharField(max_length=8, choices=Part.choices)
    place = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    top_management = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.WAITING)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-part", "place", "id"]  # review before approve

    def __str__(self) -> str:
        return f"{self.name}: {self.part} {self.version}"


@witnessed
class Comment(EditableTable):
    """A remark on a passage: where (`anchor`, a heading or a cell) and the words it is about (`quote`)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    anchor = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    text = models.TextField()
    made_on = models.DateField()
    answer = models.TextField(blank=True)
    resolved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="comment_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.version}, comment {self.number}"
