"""Whether evidence is still what was sealed: files, the current view, the roll-up."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from milepost.engines.bulk import Content, Fault, batch_folder, blob_path, read_blob, verify_batch
from milepost.engines.bulk import Part as StoredPart
from milepost.engines.bulk.store.parts import hash_file
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.engines import engine_for, evidence_root
from milepost.platform.batches.models import Batch, BatchState, Part
from milepost.platform.files.keeping import Unfinished, files_stay
from milepost.platform.files.stores import NotAsKept, store
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Organisation


@dataclass(slots=True)
class Verified:
    """`faults` are damages, `told` what is not as it was sealed for a known reason."""

    batches: int = 0
    files: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing is damaged."""
        return not self.faults


def verify_batches(organisation: Organisation, batches: Sequence[Batch], *, whole: bool) -> Verified:
    """Re-hash batches and received files; `whole`: also hold the current view against all batches of the store.

    Erasures wait meanwhile, and one that was cut off is finished first; one that cannot be is the only fault then.
    """
    answer, folder = Verified(), folder_of(new_key())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with files_stay():
            for batch in batches:
                _verify(batch, answer, folder)
            if whole:
                _verify_current(organisation, answer, folder)
    except Unfinished as error:
        answer.faults.append({**_fault("", "unfinished", "", "", ""), "reason": error.reason, "hint": error.hint})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return answer


def _verify(batch: Batch, answer: Verified, folder: Path) -> None:
    root, organisation = evidence_root(), str(batch.organisation_id)
    parts = list(Part.objects.filter(batch=batch))
    answer.batches += 1
    answer.files += len(parts)
    rewritten = {part.sealed_sha256: part.sha256 for part in parts if part.sha256 != part.sealed_sha256}
    home = batch_folder(root, organisation, batch.kind, str(batch.pk))
    with store().lent(home, folder) as lying:
        damages = verify_batch(lying, batch.manifest_sha256, redacted=set(rewritten))
    for damage in damages:
        expected = rewritten.get(damage.expected, damage.expected)
        line = _line(batch, damage.fault, damage.path.name, expected, damage.found)
        is_told = damage.fault is Fault.REDACTED and damage.found == expected
        (answer.told if is_told else answer.faults).append(line)
    _verify_blob(batch, answer, folder)


def _verify_blob(batch: Batch, answer: Verified, folder: Path) -> None:
    blob = blob_path(evidence_root(), str(batch.organisation_id), batch.file_sha256)
    if store().look(blob) is None:
        kept = batch.source.retention_days is None
        line = _line(batch, Fault.MISSING, batch.file_name, batch.file_sha256, "")
        (answer.faults if kept else answer.told).append(line)
        return
    answer.files += 1
    with store().lent(blob, folder) as lying:
        found = hash_file(read_blob(lying, folder / "blob"))
    if found != batch.file_sha256:
        same = Batch.objects.filter(organisation_id=batch.organisation_id, file_sha256=batch.file_sha256)
        redacted = same.filter(state=BatchState.REDACTED).exists()  # also where it was received once more since
        line = _line(batch, Fault.REDACTED if redacted else Fault.ALTERED, batch.file_name, batch.file_sha256, found)
        (answer.told if redacted else answer.faults).append(line)


def _verify_current(organisation: Organisation, answer: Verified, folder: Path) -> None:
    generation = current_generation(organisation.pk)
    answer.files += len(generation.parts)
    for part in generation.parts:
        found = _hash_of(part.path)
        if found != part.sha256:
            fault = Fault.ALTERED if found else Fault.MISSING
            answer.faults.append(_fault("current", fault, part.path.name, part.sha256, found))
            return
    facts = facts_of_batches(organisation)
    if missing := [part for part in facts if store().look(part.path) is None]:
        answer.faults.append(_fault("current", Fault.MISSING, missing[0].path.name, missing[0].sha256, ""))
        return
    try:
        differing = engine_for(organisation.pk, folder).differences(facts=facts, current=generation.parts)
    except NotAsKept:  # named above, where its batch was gone through
        answer.faults.append(_fault("current", "not comparable", "", "", ""))
        return
    if differing:
        answer.faults.append({**_fault("current", "differs", "", "", ""), "rows": differing})


def _hash_of(place: Path) -> str:
    """The SHA-256 of a file as the store has it now, empty where it is missing."""
    digest = hashlib.sha256()
    try:
        for chunk in store().chunks(place):
            digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def facts_of_batches(organisation: Organisation) -> list[StoredPart]:
    """The facts of every batch."""
    root = evidence_root()
    parts = Part.objects.filter(organisation=organisation, content=Content.FACTS).select_related("batch")
    return [
        StoredPart(
            batch_folder(root, str(organisation.pk), part.batch.kind, str(part.batch_id)) / part.name,
            part.sha256,
            part.rows,
            Content.FACTS,
            part.month,
        )
        for part in parts.order_by("batch__generation", "name")
    ]


def _line(batch: Batch, fault: str, name: str, expected: str, found: str) -> dict[str, Any]:
    return _fault(str(batch.pk), fault, name, expected, found)


def _fault(batch: str, fault: str, name: str, expected: str, found: str) -> dict[str, Any]:
    return {"batch": batch, "fault": str(fault), "file": name, "expected": expected, "found": found}
