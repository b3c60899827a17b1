"""Making backups, by hand or every day, and keeping the list of them."""

import glob
import time
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.backups.selectors import CUT_OFF
from milepost.platform.backups.writing import Written, is_written_now, sweep_parts, write_backup
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.refusals import Refused

NAMED = "milepost-*.zip"
REMEMBERED = 200

log = structlog.get_logger(__name__)


def make_backup(target: Path, *, with_secrets: bool = False) -> Written:
    """Back the installation up into a file and remember how it went. Raises `Refused` where it could not be written.

    What an earlier one left that was killed goes first: the room it takes may be what this one needs.
    """
    started, place = time.monotonic(), target.absolute()
    _note_cut_off()
    sweep_parts(place.parent, named=glob.escape(target.name))
    row = Backup.objects.create(state=BackupState.RUNNING, at=now(), place=str(place))
    try:
        written = write_backup(target, with_secrets=with_secrets)
    except Exception as error:
        row.state, row.error = BackupState.FAILED, _said(error)
        row.save()
        if not isinstance(error, OSError):
            raise
        raise Refused(
            _("{file} cannot be written: {reason}").format(file=target.name, reason=error.strerror or error),
            field="FILE",
            hint=_("Name a file in a folder that exists, may be written, and has room."),
        ) from error
    row.state, row.seconds = BackupState.DONE, round(time.monotonic() - started)
    row.size, row.sha256, row.rows, row.files = written.size, written.sha256, written.rows, written.files
    row.missing = len(written.missing)
    row.save()
    _forget_old_lines()
    return written


def _note_cut_off() -> None:
    for row in Backup.objects.filter(state=BackupState.RUNNING):
        if not is_written_now(Path(row.place)):
            row.state, row.error = BackupState.FAILED, CUT_OFF
            row.save(update_fields=["state", "error"])


def _said(error: Exception) -> str:
    return error.reason if isinstance(error, Refused) else str(error) or type(error).__name__


def make_daily_backup() -> str:
    """Back up into MILEPOST_BACKUP_FOLDER and let the oldest ones there go; answers with what was done."""
    folder = settings.BACKUP_FOLDER
    if folder is None:
        return "not asked for"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep_parts(folder, named=NAMED)
    written = make_backup(folder / f"milepost-{now():%Y%m%dT%H%M%SZ}.zip")
    old = sorted(folder.glob(NAMED))[: -settings.BACKUP_KEEP]
    for path in old:
        path.unlink(missing_ok=True)
    if written.missing:
        log.warning("backup lacks files that rows speak of", missing=len(written.missing))
    return f"{written.place.name}, {written.rows} rows, {written.files} files, {len(old)} old ones removed"


def _forget_old_lines() -> None:
    kept = Backup.objects.order_by("-at", "-pk").values_list("pk", flat=True)[:REMEMBERED]
    Backup.objects.exclude(pk__in=list(kept)).delete()
