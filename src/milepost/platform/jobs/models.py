"""A job: something asked for that takes longer than a request may."""

from django.db import models

from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(OwnedTable):
    """One piece of long work. It leaves no trace in the ledger: what it changes does, when it changes it.

    `done` of `total` steps of `stage` are over (0 of 0: nobody can say). Whoever holds it must say so again before
    `lease_until`; then another worker may take it. `error` is a reason and a hint in words.
    """

    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    programme_id = models.UUIDField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "id"], name="job_waiting"),
            models.Index(fields=["organisation", "programme_id", "id"], name="job_by_programme"),
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def percent(self) -> int | None:
        """How much of the present stage is done; None where nobody can say."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Worker(models.Model):
    """A worker, and when it was last heard of. It belongs to the installation."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """A daily duty of the workers, and the day on which it was last done. It belongs to the installation.

    `holder` names the try that is going on, or that was killed, `lease_until` is when it must have been heard of again;
    after a failure nobody takes the duty on before that. `tries` are those of the day `tried_on`, `error` says why the
    last of them failed, empty once one did not.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=80, unique=True)
    done_on = models.DateField()
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tried_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
