"""Upkeep of the store: files nobody needs any more, and the current view made anew from the batches alone."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from milepost.engines.bulk import batch_folder, blob_path, generation_folder, orphans
from milepost.engines.bulk.store.verifying import MANIFEST
from milepost.platform.batches.current import current_generation, relative_path
from milepost.platform.batches.engines import engine_for, evidence_folder, evidence_root
from milepost.platform.batches.finishing import clear_drafts
from milepost.platform.batches.models import RECORDS, Batch, CurrentPart, CurrentView, Part, Source
from milepost.platform.batches.verifying import facts_of_batches
from milepost.platform.files.keeping import files_may_change
from milepost.platform.files.stores import store
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Organisation

A_DAY = timedelta(days=1)


class StillMoving(Exception):
    """Seals kept coming while the view was rebuilt."""


def sweep(organisation: Organisation) -> int:
    """Remove what killed imports left a day ago, and received files past their retention; returns how many files.

    An erasure that was cut off is finished. While a backup reads, nothing is removed: the next import sweeps again.
    """
    kept, root = store(), evidence_folder(organisation.pk)
    before = timezone.now() - A_DAY  # the machine's time, as the files' own
    with files_may_change(wait=False) as alone:
        if not alone:
            return 0
        written = ((file.place, file.written_at) for file in kept.listed(root))
        left = orphans(written, known=files_spoken_of(organisation), before=before)
        for place in left:
            if (file := kept.look(place)) and file.written_at < before:  # an import may have renewed it meanwhile
                kept.remove(place)
        clear_drafts()
        return len(left) + _sweep_folders(before.timestamp())


def files_spoken_of(organisation: Organisation) -> list[Path]:
    """Every file of the store that a row speaks of, but received files past their retention."""
    root, own = evidence_root(), str(organisation.pk)
    known = [
        batch_folder(root, own, part.batch.kind, str(part.batch_id)) / part.name
        for part in Part.objects.filter(organisation=organisation).select_related("batch")
    ]
    known += [
        evidence_folder(organisation.pk) / row.path for row in CurrentPart.objects.filter(organisation=organisation)
    ]
    for batch in Batch.objects.filter(organisation=organisation).select_related("source"):
        known.append(batch_folder(root, own, batch.kind, str(batch.pk)) / MANIFEST)
        if not _is_past_retention(batch, batch.source):
            known.append(blob_path(root, own, batch.file_sha256))
    return known


def _is_past_retention(batch: Batch, source: Source) -> bool:
    return source.retention_days is not None and batch.sealed_at < now() - timedelta(days=source.retention_days)


def _sweep_folders(before: float) -> int:
    """Folders of imports from the command line that were killed; jobs in the queue keep theirs."""
    home, count = Path(settings.MILEPOST_HOME) / "jobs", 0
    for folder in home.iterdir() if home.is_dir() else ():
        old = folder.stat().st_mtime < before
        if old and not Job.objects.filter(pk=folder.name.removesuffix(".lock")).exists():
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
            count += 1
    return count


def rebuild_current(organisation: Organisation) -> int:
    """Make the current view anew from the facts of all batches; returns its rows. Raises `StillMoving`."""
    folder = folder_of(new_key())
    try:
        engine = engine_for(organisation.pk, folder)
        generation = current_generation(organisation.pk)
        number = generation.number + 1
        made = engine.rebuild(
            facts=facts_of_batches(organisation),
            folder=generation_folder(evidence_root(), str(organisation.pk), RECORDS, str(new_key())),
            scratch=folder / "generation",
        )
        with transaction.atomic():
            view = CurrentView.objects.select_for_update().get(organisation=organisation, kind=RECORDS)
            if view.generation != generation.number:
                raise StillMoving
            view.generation = number
            view.save(update_fields=["generation"])
            CurrentPart.objects.filter(organisation=organisation, kind=RECORDS, until_generation=None).update(
                until_generation=number
            )
            CurrentPart.objects.bulk_create(
                CurrentPart(
                    organisation=organisation,
                    month=part.month,
                    path=relative_path(organisation.pk, part.path),
                    rows=part.rows,
                    sha256=part.sha256,
                    from_generation=number,
                )
                for part in made
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return sum(part.rows for part in made)
