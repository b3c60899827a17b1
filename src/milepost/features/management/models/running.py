"""What keeps the management system running: communication (7.4), knowledge (7.6) and improvement (10.2)."""

from django.db import models

from milepost.features.management.codes import CodesField
from milepost.features.management.models.context import Side
from milepost.features.management.models.kept import Kept
from milepost.platform.ledger.states import witnessed
from milepost.platform.ui.wording import WordingField


class ImprovementSource(models.TextChoices):
    """What an improvement came of."""

    AUDIT = "audit"
    REVIEW = "review"
    MEASUREMENT = "measurement"
    INCIDENT = "incident"
    CUSTOMER = "customer"
    SUGGESTION = "suggestion"


class ImprovementDecision(models.TextChoices):
    """What was decided about an improvement."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@witnessed
class Communication(Kept):
    """What is communicated, when, with whom and how; its owner does it."""

    kind = models.CharField(max_length=8, choices=Side.choices, default=Side.INTERNAL)
    occasion = WordingField(blank=True)
    audience = WordingField(blank=True)
    channel = WordingField(blank=True)

    class Meta(Kept.Meta):
        pass


@witnessed
class Knowledge(Kept):
    """Knowledge that the services need: where it is kept, and what is missing of it."""

    needed_for = WordingField(blank=True)
    kept_in = WordingField(blank=True)
    services = CodesField(blank=True)
    missing = WordingField(blank=True)
    action = WordingField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass


@witnessed
class Improvement(Kept):
    """An improvement: why it is worth it, what it is to reach, what was decided, what came of it."""

    source = models.CharField(max_length=12, choices=ImprovementSource.choices, default=ImprovementSource.SUGGESTION)
    criteria = WordingField(blank=True)
    target = WordingField(blank=True)
    benefit = WordingField(blank=True)
    services = CodesField(blank=True)
    decision = models.CharField(max_length=8, choices=ImprovementDecision.choices, default=ImprovementDecision.PROPOSED)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    result = WordingField(blank=True)
    finished_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass
