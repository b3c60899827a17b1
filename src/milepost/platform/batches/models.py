"""What the database knows of evidence; the records themselves lie in Parquet (`store`)."""

from django.db import models

from milepost.engines.rules.clock.records import Timing
from milepost.platform.ledger.states import summed_in, witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable

RECORDS = "record"


@witnessed
class Source(EditableTable):
    """A tool that records come from. `mapping` is the mapping file last used, kept for next time.

    `timing` decides what counts as late, so it changes by itself with no mapping; `retention_days`: how long the files
    as they came are kept, None: for ever.
    """

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    timing = models.CharField(max_length=12, choices=[(timing.value, timing.value) for timing in Timing])
    timezone = models.CharField(max_length=64, blank=True)
    mapping_name = models.CharField(max_length=200, blank=True)
    mapping = models.TextField(blank=True)
    retention_days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="source_code_is_unique")]

    def __str__(self) -> str:
        return self.name or self.code


@witnessed
class ValueMapping(EditableTable):
    """What a value of a source means here: the code of a service, unit or location of the portfolio."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="values")
    column = models.CharField(max_length=20)
    value = models.CharField(max_length=500)
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["column", "value"]
        constraints = [models.UniqueConstraint(fields=["source", "column", "value"], name="value_means_one_thing")]

    def __str__(self) -> str:
        return f"{self.value} → {self.code}"


class BatchState(models.TextChoices):
    """Whether a batch is as it was sealed, or a person was erased from it."""

    SEALED = "sealed"
    REDACTED = "redacted"


@witnessed
class Batch(OwnedTable):
    """One sealed import. Its hash is that of its manifest, which names every part by its hash.

    `counts` are those of the import, `practices` records per practice, `covers` the practices for which the source
    said that the import is complete from `complete_from` to `complete_to`.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20, default=RECORDS)
    programme_id = models.UUIDField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    generation = models.PositiveIntegerField()
    manifest_sha256 = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField()
    timing = models.CharField(max_length=12)
    timezone = models.CharField(max_length=64, blank=True)
    mapping_name = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict)
    practices = models.JSONField(default=dict)
    covers = models.JSONField(default=list)
    complete_from = models.DateTimeField(null=True)
    complete_to = models.DateTimeField(null=True)
    attest = models.TextField(blank=True)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.SEALED)

    class Meta:
        ordering = ["-sealed_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "kind", "sealed_at"], name="batch_by_time"),
            models.Index(fields=["source", "file_sha256"], name="batch_by_file"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "generation"], name="one_batch_a_generation")
        ]

    def __str__(self) -> str:
        return self.file_name


class Part(OwnedTable):
    """A file of a batch. A redaction gives it another hash; `sealed_sha256` stays that of the manifest."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="parts")
    content = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    month = models.CharField(max_length=7, blank=True)
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["batch", "name"], name="part_name_is_unique")]

    def __str__(self) -> str:
        return self.name


class CurrentView(OwnedTable):
    """Which generation of the current records readers see; the row is the lock of every seal."""

    kind = models.CharField(max_length=20, default=RECORDS)
    generation = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_current_view")]

    def __str__(self) -> str:
        return f"{self.kind} {self.generation}"


class CurrentPart(OwnedTable):
    """A file of the current view: live from one generation until, but not in, another. Derived, may be rebuilt.

    `path` is relative to the organisation's evidence folder; a month that only one batch wrote is served by that
    batch's own part.
    """

    kind = models.CharField(max_length=20, default=RECORDS)
    month = models.CharField(max_length=7)
    path = models.CharField(max_length=200)
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    from_generation = models.PositiveIntegerField()
    until_generation = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["month", "path"]
        indexes = [models.Index(fields=["organisation", "kind", "until_generation"], name="current_part_live")]

    def __str__(self) -> str:
        return self.path


@witnessed
class Rollup(OwnedTable):
    """That the days of a practice were counted: of which generation, under which terms (`terms_digest`).

    `days_sha256` and `entries_sha256` sum up its rows of `RollupDay` and `RollupEntry`, so that the ledger knows one
    that was edited.
    """

    programme_id = models.UUIDField()
    practice = models.CharField(max_length=40)
    generation = models.PositiveIntegerField()
    terms_digest = models.CharField(max_length=64)
    days_sha256 = models.CharField(max_length=64)
    entries_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme_id", "practice"], name="one_rollup_per_practice")]

    def __str__(self) -> str:
        return self.practice


@summed_in(Rollup, "days_sha256", by=("programme_id", "practice"))
class RollupDay(OwnedTable):
    """How many records of a practice and service fell on a day, by reason: `counted` or the ground to discount."""

    programme_id = models.UUIDField()
    practice = models.CharField(max_length=40)
    service = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    reason = models.CharField(max_length=30)
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["programme_id", "practice", "day"], name="rollup_by_day")]

    def __str__(self) -> str:
        return f"{self.practice} {self.day} {self.reason}: {self.n}"


@summed_in(Rollup, "entries_sha256", by=("programme_id", "practice"))
class RollupEntry(OwnedTable):
    """How many records of a practice that are offered as operation were entered in their source on a day."""

    programme_id = models.UUIDField()
    practice = models.CharField(max_length=40)
    day = models.DateField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_id", "practice", "day"], name="one_rollup_entry_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.practice} {self.day}: {self.n}"


class EvidenceKey(OwnedTable):
    """The organisation's secret: keys likenesses, pseudonyms, and the look-up of actors."""

    secret = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_evidence_key")]

    def __str__(self) -> str:
        return "evidence key"


class ActorKey(OwnedTable):
    """One person's key, found by a keyed hash of their name in the source; deleting it unlinks their records."""

    lookup = models.CharField(max_length=64)
    key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "lookup"], name="one_key_per_actor")]

    def __str__(self) -> str:
        return self.lookup[:8]
