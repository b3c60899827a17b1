"""Opening and closing phases. Which phase may open when is judged in `gates`; here it is written down."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.settings import Phase as PhaseKey
from milepost.features.programmes.models import Phase, Programme
from milepost.features.programmes.permits import Permit, check_permit
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

OPEN_STEP = "open-phase"


@transaction.atomic
def set_phase_open(*, actor: Actor, programme: Programme, phase: PhaseKey, permit: Permit) -> Phase:
    """Open a phase on the permit's day and close the one before it."""
    check_permit(permit, step=OPEN_STEP, programme_id=programme.pk, subject=phase.value)
    rows = {row.key: row for row in programme.phases.all()}
    row = rows[phase.value]
    if row.opened_on is not None:
        raise Refused(_("{phase} is open since {day}.").format(phase=phase.code, day=row.opened_on), field="phase")
    row.opened_on = permit.on
    touched = [row]
    before = rows[phase.before.value] if phase.before else None
    if before is not None and before.closed_on is None:
        before.closed_on = permit.on
        touched.append(before)
    for changed in touched:
        save_revised(changed)
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="programme.phase-opened",
        subject=row,
        change={"phase": phase.value, "on": permit.on, "verdict": permit.verdict},
        touched=touched,
    )
    return row
