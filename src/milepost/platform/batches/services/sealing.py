"""Making a written batch visible, all of it at once or nothing.

Order: the received file, the parts, the months of the next generation are placed under their final names, create-only;
then one transaction writes every row and the ledger entry. A crash before it leaves files that nobody reads and that
`sweep` removes after a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from milepost.engines.bulk import Content, Engine, batch_folder, blob_path, generation_folder, place_batch, place_blob
from milepost.engines.bulk import Part as StoredPart
from milepost.platform.batches.current import Generation, relative_path
from milepost.platform.batches.drafts import BatchDraft
from milepost.platform.batches.engines import evidence_root
from milepost.platform.batches.models import RECORDS, Batch, CurrentPart, CurrentView, Part, Source
from milepost.platform.batches.orders import ImportOrder
from milepost.platform.batches.services.counting import Counted, count_programmes, store_counted
from milepost.platform.batches.services.sources import remember_mapping
from milepost.platform.batches.terms import TermsOf
from milepost.platform.files.stores import store
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.tables import Superseded

COUNTS = ("rows", "records", "created", "updated", "unchanged", "rejected", "deleted")


class Overtaken(Exception):
    """Another seal came first: the comparison is out of date."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is to be sealed, and against which generation it was compared."""

    order: ImportOrder
    source: Source
    received: Path
    folder: Path
    generation: Generation
    draft: BatchDraft

    @property
    def number(self) -> int:
        """The generation that the seal makes."""
        return self.generation.number + 1


def seal(engine: Engine, *, actor: Actor, sealing: Sealing, terms_of: TermsOf) -> Batch:
    """Place the files and commit. Raises `Overtaken`; a batch once begun may be sealed again after a kill."""
    parts = place_files(sealing)
    current = engine.write_generation(
        facts=[part for part in parts if part.content is Content.FACTS],
        current=sealing.generation.parts,
        months=sealing.draft.months,
        folder=generation_folder(*_home(sealing), RECORDS, str(sealing.draft.attempt.batch)),
        scratch=sealing.folder / "generation",
    )
    batch = _batch_row(actor, sealing)
    counted = count_programmes(
        engine, terms=terms_of(), parts=current, organisation_id=sealing.order.organisation.pk, joining=batch
    )
    return _commit(actor, sealing, batch, parts, current, counted)


def place_files(sealing: Sealing) -> list[StoredPart]:
    """The received file and the parts at their final names."""
    draft, (root, organisation) = sealing.draft, _home(sealing)
    blob = blob_path(root, organisation, draft.facts["file_sha256"])
    kept = store()
    if not kept.renew(blob):  # one left by a killed import must look young to a sweep that runs meanwhile
        place_blob(sealing.received, blob, sealing.folder, kept.put)
    folder = batch_folder(root, organisation, RECORDS, str(draft.attempt.batch))
    return place_batch(folder, draft.parts, sealing.folder / "parts" / "manifest.json", kept.put)


def _home(sealing: Sealing) -> tuple[Path, str]:
    return evidence_root(), str(sealing.order.organisation.pk)


@transaction.atomic
def _commit(
    actor: Actor,
    sealing: Sealing,
    batch: Batch,
    parts: Sequence[StoredPart],
    current: Sequence[StoredPart],
    counted: Sequence[Counted],
) -> Batch:
    order, draft, source = sealing.order, sealing.draft, sealing.source
    _advance(sealing)
    try:
        remember_mapping(source, order.mapping, name=order.mapping_name, timezone=order.timezone)
    except Superseded:
        raise Overtaken from None
    batch.source = source
    batch.save(force_insert=True)
    Part.objects.bulk_create([_part_row(batch, part) for part in parts])
    _replace_current(sealing, current)
    sums = store_counted(order.organisation, counted, generation=sealing.number)
    entries.append(
        actor=actor,
        organisation_id=order.organisation.pk,
        kind="batch.sealed",
        subject=batch,
        change={
            "source": source.code,
            "file": batch.file_name,
            "file_sha256": batch.file_sha256,
            "manifest_sha256": draft.manifest_sha256,
            "generation": sealing.number,
            "counts": batch.counts,
            "covers": batch.covers,
            "complete_from": batch.complete_from,
            "complete_to": batch.complete_to,
            "attest": batch.attest,
        },
        touched=[source, batch, *sums],
    )
    return batch


def _advance(sealing: Sealing) -> None:
    """Take the lock that all seals of the organisation take, and move the view on. Raises `Overtaken`."""
    where = {"organisation": sealing.order.organisation, "kind": RECORDS}
    CurrentView.objects.bulk_create([CurrentView(**where)], ignore_conflicts=True)
    view = CurrentView.objects.select_for_update().get(**where)
    if view.generation != sealing.generation.number:
        raise Overtaken
    view.generation = sealing.number
    view.save(update_fields=["generation"])


def _batch_row(actor: Actor, sealing: Sealing) -> Batch:
    order, draft = sealing.order, sealing.draft
    cover = order.cover.period if order.cover else None
    source = sealing.source
    return Batch(
        id=draft.attempt.batch,
        organisation=order.organisation,
        source=source,
        programme_id=order.programme_id,
        previous=last_batch_of(order.organisation.pk, source.code),
        generation=sealing.number,
        manifest_sha256=draft.manifest_sha256,
        file_sha256=draft.facts["file_sha256"],
        file_name=order.file_name[:200],
        file_size=sealing.received.stat().st_size,
        timing=source.timing,
        timezone=draft.facts["timezone"],
        mapping_name=order.mapping_name[:200],
        counts={name: draft.facts[name] for name in COUNTS},
        practices=draft.facts["practices"],
        covers=order.covered if cover else [],
        complete_from=cover.starts_at if cover else None,
        complete_to=cover.ends_at if cover else None,
        attest=order.attest,
        sealed_at=draft.attempt.received_at,
        sealed_by_id=actor.person_id,
    )


def last_batch_of(organisation_id: UUID, source: str) -> Batch | None:
    """The batch of a source that was sealed last."""
    return Batch.objects.filter(organisation_id=organisation_id, source__code=source).order_by("generation").last()


def _part_row(batch: Batch, part: StoredPart) -> Part:
    return Part(
        organisation_id=batch.organisation_id,
        batch=batch,
        content=part.content,
        name=part.path.name,
        month=part.month,
        rows=part.rows,
        sha256=part.sha256,
        sealed_sha256=part.sha256,
    )


def _replace_current(sealing: Sealing, current: Sequence[StoredPart]) -> None:
    """End the months that were written anew, begin the new ones; the others live on."""
    organisation = sealing.order.organisation
    live = {part.path for part in current}
    ended = [relative_path(organisation.pk, part.path) for part in sealing.generation.parts if part.path not in live]
    before = {part.path for part in sealing.generation.parts}
    CurrentPart.objects.filter(organisation=organisation, kind=RECORDS, until_generation=None, path__in=ended).update(
        until_generation=sealing.number
    )
    CurrentPart.objects.bulk_create(
        CurrentPart(
            organisation=organisation,
            month=part.month,
            path=relative_path(organisation.pk, part.path),
            rows=part.rows,
            sha256=part.sha256,
            from_generation=sealing.number,
        )
        for part in current
        if part.path not in before
    )
