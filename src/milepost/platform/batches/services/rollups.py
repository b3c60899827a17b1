"""Counting anew without a seal: when a practice goes live, a procedure is approved, the scope or a mapping changes."""

import shutil
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from milepost.platform.batches.current import current_generation
from milepost.platform.batches.engines import engine_for
from milepost.platform.batches.evidence import Evidence, evidence_of
from milepost.platform.batches.models import RECORDS, CurrentView, Rollup
from milepost.platform.batches.services.counting import count_programmes, store_counted
from milepost.platform.batches.terms import ProgrammeTerms, digest_of_terms
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import system
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Organisation

RACES = 5


class StillMoving(Exception):
    """Seals kept coming while the roll-up was counted; they count themselves."""


def stale_practices(
    organisation_id: UUID,
    terms: ProgrammeTerms,
    evidence: Evidence | None = None,
    known: Mapping[str, str] | None = None,
) -> list[str]:
    """The practices whose roll-up was counted under other terms than these.

    `known` are the digests that each was counted under. What a caller has not read yet is read: three queries for the
    evidence, one for the digests.
    """
    evidence = evidence or evidence_of(organisation_id)
    if not evidence.practices:
        return []
    if known is None:
        known = dict(Rollup.objects.filter(programme_id=terms.programme_id).values_list("practice", "terms_digest"))
    return [
        practice
        for practice in sorted(terms.practices)
        if known.get(practice) != digest_of_terms(terms, practice, evidence.about(practice))
    ]


def refresh_rollups(organisation: Organisation, terms: Sequence[ProgrammeTerms]) -> int:
    """Count anew what was counted under other terms; returns how many practices that were.

    The roll-up is derived, yet gates read it: the entry tells what was counted, so that an edit of it is found.
    """
    stale = [programme for programme in terms if stale_practices(organisation.pk, programme)]
    if not stale:
        return 0
    folder = folder_of(new_key())
    try:
        engine = engine_for(organisation.pk, folder)
        for _race in range(RACES):
            generation = current_generation(organisation.pk)
            counted = count_programmes(engine, terms=stale, parts=generation.parts, organisation_id=organisation.pk)
            with transaction.atomic():
                view = CurrentView.objects.select_for_update().get(organisation=organisation, kind=RECORDS)
                if view.generation == generation.number:
                    sums = store_counted(organisation, counted, generation=generation.number)
                    _append_recount(organisation, sums, generation.number)
                    return len(counted)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise StillMoving


def _append_recount(organisation: Organisation, sums: Sequence[Rollup], generation: int) -> None:
    entries.append(
        actor=system(),
        organisation_id=organisation.pk,
        kind="rollup.counted",
        subject=organisation,
        change={"generation": generation, "practices": len(sums)},
        touched=sums,
    )
