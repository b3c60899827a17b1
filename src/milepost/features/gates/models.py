"""What was decided at a gate, what was attested in place of facts, and how a gate stood from time to time."""

from django.db import models
from django.utils.translation import gettext as _

from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


@witnessed
class Decision(OwnedTable):
    """A decision with the verdict as it stood. It is never changed; a later decision stands beside it."""

    class Outcome(models.TextChoices):
        GO = "go"
        NO_GO = "no-go"
        BEFORE = "before"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions")
    gate = models.CharField(max_length=16, choices=PhaseKey.choices)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    decided_on = models.DateField()
    note = models.TextField(blank=True)
    verdict = models.JSONField(null=True)
    knowledge_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes_file_id = models.UUIDField(null=True)
    minutes_name = models.CharField(max_length=200, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["decided_on", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="decision_number_is_unique")]

    def __str__(self) -> str:
        return self.reference

    @property
    def outcome_word(self) -> str:
        """What was decided, in the reader's language."""
        words = {"go": _("Go"), "no-go": _("No-go"), "before": _("Go, before Milepost")}
        return words[self.outcome]

    @property
    def reference(self) -> str:
        """The number as people cite it: `GD-2026-03`."""
        return f"GD-{self.decided_on.year}-{self.number:02d}"

    @property
    def short_reference(self) -> str:
        """The number without its year: `GD-3`."""
        return f"GD-{self.number}"


@witnessed
class Attestation(OwnedTable):
    """Evidence in place of facts for one criterion: what it proves, until when.

    It counts once the sponsor has signed it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="attestations")
    criterion = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    proves = models.TextField()
    until = models.DateField()
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["criterion", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="attestation_number_is_unique")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people cite it: `AT-2026-03`."""
        return f"AT-{self.made_on.year}-{self.number:02d}"

    @property
    def short_reference(self) -> str:
        """The number without its year: `AT-3`."""
        return f"AT-{self.number}"


class Judgement(OwnedTable):
    """How a gate stood when somebody or the daily worker asked and it had changed since: for its history."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=16, choices=PhaseKey.choices)
    on = models.DateField()
    at = models.DateTimeField()
    holding = models.JSONField()
    total = models.PositiveSmallIntegerField()
    changes = models.JSONField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["programme", "gate", "-at"], name="judgement_by_gate")]
