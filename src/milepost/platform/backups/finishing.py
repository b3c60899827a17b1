"""What a restore does with files once the database has taken its place, and how that is gone on with after a kill.

Before the database changes, a journal in the folder beside names the row that the new one has and the old one lacks,
the files that wait to be put back, and those that stay. Where that row is there, the rest is done; where it is not,
the folder is all there is to undo.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.engines.bulk.store.parts import flush
from milepost.platform.backups.files import FOLDERS, SECRETS, home, place_named
from milepost.platform.backups.models import Backup
from milepost.platform.files.keeping import Unfinished, finishing
from milepost.platform.ledger.installation import is_prepared

FOLDER, JOURNAL = "restoring", "journal.json"


@dataclass(frozen=True, slots=True)
class Journal:
    """`backup` is the key of the row, `waiting` and `kept` are names under MILEPOST_HOME; `secrets`: they came too."""

    backup: str
    waiting: list[str]
    kept: list[str]
    secrets: bool


def write_journal(beside: Path, journal: Journal) -> None:
    """Say what is left to do, on disk for good."""
    draft = beside / f"{JOURNAL}.draft"
    draft.write_text(json.dumps(asdict(journal)), "utf-8")
    flush(draft)
    draft.replace(beside / JOURNAL)
    flush(beside)


def tidy(beside: Path) -> None:
    """Put back what an erasure had rewritten since, and remove what only the old data had. Raises `Unfinished`."""
    journal = Journal(**json.loads((beside / JOURNAL).read_text("utf-8")))
    try:
        for name in journal.waiting:
            if (beside / name).exists():  # else put back before the kill
                kept, place = place_named(name)
                kept.replace(beside / name, place)
        _remove_all_but(set(journal.kept))
        if journal.secrets:
            for path in (home() / SECRETS).rglob("*"):
                if path.is_file():
                    path.chmod(0o600)
        shutil.rmtree(beside)
    except OSError as error:
        raise Unfinished(
            _("A restore put the database in its place, but not all files: {reason}").format(
                reason=error.strerror or error
            ),
            hint=_("Give this user the folders of the home, then run `milepost batch verify`: it finishes it."),
        ) from error


def _remove_all_but(wanted: set[str]) -> None:
    for folder in FOLDERS:
        kept, below = place_named(folder)
        over = [file.place for file in kept.listed(below) if file.place.relative_to(kept.root).as_posix() not in wanted]
        for place in over:
            kept.remove(place)
        for path in sorted((home() / folder).rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def is_left() -> bool:
    """Whether a journal lies there: unless a restore is running, a kill left it."""
    return (home() / FOLDER / JOURNAL).exists()


def finish_restore() -> None:
    """Do or undo what a killed restore left. Raises `Unfinished`. Call it alone with the files, and where one is."""
    beside = home() / FOLDER
    key = json.loads((beside / JOURNAL).read_text("utf-8"))["backup"]
    if is_prepared() and Backup.objects.filter(pk=key).exists():
        tidy(beside)
    else:
        shutil.rmtree(beside)


finishing(is_left, finish_restore)
