"""Making backups, by hand or every day, and keeping the list of them."""

import time
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.backups.writing import Written, write_backup
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.refusals import Refused

NAMED = "milepost-*.zip"
REMEMBERED = 200

log = structlog.get_logger(__name__)


def make_backup(target: Path, *, with_secrets: bool = False) -> Written:
    """Back the installation up into a file and remember how it went. Raises `Refused` where it could not be written."""
    started, at = time.monotonic(), now()
    try:
        written = write_backup(target, with_secrets=with_secrets)
    except (OSError, Refused) as error:
        reason = error.reason if isinstance(error, Refused) else str(error)
        Backup.objects.create(state=BackupState.FAILED, at=at, place=str(target.absolute()), error=reason)
        if isinstance(error, Refused):
            raise
        raise Refused(
            _("{file} cannot be written: {reason}").format(file=target.name, reason=error.strerror or reason),
            field="FILE",
            hint=_("Name a file in a folder that exists, may be written, and has room."),
        ) from error
    Backup.objects.create(
        state=BackupState.DONE,
        at=at,
        seconds=round(time.monotonic() - started),
        place=str(target.absolute()),
        size=written.size,
        sha256=written.sha256,
        rows=written.rows,
        files=written.files,
        missing=len(written.missing),
    )
    _forget_old_lines()
    return written


def make_daily_backup() -> str:
    """Back up into MILEPOST_BACKUP_FOLDER and let the oldest ones there go; answers with what was done."""
    folder = settings.BACKUP_FOLDER
    if folder is None:
        return "not asked for"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
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
