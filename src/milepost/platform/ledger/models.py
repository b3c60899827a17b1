"""Tables of the ledger: streams, entries, their payloads, what was erased, and the last known state of each subject.

The ledger is the lowest package with tables, so it names organisations, people and subjects by key and label, never by
foreign key: an entry outlives what it speaks of.
"""

from django.db import models

from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.states import witnessed


class Installation(models.Model):
    """One row: how this installation was made."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    simulated_clock = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class Stream(models.Model):
    """One ordered sequence of entries: one per organisation, one per programme."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField(null=True)
    head_seq = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id"], condition=models.Q(programme_id=None), name="stream_of_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["programme_id"], condition=~models.Q(programme_id=None), name="stream_of_a_programme"
            ),
        ]


class Entry(models.Model):
    """One thing that happened. `written` holds the exact canonical bytes that were hashed.

    The bytes hold who acted and what it is about by key, and of each name the salted hash alone, so that a name can be
    erased; then its salt is gone. Entries of before hold the names themselves, and no salts.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=300)
    actor_salt = models.BinaryField(null=True)
    actor_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=300)
    subject_salt = models.BinaryField(null=True)
    written = models.BinaryField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["stream", "seq"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="entry_has_its_place")]
        indexes = [
            models.Index(fields=["subject_id", "seq"], name="entry_by_subject"),
            models.Index(fields=["organisation_id", "at"], name="entry_by_time"),
        ]


class Payload(models.Model):
    """What changed, beside the entry and salted, so that an erasure can remove it and the chain still holds."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    organisation_id = models.UUIDField()
    salt = models.BinaryField()
    body = models.BinaryField()


@witnessed
class Erasure(models.Model):
    """That what an entry says was erased. Without this row no trigger lets its payload go."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="erasure")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erasure of {self.entry_id}"


@witnessed
class NameErasure(models.Model):
    """That a name was erased: entries by or about `key` show `label` instead.

    Without this row no trigger lets a name go.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    key = models.UUIDField()
    label = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="a_name_is_erased_once")]

    def __str__(self) -> str:
        return self.label


class SubjectState(models.Model):
    """The digest of a row as its last entry left it; `digest` is empty once the row was removed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="one_state_per_subject")]


class AlteredImport(models.Model):
    """A mismatch of an altered archive that was loaded all the same: verification names it for ever."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    what = models.CharField(max_length=80)
    where = models.CharField(max_length=300)
    detail = models.TextField()
