"""Keeping the roll-up true: what was counted under other terms is counted anew before anybody reads it.

Few records are counted at once, by whoever asks first; many by a job. Until it is done the practices concerned are
shown as being recounted, never with numbers of other terms.
"""

from collections.abc import Mapping

from django.db.models import Sum
from django.utils.translation import gettext as _

from milepost.features.evidence.imports.terms import refresh
from milepost.features.programmes.models import Programme
from milepost.platform.batches.evidence import Evidence
from milepost.platform.batches.models import RECORDS, CurrentPart
from milepost.platform.batches.services.rollups import StillMoving, stale_practices
from milepost.platform.batches.terms import ProgrammeTerms
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.services import enqueue
from milepost.platform.ledger.authors import Channel, system

AT_ONCE = 250_000  # records, about a second's work
RECOUNT = "evidence.recount"


def bring_up_to_date(
    programme: Programme, terms: ProgrammeTerms, evidence: Evidence, known: Mapping[str, str]
) -> frozenset[str]:
    """Count anew what was counted under other terms than `known` says. Returns the practices that wait for a job."""
    stale = frozenset(stale_practices(programme.organisation_id, terms, evidence, known))
    if not stale:
        return stale
    if _records(programme) <= AT_ONCE:
        try:
            refresh(programme)
        except StillMoving:
            return stale
        return frozenset()
    _ask_for_recount(programme)
    return stale


def _records(programme: Programme) -> int:
    live = CurrentPart.objects.filter(
        organisation_id=programme.organisation_id, kind=RECORDS, until_generation=None
    ).aggregate(rows=Sum("rows"))
    return live["rows"] or 0


def _ask_for_recount(programme: Programme) -> None:
    """Enqueue the recount, unless one waits already; a running one may have read the terms before they changed."""
    waiting = Job.objects.filter(kind=RECOUNT, programme_id=programme.pk, state=JobState.QUEUED)
    if not waiting.exists():
        enqueue(
            actor=system(Channel.JOB),
            organisation=programme.organisation,
            kind=RECOUNT,
            label=_("Count the records of {programme} anew").format(programme=programme.name),
            payload={},
            programme_id=programme.pk,
        )
