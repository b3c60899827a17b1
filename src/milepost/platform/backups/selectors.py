"""What is known of backups."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from milepost.platform.backups.models import Backup, BackupState
from milepost.platform.ledger.clock import now

OLD_BACKUP = timedelta(days=2)


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
    good, last = last_good_backup(), last_backup()
    failed = last is not None and last != good and last.state == BackupState.FAILED
    return Standing(
        good_at=good.at if good else None,
        restored=good is not None and good.state == BackupState.RESTORED,
        lacks=good.missing if good else 0,
        is_old=good is not None and now() - good.at > OLD_BACKUP,
        failed_at=last.at if failed and last else None,
        daily=settings.BACKUP_FOLDER is not None,
    )


def last_good_backup() -> Backup | None:
    """The newest backup that is whole, or the one that this installation was restored from."""
    return Backup.objects.exclude(state=BackupState.FAILED).order_by("-at", "-pk").first()


def last_backup() -> Backup | None:
    """The newest try, good or not."""
    return Backup.objects.order_by("-at", "-pk").first()
