"""What people ask for about their data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


class Outcome(models.TextChoices):
    """What came of a request."""

    OPEN = "open", _("open")
    ERASED = "erased", _("erased")
    DECLINED = "declined", _("declined")


@witnessed
class ErasureRequest(OwnedTable):
    """That somebody asked an organisation to be erased, and what came of it; `note` says why not."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(outcome="open"),
                name="one_open_request_per_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
