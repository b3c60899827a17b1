"""What is known of backups."""

from milepost.platform.backups.models import Backup, BackupState


def last_good_backup() -> Backup | None:
    """The newest backup that is whole, or the one that this installation was restored from."""
    return Backup.objects.exclude(state=BackupState.FAILED).order_by("-at", "-pk").first()


def last_backup() -> Backup | None:
    """The newest try, good or not."""
    return Backup.objects.order_by("-at", "-pk").first()
