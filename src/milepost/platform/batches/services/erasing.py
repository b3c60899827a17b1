"""Erasing a person from the evidence without breaking it.

Raw rows and the received files are rewritten without the person's name in the source; facts, which never held it, stay
with their hashes. The key of their actor hash is deleted, so that no record leads back to them. Each batch concerned
becomes *redacted*: verification says so instead of calling it broken. Records received later bring a new key.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.bulk import Content, Engine, batch_folder, blob_path
from milepost.engines.bulk.store.redacting import redact_blob
from milepost.platform.batches.actors import ActorHashes, secret_of
from milepost.platform.batches.engines import engine_for, evidence_root
from milepost.platform.batches.models import Batch, BatchState, Part
from milepost.platform.batches.policies import ERASE_PERSON
from milepost.platform.files.keeping import files_may_change
from milepost.platform.files.stores import store
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger import entries
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Erased:
    """`unlinked`: whether a key was deleted; `batches` those rewritten, `parts` and `files` how many of them."""

    unlinked: bool
    batches: tuple[Batch, ...]
    parts: int
    files: int


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
    folder = folder_of(new_key())
    try:
        engine = engine_for(organisation.pk, folder)
        drafts = _rewrite_all(engine, organisation, name, folder)
        with files_may_change(wait=True):
            return _commit(actor, organisation, name, reason.strip(), drafts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


@transaction.atomic
def _commit(actor: Actor, organisation: Organisation, name: str, reason: str, drafts: Sequence[_Rewritten]) -> Erased:
    unlinked = bool(ActorHashes(organisation, keep=False).keys_of(name).delete()[0])
    batches = {draft.batch.pk: draft.batch for draft in drafts}
    for batch in batches.values():
        batch.state = BatchState.REDACTED
        batch.save(update_fields=["state"])
    for draft in drafts:
        if draft.part is not None:
            Part.objects.filter(pk=draft.part.pk).update(sha256=draft.sha256)
    entries.append(
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
        touched=list(batches.values()),
    )
    for draft in drafts:  # the last thing before the commit: a file that cannot be replaced undoes the rows
        store().replace(draft.draft, draft.place)
    return Erased(
        unlinked,
        tuple(batches.values()),
        parts=sum(draft.part is not None for draft in drafts),
        files=sum(draft.part is None for draft in drafts),
    )
