"""What is known of backups."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.backups.writing import is_written_now
from milepost.platform.ledger.clock import now

OLD_BACKUP = timedelta(days=2)
CUT_OFF = "it was cut off: whatever made it was killed"


@dataclass(frozen=True, slots=True)
class Standing:
    """When the last good backup was made (None: never), and what is wrong with that. Nothing of where it lies.

    `lacks` counts files that were gone already when it was made; `failed_at` is of a later try that failed.
    """

    good_at: datetime | None
    restored: bool
    lacks: int
    is_old: bool
    failed_at: datetime | None
    daily: bool

    @property
    def passed(self) -> bool:
        """Whether there is nothing to be done about it."""
        return self.good_at is not None and not (self.is_old or self.failed_at or self.lacks)


def standing() -> Standing:
    """How backups stand now."""
    good, failed = last_good_backup(), failed_last()
    return Standing(
        good_at=good.at if good else None,
        restored=good is not None and good.state == BackupState.RESTORED,
        lacks=good.missing if good else 0,
        is_old=good is not None and now() - good.at > OLD_BACKUP,
        failed_at=failed.at if failed else None,
        daily=settings.BACKUP_FOLDER is not None,
    )


def last_good_backup() -> Backup | None:
    """The newest backup that is whole, or the one that this installation was restored from."""
    good = Backup.objects.filter(state__in=[BackupState.DONE, BackupState.RESTORED])
    return good.order_by("-at", "-pk").first()


def failed_last() -> Backup | None:
    """The newest try that is over, where it failed or was cut off; `error` says why. None where it went well."""
    for row in Backup.objects.order_by("-at", "-pk"):
        if row.state != BackupState.RUNNING:
            return row if row.state == BackupState.FAILED else None
        if not is_written_now(Path(row.place)):
            row.error = CUT_OFF
            return row
    return None
