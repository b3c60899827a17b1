"""Erasing a person from the evidence without breaking it.

Raw rows and the received files are rewritten without the person's name in the source; facts, which never held it, stay
with their hashes. The key of their actor hash is deleted, so that no record leads back to them. Each batch concerned
becomes *redacted*: verification says so instead of calling it broken. Records received later bring a new key.

`platform.batches.finishing` has the order of the steps, and what follows from a kill between two of them.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from milepost.engines.bulk import Content, Engine, batch_folder, blob_path
from milepost.engines.bulk.store.redacting import redact_blob
from milepost.platform.batches.actors import ActorHashes, secret_of
from milepost.platform.batches.engines import engine_for, evidence_folder, evidence_root
from milepost.platform.batches.finishing import (
    JOURNAL,
    LOCK,
    Journal,
    folder_for,
    forget_drafts,
    journals,
    move_all,
    write_journal,
)
from milepost.platform.batches.models import Batch, BatchState, Part
from milepost.platform.batches.policies import ERASE_PERSON
from milepost.platform.files.keeping import alone_in, files_may_change
from milepost.platform.files.stores import store
from milepost.platform.ledger import entries
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Erased:
    """`unlinked`: whether a key was deleted; `batches` those rewritten, `parts` and `files` how many of them.

    `finished` counts earlier erasures that had been cut off and were seen to first.
    """

    unlinked: bool
    batches: tuple[Batch, ...]
    parts: int
    files: int
    finished: int


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """New bytes for a file of the store, not moved yet."""

    draft: Path
    place: Path
    part: Part | None
    sha256: str
    batch: Batch


def erase_person(*, actor: Actor, organisation: Organisation, person: str, reason: str) -> Erased:
    """Erase a person by the name or id that the source uses for them. The entry in the ledger does not repeat it."""
    require(actor, ERASE_PERSON, organisation_id=organisation.pk)
    name = person.strip()
    if len(name) < SHORTEST:
        raise Refused(
            _("A name or id of at least {count} characters is wanted.").format(count=SHORTEST), field="person"
        )
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept in the ledger."), field="reason")
    with alone_in(LOCK, wait=True):  # two at once would each bring back what the other one erased
        left = len(journals())
        with files_may_change(wait=True):
            forget_drafts()  # what was cut off later is finished by now
        return _erase(actor, organisation, name, reason.strip(), left)


def _erase(actor: Actor, organisation: Organisation, name: str, reason: str, left: int) -> Erased:
    folder = folder_for(organisation.pk, new_key())
    try:
        drafts = _rewrite_all(engine_for(organisation.pk, folder), organisation, name, folder)
        with files_may_change(wait=True):
            erased = _commit(actor, organisation, name, reason, drafts, folder)
            move_all(folder, _moves(organisation, drafts).items())
    finally:
        if not (folder / JOURNAL).exists():  # else whoever comes next looks in the ledger how it ended
            shutil.rmtree(folder, ignore_errors=True)
    parts = sum(draft.part is not None for draft in drafts)
    return Erased(*erased, parts=parts, files=len(drafts) - parts, finished=left)


def _rewrite_all(engine: Engine, organisation: Organisation, name: str, folder: Path) -> list[_Rewritten]:
    secret, root = secret_of(organisation), evidence_root()
    drafts: list[_Rewritten] = []
    seen: set[str] = set()
    for batch in Batch.objects.filter(organisation=organisation).prefetch_related("parts").order_by("generation"):
        home = batch_folder(root, str(organisation.pk), batch.kind, str(batch.pk))
        for part in batch.parts.all():
            if part.content in {Content.RAW, Content.REJECTS}:
                draft = folder / f"{batch.pk}-{part.name}"
                if digest := engine.redact(home / part.name, draft, name=name, secret=secret):
                    drafts.append(_Rewritten(draft, home / part.name, part, digest, batch))
        blob = blob_path(root, str(organisation.pk), batch.file_sha256)
        if batch.file_sha256 not in seen and store().look(blob):
            draft = folder / f"{batch.file_sha256}.blob"
            with store().lent(blob, folder) as kept:
                found = redact_blob(kept, draft, name=name)
            if found:
                drafts.append(_Rewritten(draft, blob, None, "", batch))
        seen.add(batch.file_sha256)
    return drafts


def _commit(
    actor: Actor, organisation: Organisation, name: str, reason: str, drafts: Sequence[_Rewritten], folder: Path
) -> tuple[bool, tuple[Batch, ...]]:
    """The rows, the entry and the journal: whether a key was deleted, and the batches that are redacted now."""
    _write_through()
    with transaction.atomic(durable=True):
        unlinked = bool(ActorHashes(organisation, keep=False).keys_of(name).delete()[0])
        batches = _concerned(organisation, drafts)
        for batch in batches:
            batch.state = BatchState.REDACTED
            batch.save(update_fields=["state"])
        for draft in drafts:
            if draft.part is not None:
                Part.objects.filter(pk=draft.part.pk).update(sha256=draft.sha256)
        entry = entries.append(
            actor=actor,
            organisation_id=organisation.pk,
            kind="records.person-erased",
            subject=organisation,
            change={
                "reason": reason,
                "unlinked": unlinked,
                "parts": {draft.part.sealed_sha256: draft.sha256 for draft in drafts if draft.part},
                "files": [draft.batch.file_sha256 for draft in drafts if draft.part is None],
            },
            touched=batches,
        )
        if drafts:
            keys = tuple(batch.pk for batch in batches)
            write_journal(folder, Journal(entry.pk, keys, _moves(organisation, drafts)))
    return unlinked, batches


def _write_through() -> None:
    """Files move once this commits, so that it must outlast a power cut, which SQLite is not asked for elsewhere."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def _concerned(organisation: Organisation, drafts: Iterable[_Rewritten]) -> tuple[Batch, ...]:
    """Every batch of which a part is rewritten, or the received file, which several may share."""
    batches = {draft.batch.pk: draft.batch for draft in drafts}
    files = {draft.batch.file_sha256 for draft in drafts if draft.part is None}
    sharing = Batch.objects.filter(organisation=organisation, file_sha256__in=files)
    batches |= {batch.pk: batch for batch in sharing if batch.pk not in batches}
    return tuple(sorted(batches.values(), key=lambda batch: batch.generation))


def _moves(organisation: Organisation, drafts: Iterable[_Rewritten]) -> dict[str, str]:
    home = evidence_folder(organisation.pk)
    return {draft.draft.name: draft.place.relative_to(home).as_posix() for draft in drafts}
