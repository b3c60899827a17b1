"""What is remembered of backups. The list belongs to the installation and is no part of a backup itself."""

from django.db import models

from milepost.platform.ledger.keys import new_key


class BackupState(models.TextChoices):
    """How a backup went, or that this installation was made from it.

    One that is `running` and whose file nobody writes was cut off.
    """

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    RESTORED = "restored"


class Backup(models.Model):
    """One backup: when, where to, how large, and the SHA-256 of its file."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    state = models.CharField(max_length=8, choices=BackupState.choices)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    place = models.TextField()
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveBigIntegerField(default=0)
    missing = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="backup_by_time")]

    def __str__(self) -> str:
        return self.place
