"""Risks of the programme: what may keep it from its certificate in time and within its money."""

from django.db import models

from milepost.features.management.models.kept import Kept
from milepost.features.programmes.models import PhaseKey
from milepost.platform.ledger.states import witnessed
from milepost.platform.ui.wording import WordingField


class RiskResponse(models.TextChoices):
    """What is done about a risk of the programme."""

    AVOID = "avoid"
    REDUCE = "reduce"
    SHARE = "share"
    ACCEPT = "accept"


@witnessed
class ProgrammeRisk(Kept):
    """What may happen to the programme: why, with what effect, how probably, and what is done about it.

    `probability` is in percent, `delay_days` in working days of the phase that it hits, `cost` in whole units of the
    programme's currency. One that came about has its day in `happened_on`.
    """

    phase = models.CharField(max_length=16, choices=PhaseKey.choices, blank=True)
    cause = WordingField(blank=True)
    effect = WordingField(blank=True)
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    delay_days = models.PositiveIntegerField(null=True, blank=True)
    cost = models.PositiveBigIntegerField(null=True, blank=True)
    response = models.CharField(max_length=8, choices=RiskResponse.choices, blank=True)
    action = WordingField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True)
    happened_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass
