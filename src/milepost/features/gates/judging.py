"""How each gate stood from time to time: written down when it has changed, once a day and at each decision.

This is a record of looks, not of deeds: it is rebuilt by nobody, and no criterion reads it. What was decided on stands
in the decision itself.
"""

from django.db import transaction

from milepost.engines.rules.gates import GateVerdict
from milepost.features.gates.models import Judgement
from milepost.features.gates.selectors import get_standings
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.selectors import in_each_organisation


def note_standings(programme: Programme) -> list[Judgement]:
    """Judge all gates today and write down those that stand otherwise than they did."""
    on = today(programme.organisation.timezone)
    return [
        noted for standing in get_standings(programme, on=on) if (noted := note_verdict(programme, standing.verdict))
    ]


@transaction.atomic
def note_verdict(programme: Programme, verdict: GateVerdict) -> Judgement | None:
    """Write a verdict down, unless the gate stood just so at the last look."""
    holding = sorted(found.id for found in verdict.criteria if found.passed)
    before = Judgement.objects.filter(programme=programme, gate=verdict.gate.value).order_by("-at").first()
    known = set(before.holding) if before else set()
    if before is not None and known == set(holding):
        return None
    return Judgement.objects.create(
        organisation=programme.organisation,
        programme=programme,
        gate=verdict.gate.value,
        on=verdict.on,
        at=now(),
        holding=holding,
        total=len(verdict.criteria),
        changes={"gained": sorted(set(holding) - known), "lost": sorted(known - set(holding))},
    )


def note_all() -> int:
    """The daily look at every programme; answers with how many gates stood otherwise."""
    return sum(in_each_organisation(_note_all_in))


def _note_all_in(organisation: Organisation) -> int:
    programmes = Programme.objects.select_related("organisation").filter(organisation=organisation).order_by("pk")
    return sum(len(note_standings(programme)) for programme in programmes.iterator(chunk_size=100))
