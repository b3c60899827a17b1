"""What the worker does for backups without being asked."""

from milepost.platform.backups.services import make_daily_backup
from milepost.platform.jobs.duties import daily


@daily("backups.make")
def daily_backup() -> str:
    """A backup a day, where a folder for it is set."""
    return make_daily_backup()
