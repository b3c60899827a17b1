"""One import from the received file to the sealed batch.

Everything heavy happens in the job's folder and in the evidence folder under names that nobody reads yet. Then one
transaction checks that the generation compared with is still the current one, and makes batch, parts, current view,
roll-up and ledger entry visible together. Where another seal came first, the import compares anew.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.engines.bulk import Engine, ImportOutcome, ImportPlan
from milepost.engines.bulk.importing.manifest import write_manifest
from milepost.platform.batches.actors import ActorHashes, secret_of
from milepost.platform.batches.current import Generation, current_generation
from milepost.platform.batches.drafts import (
    Attempt,
    BatchDraft,
    forget_attempt,
    kept_attempt,
    kept_draft,
    save_attempt,
    save_draft,
)
from milepost.platform.batches.engines import engine_for
from milepost.platform.batches.models import Batch, Source
from milepost.platform.batches.orders import Imported, ImportOrder
from milepost.platform.batches.policies import IMPORT_RECORDS
from milepost.platform.batches.results import facts_of
from milepost.platform.batches.services.sealing import Overtaken, Sealing, last_batch_of, seal
from milepost.platform.batches.services.sources import source_for
from milepost.platform.batches.terms import TermsOf
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

RACES = 5
RECEIVED = "received"

type Report = Callable[[str], None]


def import_file(
    *, actor: Actor, order: ImportOrder, folder: Path, terms_of: TermsOf, report: Report = lambda _stage: None
) -> Imported:
    """Import a file. `folder` is the job's own: empty, or as a killed run of the same order left it.

    Raises `Refused`, or a `BulkFailure` that names file, row and field.
    """
    require(actor, IMPORT_RECORDS, organisation_id=order.organisation.pk, programme_id=order.programme_id)
    if (draft := kept_draft(folder)) and (batch := Batch.objects.filter(pk=draft.attempt.batch).first()):
        return _imported(draft, batch)
    report("receive")
    received = _received(order, folder)
    engine = engine_for(order.organisation.pk, folder)
    work = _Work(engine, actor, order, received, folder, terms_of, report)
    for _race in range(RACES):
        try:
            return work.attempt()
        except Overtaken:
            forget_attempt(folder)
    raise Refused(_("Other imports came first {count} times.").format(count=RACES), hint=_("Import the file again."))


@dataclass(frozen=True, slots=True)
class _Work:
    """What stays the same from one attempt at the seal to the next."""

    engine: Engine
    actor: Actor
    order: ImportOrder
    received: Path
    folder: Path
    terms_of: TermsOf
    report: Report

    def attempt(self) -> Imported:
        """Compare with what is current now, and seal. Raises `Overtaken`."""
        source = source_for(self.order.organisation, self.order.mapping)
        generation = current_generation(self.order.organisation.pk)
        attempt = self._begin(generation)
        draft = kept_draft(self.folder)
        if draft is None:
            self.report("import")
            plan = _plan(self.order, source, self.received, self.folder, generation, attempt)
            outcome = self.engine.run_import(plan)
            facts = facts_of(outcome, dry_run=self.order.dry_run)
            if self.order.dry_run or outcome.stopped:
                return Imported(facts, None)
            if not outcome.changed:
                if not _covers_more(self.order, source):
                    return Imported(facts, None)
                outcome = _without_news(plan, outcome)
            draft = BatchDraft.of(attempt, outcome, facts)
            save_draft(self.folder, draft)
        self.report("seal")
        sealing = Sealing(self.order, source, self.received, self.folder, generation, draft)
        return _imported(draft, seal(self.engine, actor=self.actor, sealing=sealing, terms_of=self.terms_of))

    def _begin(self, generation: Generation) -> Attempt:
        """The attempt begun before, as long as nothing else was sealed since; else a new one, received now."""
        kept = kept_attempt(self.folder)
        if kept is not None and kept.generation == generation.number:
            return kept
        fresh = Attempt(new_key(), now(), generation.number)
        save_attempt(self.folder, fresh)
        return fresh


def _imported(draft: BatchDraft, batch: Batch) -> Imported:
    return Imported({**draft.facts, "batch": str(batch.pk)}, batch)


def _received(order: ImportOrder, folder: Path) -> Path:
    """A copy of our own: the file may change while it is read."""
    place = folder / RECEIVED / order.file_name
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f"{place.name}.draft")
    shutil.copyfile(order.file, draft)
    draft.replace(place)
    return place


def _plan(
    order: ImportOrder, source: Source, received: Path, folder: Path, generation: Generation, attempt: Attempt
) -> ImportPlan:
    previous = last_batch_of(order.organisation.pk, source.code)
    return ImportPlan(
        file=received,
        folder=folder,
        mapping=order.mapping,
        source=source.code,
        practice=order.practice,
        practices=order.practices if order.mapping.practice else frozenset(),
        received_at=attempt.received_at,
        secret=secret_of(order.organisation),
        hash_actors=ActorHashes(order.organisation, keep=not order.dry_run),
        batch=str(attempt.batch),
        timezone=order.timezone,
        date_order=order.date_order,
        on_reject=order.on_reject,
        dry_run=order.dry_run,
        current=generation.parts,
        cover=order.cover,
        previous_batch=str(previous.pk) if previous else "",
        mapping_name=order.mapping_name,
        result_file=order.result_file,
    )


def _covers_more(order: ImportOrder, source: Source) -> bool:
    """Whether a file without news says that its source was silent for a period nobody vouched for yet."""
    if order.cover is None:
        return False
    period = order.cover.period
    covering = Batch.objects.filter(
        organisation=order.organisation,
        source__code=source.code,
        complete_from__lte=period.starts_at,
        complete_to__gte=period.ends_at,
    )
    return not any(set(order.covered) <= set(batch.covers) for batch in covering)


def _without_news(plan: ImportPlan, outcome: ImportOutcome) -> ImportOutcome:
    """A batch of no facts: its manifest alone says what the source vouched for."""
    (plan.folder / "parts").mkdir(exist_ok=True)
    names = ("rows", "records", "created", "updated", "unchanged", "rejected", "deleted")
    counts = {name: int(getattr(outcome, name)) for name in names}
    digest = write_manifest(plan, blob=outcome.file_sha256, counts=counts, key_column="", parts=[])
    return replace(outcome, manifest_sha256=digest)
