"""Replacing the files of an erasure in an order that a kill at any moment cannot break.

1. What is written anew lies beside, in `evidence/<organisation>/erasing/<key>/`.
2. Alone with the files, one transaction changes the rows and writes the ledger's entry; its last step is the journal in
   that folder, which names the entry and which draft goes where.
3. Committed, the drafts are moved to their places, and the folder goes.

A journal that nobody works on was left by a kill. Where the ledger has no such entry, the transaction was undone and
the folder is all there is to undo; where it has, the drafts that are still there are moved. Drafts and journal hold
hashes and other people's data, never the person who is erased.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.bulk.store.parts import flush
from milepost.platform.batches.engines import evidence_root
from milepost.platform.batches.models import Batch
from milepost.platform.files.keeping import Unfinished, alone_in, finishing
from milepost.platform.files.stores import store
from milepost.platform.ledger.models import Entry
from milepost.platform.walls.visible import as_installation

FOLDER, JOURNAL = "erasing", "journal.json"
LOCK = "erasing"


@dataclass(frozen=True, slots=True)
class Journal:
    """What an erasure moves: the name of a draft in its folder → its place in the organisation's evidence."""

    entry: UUID
    batches: tuple[UUID, ...]
    moves: dict[str, str]


def folder_for(organisation_id: UUID, key: UUID) -> Path:
    """Where an erasure keeps what it writes anew, on the file system of what that replaces."""
    folder = evidence_root() / str(organisation_id) / FOLDER / str(key)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def write_journal(folder: Path, journal: Journal) -> None:
    """Say what is to be moved, on disk for good; the drafts must lie there."""
    draft = folder / f"{JOURNAL}.draft"
    facts = {"entry": str(journal.entry), "batches": [str(key) for key in journal.batches], "moves": journal.moves}
    draft.write_text(json.dumps(facts), "utf-8")
    flush(draft)
    draft.replace(folder / JOURNAL)
    for place in (folder, folder.parent, folder.parent.parent):
        flush(place)


def move_all(folder: Path, moves: Iterable[tuple[str, str]]) -> None:
    """Move the drafts that are still there to their places, then forget the folder. Raises `Unfinished`."""
    evidence = folder.parent.parent
    try:
        places = [_move(folder / draft, evidence / place) for draft, place in moves]
        for parent in {place.parent for place in places if place.parent.is_dir()}:
            flush(parent)
        _forget(folder)
    except OSError as error:
        raise Unfinished(
            _("An erasure is entered in the ledger, but a file cannot be replaced: {reason}").format(
                reason=error.strerror or error
            ),
            hint=_("Give this user the folder evidence, and room, then run `milepost batch verify`: it finishes it."),
        ) from error


def _move(draft: Path, place: Path) -> Path:
    kept = store()
    if kept.look(place):
        if draft.exists():  # else moved before the kill
            kept.replace(draft, place)
    else:
        draft.unlink(missing_ok=True)  # a received file went with its retention
    return place


def _forget(folder: Path) -> None:
    shutil.rmtree(folder)


def finish_erasures() -> int:
    """Do or undo what killed erasures left; how many were done. Raises `Unfinished`. Call it alone with the files."""
    with as_installation("what a killed erasure left is finished before anybody reads the files, whoever that is"):
        return sum([_finish(path) for path in journals()])


def journals() -> list[Path]:
    """The journals that lie there, of every organisation: unless somebody is alone with the files, a kill left them."""
    return sorted(evidence_root().glob(f"*/{FOLDER}/*/{JOURNAL}"))


def _finish(path: Path) -> bool:
    facts = json.loads(path.read_text("utf-8"))
    if _is_committed(UUID(facts["entry"]), [UUID(key) for key in facts["batches"]]):
        move_all(path.parent, facts["moves"].items())
        return True
    _forget(path.parent)
    return False


@transaction.atomic
def _is_committed(entry: UUID, batches: list[UUID]) -> bool:
    # The rows' locks: a server may still be at the commit that a killed process sent it.
    known = set(Batch.objects.select_for_update().filter(pk__in=batches).order_by("pk").values_list("pk", flat=True))
    if known != set(batches):
        raise Unfinished(
            _("An erasure was cut off, and this database does not know the batches it was about."),
            hint=_("Run the command on the database of this home: see DATABASE_URL and MILEPOST_HOME."),
        )
    return Entry.objects.filter(pk=entry).exists()


def clear_drafts() -> None:
    """Remove what an erasure wrote that was killed before its journal; left alone while another one is at work."""
    with alone_in(LOCK, wait=False) as alone:
        if alone:
            forget_drafts()


def forget_drafts() -> None:
    """The same for whoever holds the lock of erasures."""
    for folder in evidence_root().glob(f"*/{FOLDER}/*"):
        if not (folder / JOURNAL).exists():
            _forget(folder)


finishing(lambda: bool(journals()), finish_erasures)
