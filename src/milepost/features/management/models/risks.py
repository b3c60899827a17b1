"""Risks and opportunities of the management system (6.1): the method, and each of them."""

from datetime import date

from django.db import models

from milepost.engines.rules.facts.planning import RiskKind as RuledKind
from milepost.engines.rules.facts.planning import RiskSource as RuledSource
from milepost.features.management.codes import CodesField
from milepost.features.management.models.kept import Kept, Stated
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.ui.wording import WordingField


class RiskKind(models.TextChoices):
    """Whether its effect is unwanted or wanted."""

    RISK = RuledKind.RISK.value
    OPPORTUNITY = RuledKind.OPPORTUNITY.value


class RiskSource(models.TextChoices):
    """Where it comes from: the three that 6.1.2 a names."""

    ORGANISATION = RuledSource.ORGANISATION.value
    REQUIREMENTS = RuledSource.REQUIREMENTS.value
    OTHER_PARTIES = RuledSource.OTHER_PARTIES.value


class Treatment(models.TextChoices):
    """What is done about it; an opportunity is exploited."""

    AVOID = "avoid"
    REDUCE = "reduce"
    SHARE = "share"
    ACCEPT = "accept"
    EXPLOIT = "exploit"


@witnessed
class RiskMethod(Stated):
    """How risks are assessed, stated on a day.

    `likelihoods` and `impacts` name the levels of the two scales from one upwards, each with what it means. The level
    of a risk is one times the other; up to `acceptable` it may be lived with.
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="risk_method")
    likelihoods = models.JSONField(default=list)
    impacts = models.JSONField(default=list)
    acceptable = models.PositiveSmallIntegerField()
    criterion = WordingField(blank=True)
    stated_on = models.DateField()

    def __str__(self) -> str:
        return "risk-method"


@witnessed
class Risk(Kept):
    """A risk or an opportunity, judged three times: before anything is done, as it is now, and once all is done.

    `assessed_on` is the day of the present judgement. Where it stays above what is acceptable, somebody accepts it by
    name, with a reason, until a day.
    """

    kind = models.CharField(max_length=12, choices=RiskKind.choices, default=RiskKind.RISK)
    source = models.CharField(max_length=24, choices=RiskSource.choices, default=RiskSource.ORGANISATION)
    cause = WordingField(blank=True)
    effect = WordingField(blank=True)
    effect_on_customers = WordingField(blank=True)
    services = CodesField(blank=True)
    identified_on = models.DateField()
    likelihood_before = models.PositiveSmallIntegerField(null=True, blank=True)
    impact_before = models.PositiveSmallIntegerField(null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(null=True, blank=True)
    impact_after = models.PositiveSmallIntegerField(null=True, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    treatment = models.CharField(max_length=8, choices=Treatment.choices, blank=True)
    action = WordingField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    judged_by = WordingField(blank=True)
    effectiveness = WordingField(blank=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    accepted_because = WordingField(blank=True)
    accepted_until = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        pass

    @property
    def level_before(self) -> int | None:
        """The level while nothing is done."""
        return _product(self.likelihood_before, self.impact_before)

    @property
    def level(self) -> int | None:
        """The level now."""
        return _product(self.likelihood, self.impact)

    @property
    def level_after(self) -> int | None:
        """The level that will remain."""
        return _product(self.likelihood_after, self.impact_after)

    def acceptance_lapsed(self, on: date) -> bool:
        """Whether it was accepted until a day that is over."""
        return self.accepted_until is not None and self.accepted_until < on


def _product(likelihood: int | None, impact: int | None) -> int | None:
    return None if likelihood is None or impact is None else likelihood * impact
