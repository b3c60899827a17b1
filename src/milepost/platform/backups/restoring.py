"""Restoring an installation from a backup.

In order, and a kill at any point leaves the old data or the new, whole:

1. every member is read and held against its hash, the files into a folder beside;
2. a database beside is filled, brought up to date, and its ledger verified;
3. the files are moved in: names say what they hold, so they stand beside the old ones and nothing is written over;
4. the database takes the place of the present one in one step: from here on the backup is what is there;
5. what only the old data had is removed, and the few files that an erasure had rewritten since are put back.

A restore that was killed in the fifth step is finished by whatever next reads or changes files (`finishing`).
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.platform.backups.files import FOLDERS, home, place_named
from milepost.platform.backups.finishing import FOLDER, JOURNAL, Journal, finish_restore, is_left, tidy, write_journal
from milepost.platform.backups.loading import load
from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.backups.reading import Opened, open_backup
from milepost.platform.backups.swapping import database_beside, drop_beside, swap
from milepost.platform.files.keeping import files_may_change
from milepost.platform.files.stores import Kept, Store
from milepost.platform.ledger import clock
from milepost.platform.ledger.installation import is_prepared
from milepost.platform.ledger.verification import Verification, verify_ledger
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused
from milepost.platform.walls.visible import as_installation

type Told = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `ledger_passed` is false only where an altered one was let through."""

    backup: Opened
    rows: int
    files: int
    ledger_passed: bool


class AlteredBackup(Refused):
    """A backup whose rows are not those that its ledger speaks of."""


def restore(file: Path, *, replace: bool = False, allow_altered: bool = False, told: Told = lambda _: None) -> Restored:
    """Put a backup in the place of what is here.

    Raises `NoArchive` for a file that cannot be used, `Refused` where something is here and `replace` was not asked for
    or where the ledger does not agree and `allow_altered` was not; nothing is changed then.
    """
    home().mkdir(parents=True, exist_ok=True)
    home().chmod(0o700)
    with (
        as_installation("a backup brings the whole installation back"),
        files_may_change(wait=False, finish=False) as alone,  # what else was cut off goes with the old data
    ):
        if not alone:
            raise Refused(_("A backup is being made."), hint=_("Wait until it is done, then restore."))
        if is_left():
            finish_restore()
        if not replace and not is_empty():
            raise Refused(
                _("There is an installation here already."),
                hint=_("Back it up, then add --replace; or set MILEPOST_HOME and DATABASE_URL to empty ones."),
            )
        backup, beside = open_backup(file), home() / FOLDER
        try:
            return _restore(backup, beside, allow_altered=allow_altered, told=told)
        finally:
            backup.zip.close()
            drop_beside()
            if not (beside / JOURNAL).exists():  # else whoever comes next looks in the database how it ended
                shutil.rmtree(beside, ignore_errors=True)


def is_empty() -> bool:
    """Whether nothing would be lost."""
    if is_prepared() and Organisation.objects.exists():
        return False
    return not any(True for folder in FOLDERS for _file in _listed(folder))


def _listed(folder: str) -> Iterator[Kept]:
    kept, place = place_named(folder)
    yield from kept.listed(place)


def _restore(backup: Opened, beside: Path, *, allow_altered: bool, told: Told) -> Restored:
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    told("check")
    _unpack(backup, beside)
    told("load")
    with database_beside(beside):
        rows = load(backup)
        told("verify")
        clock.forget()
        answer = verify_ledger()
        _refuse_altered(answer, allow_altered=allow_altered)
        row = _remember(backup)
    told("replace")
    waiting = _move_in(backup, beside)
    kept, secrets = sorted(backup.manifest.members), backup.manifest.secrets
    write_journal(beside, Journal(str(row.pk), waiting, kept, secrets))
    swap(beside)
    clock.forget()
    tidy(beside)
    return Restored(backup, rows, len(list(backup.files())), answer.passed)


def _unpack(backup: Opened, beside: Path) -> None:
    for label, member in backup.tables():
        backup.check_table(label, member)
    for name in backup.files():
        place = beside / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with place.open("wb") as target:
            backup.check(name, target)


def _refuse_altered(answer: Verification, *, allow_altered: bool) -> None:
    """Hold the rows against their ledger. Migrations leave a row what its entries say, so no schema is let off."""
    if answer.passed or allow_altered:
        return
    first = answer.breaches[0]
    raise AlteredBackup(
        _("The backup's rows are not those its ledger speaks of: {count} mismatches, the first in {where}.").format(
            count=len(answer.breaches), where=first.where
        ),
        hint=_(
            "If they did not agree when it was made either, add --allow-altered; `ledger verify` goes on naming it."
        ),
    )


def _remember(backup: Opened) -> Backup:
    """The backup that one was restored from is a good one."""
    return Backup.objects.create(
        state=BackupState.RESTORED,
        at=datetime.fromisoformat(backup.manifest.made_at),
        place=str(backup.file.absolute()),
        size=backup.file.stat().st_size,
        rows=sum(backup.manifest.tables.values()),
        files=len(list(backup.files())),
        missing=len(backup.manifest.missing),
    )


def _move_in(backup: Opened, beside: Path) -> list[str]:
    """Move the files to their places; answers with those where another content has the name, which wait."""
    waiting = []
    for name in backup.files():
        kept, place = place_named(name)
        if kept.look(place) is None:
            kept.replace(beside / name, place)
        elif not _holds(kept, place, backup.manifest.members[name].sha256):
            waiting.append(name)
    return waiting


def _holds(kept: Store, place: Path, sha256: str) -> bool:
    digest = hashlib.sha256()
    for chunk in kept.chunks(place):
        digest.update(chunk)
    return digest.hexdigest() == sha256
