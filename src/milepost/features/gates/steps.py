"""Every step that a rule guards: lock the programme, gather facts, judge, and hand the lower service its permit.

A refusal says which rule refused, on what, and how to satisfy it; it is kept in the ledger.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.sequence import SequenceVerdict, Step, judge_step
from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.policies import TAKE_STEPS
from milepost.features.practices.models import Practice
from milepost.features.practices.services import set_live
from milepost.features.programmes.models import Phase as PhaseRow
from milepost.features.programmes.models import Programme
from milepost.features.programmes.permits import Permit
from milepost.features.programmes.phases import set_phase_open
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import RefusedByRule


def open_phase(*, actor: Actor, programme: Programme, phase: Phase) -> PhaseRow:
    """Open a phase today: on the go of the gate before it (S-01), Design with a signed commitment (S-17)."""

    def take(locked: Programme, permit: Permit) -> PhaseRow:
        return set_phase_open(actor=actor, programme=locked, phase=phase, permit=permit)

    return _guarded(actor, programme, Step.OPEN_PHASE, phase.value, None, take)


def take_practice_live(*, actor: Actor, practice: Practice, on: date | None = None) -> Practice:
    """Take a practice live on a day: design complete (S-02), CMDB verified (S-03)."""

    def take(_locked: Programme, permit: Permit) -> Practice:
        return set_live(actor=actor, practice=practice, on=on or permit.on, permit=permit)

    return _guarded(actor, practice.programme, Step.TAKE_PRACTICE_LIVE, practice.key, on, take)


def _guarded[Taken](
    actor: Actor,
    programme: Programme,
    step: Step,
    about: str,
    day: date | None,
    take: Callable[[Programme, Permit], Taken],
) -> Taken:
    require(actor, TAKE_STEPS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    on = today(programme.organisation.timezone)
    read_clocks(programme, on=on)  # what must be recounted is, before the transaction holds any lock
    try:
        with transaction.atomic():
            locked = (
                Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
            )
            verdict = judge_step(step, gather_facts(locked, on=on), on=on, about=about, day=day)
            if not verdict.passed:
                raise _refusal(verdict, about)
            permit = Permit(step.value, programme.pk, about, on, {rule.id: rule.passed for rule in verdict.rules})
            return take(locked, permit)
    except RefusedByRule as refusal:
        entries.record(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="steps.refused",
            subject=programme,
            change={"step": step.value, "about": about, "results": sorted({r.id for r in refusal.results})},
        )
        raise


def _refusal(verdict: SequenceVerdict, about: str) -> RefusedByRule:
    rules = ", ".join(rule.id for rule in verdict.rules if not rule.passed)
    return RefusedByRule(
        _("The step is refused by {rules}.").format(rules=rules),
        verdict.results,
        hint=_("Settle what {rules} found about {about}, then repeat the step.").format(rules=rules, about=about),
    )
