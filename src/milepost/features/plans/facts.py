"""What the rules know of a plan: its baselines, planned days by phase, and what was finished last."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from milepost.engines.rules.facts.decisions import ActivityFacts
from milepost.engines.rules.facts.plan import EffortFacts, PhaseEffort
from milepost.engines.rules.facts.settings import Phase
from milepost.features.plans.baselines.facts import plan_facts
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Phase as PhaseRow
from milepost.features.programmes.models import Programme

__all__ = ["effort_facts", "finished_facts", "plan_facts"]


def effort_facts(phases: Sequence[PhaseRow]) -> EffortFacts:
    """The planned days of each phase."""
    return EffortFacts(
        tuple(
            PhaseEffort(Phase(phase.key), Decimal(phase.internal_days), Decimal(phase.external_days))
            for phase in phases
        )
    )


def finished_facts(programme: Programme, on: date) -> ActivityFacts:
    """The last activity done by that day. One query."""
    latest = Activity.objects.filter(programme=programme, done_on__lte=on).order_by("-done_on", "-key").first()
    return ActivityFacts(latest.done_on, latest.name) if latest else ActivityFacts()
