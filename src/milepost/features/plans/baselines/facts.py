"""What the rules know of the plan: its baselines by what they hold, and how the scope grew since the endorsed one."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from milepost.engines.rules.facts.plan import PlanFacts, PlanVersion, ScopeGrowth
from milepost.engines.rules.facts.refs import Ref
from milepost.features.plans.baselines.on_record import BaselineOnRecord, baselines_on_record, endorsed_among
from milepost.features.plans.models import Activity
from milepost.features.programmes.models import ElementState, Programme, ScopeElement


def plan_facts(programme: Programme, on: date, *, is_attested: bool) -> PlanFacts | None:
    """The topic `plan`; None while no baseline is drawn up, and where what the committee endorsed is attested.

    Whoever attested G1-PLAN with a plan endorsed elsewhere keeps that until a baseline is endorsed here.
    """
    found = [one for one in baselines_on_record(programme) if one.row.drawn_on <= on]
    endorsed = endorsed_among(found, on)
    if not found or (is_attested and endorsed is None):
        return None
    return PlanFacts(
        plan=Ref(str(programme.pk), programme.name),
        versions=tuple(_versions(found)),
        growth=_growth(programme, endorsed) if endorsed else None,
    )


def _versions(found: Iterable[BaselineOnRecord]) -> Iterable[PlanVersion]:
    for one in found:
        holds, endorsement = one.row.summary, one.endorsement
        yield PlanVersion(
            version=one.row.reference,
            milestones=holds["milestones"],
            allocations=holds["allocations"],
            budget=None if holds["budget"] is None else Decimal(holds["budget"]),
            dependencies=holds["dependencies"],
            risks=holds["risks"],
            drawn_up_on=one.row.drawn_on,
            endorsed_on=one.endorsed_on,
            endorsed_in=Ref(str(endorsement.meeting_id), endorsement.meeting.code) if endorsement else None,
        )


def _growth(programme: Programme, endorsed: BaselineOnRecord) -> ScopeGrowth:
    holds = endorsed.row.summary
    days = Activity.objects.filter(programme=programme).aggregate(days=Sum("days"))["days"]
    return ScopeGrowth(
        elements_then=holds["elements"],
        elements_now=ScopeElement.objects.filter(programme=programme, state=ElementState.IN).count(),
        days_then=Decimal(holds["days"]),
        days_now=Decimal(days or 0),
    )
