"""What the rules know of a plan: its baselines, planned days by phase, and what was finished last."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from milepost.engines.rules.facts.decisions import ActivityFacts
from milepost.engines.rules.facts.plan import EffortFacts, PhaseEffort
from milepost.engines.rules.facts.settings import Phase
from milepost.features.plans.baselines.facts import plan_facts
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import Phase as PhaseRow
from milepost.features.programmes.models import Programme


def plan_topics(
    programme: Programme, phases: Sequence[PhaseRow], on: date, *, is_attested: bool = False
) -> Mapping[str, Any]:
    """The topics `plan`, `effort` and `activity` of the programme's facts; `is_attested` where G1-PLAN is."""
    latest = Activity.objects.filter(programme=programme, done_on__lte=on).order_by("-done_on", "-key").first()
    plan = plan_facts(programme, on, is_attested=is_attested)
    return {
        **({"plan": plan} if plan else {}),
        "effort": EffortFacts(
            tuple(
                PhaseEffort(Phase(phase.key), Decimal(phase.internal_days), Decimal(phase.external_days))
                for phase in phases
            )
        ),
        "activity": ActivityFacts(latest.done_on, latest.name) if latest else ActivityFacts(),
    }
