"""The context of the organisation (4.1, 4.2) and what it is obliged to (6.3 c)."""

from django.db import models

from milepost.features.management.codes import CodesField
from milepost.features.management.models.kept import Kept, Stated
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.ui.wording import WordingField


class Side(models.TextChoices):
    """Inside the organisation or outside."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class RequirementKind(models.TextChoices):
    """What a requirement of an interested party is about (4.2 b)."""

    SERVICE = "service"
    PERFORMANCE = "performance"
    LEGAL = "legal"
    CONTRACT = "contract"
    OTHER = "other"


class ObligationSource(models.TextChoices):
    """Where an obligation comes from (6.3 c)."""

    LAW = "law"
    REGULATION = "regulation"
    CONTRACT = "contract"
    POLICY = "policy"


@witnessed
class Issue(Kept):
    """An issue that bears on what the management system can reach; `risks` are the codes of those it led to."""

    kind = models.CharField(max_length=8, choices=Side.choices, default=Side.INTERNAL)
    effect = WordingField(blank=True)
    climate = models.BooleanField(default=False)
    risks = CodesField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass


@witnessed
class ClimateDecision(Stated):
    """Whether climate change is a relevant issue for the management system, decided by name (4.1 with Amendment 1)."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="climate_decision")
    relevant = models.BooleanField()
    reason = WordingField()
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return "climate-decision"


@witnessed
class Party(Kept):
    """An interested party: who it is and why it matters to the management system and the services."""

    kind = models.CharField(max_length=8, choices=Side.choices, default=Side.EXTERNAL)
    interest = WordingField(blank=True)

    class Meta(Kept.Meta):
        pass


@witnessed
class PartyRequirement(Kept):
    """What an interested party requires, and how that is dealt with."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="requirements")
    kind = models.CharField(max_length=12, choices=RequirementKind.choices, default=RequirementKind.SERVICE)
    climate = models.BooleanField(default=False)
    dealt_with = WordingField(blank=True)
    met_through = models.CharField(max_length=60, blank=True)

    class Meta(Kept.Meta):
        pass


@witnessed
class Obligation(Kept):
    """Something that a law, a regulation, a contract or a policy asks; `met_through` is the key of a document."""

    source = models.CharField(max_length=12, choices=ObligationSource.choices, default=ObligationSource.LAW)
    asks = WordingField(blank=True)
    services = CodesField(blank=True)
    met_through = models.CharField(max_length=60, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass
