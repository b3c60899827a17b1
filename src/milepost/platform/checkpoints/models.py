"""Signed checkpoints, how far each stream's tree has grown, and what verification said last.

None of these is a subject of the ledger: a checkpoint of a stream that its own entry makes longer would never end. A
checkpoint proves itself by its signature, a tree is made anew from the entries where it is missing, and the answer of a
verification is for reading, nothing rests on it.
"""

from django.db import models

from milepost.platform.organisations.tables import OwnedTable


class Reason(models.TextChoices):
    """Why a checkpoint was taken."""

    DAILY = "daily"
    DECISION = "decision"
    ASKED = "asked"


class Checkpoint(OwnedTable):
    """What an organisation's streams held at an instant. `signed` are the exact characters that `signature` is over.

    `time_stamp` is the whole answer of a time-stamping authority, as it came; empty until there is one, and for ever
    where none was asked (`stamp_wanted`). `stamp_error` says why the last try failed.
    """

    at = models.DateTimeField()
    reason = models.CharField(max_length=8, choices=Reason.choices)
    signed = models.TextField()
    key = models.CharField(max_length=44)
    signature = models.CharField(max_length=88)
    stamp_wanted = models.BooleanField(default=False)
    time_stamp = models.BinaryField(default=b"")
    stamped_at = models.DateTimeField(null=True, blank=True)
    stamp_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "id"], name="checkpoint_by_time")]

    def __str__(self) -> str:
        return f"checkpoint of {self.at:%Y-%m-%d %H:%M}"


class StreamTree(OwnedTable):
    """How far a stream's tree has grown: the roots of its complete subtrees. A checkpoint reads only what is new.

    Trusting it costs nothing: a root made from a tampered tree is one that verification does not find again.
    """

    stream_id = models.UUIDField(unique=True)
    size = models.PositiveBigIntegerField()
    subtrees = models.JSONField()

    def __str__(self) -> str:
        return f"{self.stream_id} {self.size}"


class VerificationRun(OwnedTable):
    """What a verification of the whole organisation said. `breaches` are the first of `breaches_total`."""

    at = models.DateTimeField()
    passed = models.BooleanField()
    entries = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    breaches_total = models.PositiveIntegerField()
    breaches = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "id"], name="run_by_time")]

    def __str__(self) -> str:
        return f"verification of {self.at:%Y-%m-%d %H:%M}"
