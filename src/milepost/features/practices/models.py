"""A practice of a programme, its procedures, its declared tools, and the registers its rhythms need."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.db import models

from milepost.features.practices.documented import DocumentedProcedure, documented_procedures
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable
from milepost.platform.signatures.models import Signature


class PracticeState(models.TextChoices):
    """How far a practice is."""

    DESIGNING = "designing"
    READY = "ready"
    LIVE = "live"
    ENDED = "ended"


@witnessed
class Practice(EditableTable):
    """One of the twenty practices of the catalogue in one programme. None may be dropped."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="practices")
    key = models.CharField(max_length=40)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    planned_live_on = models.DateField(null=True, blank=True)
    live_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    before = models.BooleanField(default=False)
    before_reason = models.TextField(blank=True)
    silent_days = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: the programme's number holds

    # Once 10 meant "not set": what the ledger remembers of such a row must stay true of it.
    as_digested: ClassVar = {"silent_days": lambda days: {None: 10, 10: "10"}.get(days, days)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="each_practice_once")]

    def __str__(self) -> str:
        return self.key

    @cached_property
    def documented(self) -> tuple[DocumentedProcedure, ...]:
        """Its procedures under document control; who reads many practices sets it (`querysets.with_documented`)."""
        return documented_procedures(self.programme_id, self.key).get(self.key, ())

    @property
    def all_procedures(self) -> tuple["Procedure | DocumentedProcedure", ...]:
        """Every approved version, recorded by hand or under document control, in the order of their days."""
        found: list[Procedure | DocumentedProcedure] = [*self.procedures.all(), *self.documented]
        return tuple(sorted(found, key=lambda version: (version.approved_on, version.version)))

    def procedures_in_force(self, on: date) -> tuple["Procedure | DocumentedProcedure", ...]:
        """Those of them that are approved and not withdrawn on a day; the last one is the one to work by."""
        return tuple(
            version
            for version in self.all_procedures
            if version.approved_on <= on and not (version.withdrawn_on and version.withdrawn_on <= on)
        )


@witnessed
class Procedure(OwnedTable):
    """An approved version of a practice's procedure. A version marked *redesign* restarts the clock."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="procedures")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    written_by = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField()
    approved_by = models.CharField(max_length=200)
    redesign = models.BooleanField(default=False)
    file_id = models.UUIDField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["practice", "version"], name="procedure_version_is_unique")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


@witnessed
class ToolOfRecord(OwnedTable):
    """That a source keeps the records of a practice, from a day on; records from elsewhere do not count."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="tools")
    source = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]

    def __str__(self) -> str:
        return f"{self.source} for {self.practice}"


@witnessed
class NilStatement(EditableTable):
    """The owner's word that a month had nothing to record, naming where they looked; it counts once signed.

    `month` is the month's first day.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="nil_statements")
    month = models.DateField()
    looked_at = models.TextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["practice", "month"], name="one_nil_statement_a_month")]

    def __str__(self) -> str:
        return f"{self.practice} {self.month:%Y-%m}"

    @property
    def is_signed(self) -> bool:
        """Whether the owner's signature stands under it."""
        return self.signature is not None and self.signature.counts


@witnessed
class DueDates(EditableTable):
    """That the due dates of a planned rhythm were fixed beforehand: the day on which they were approved.

    `reason` says where it is written, when they were approved before Milepost.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="due_plans")
    rhythm = models.CharField(max_length=40)
    approved_on = models.DateField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "rhythm"], name="one_due_plan_per_rhythm")]

    def __str__(self) -> str:
        return f"{self.practice} {self.rhythm}"


@witnessed
class Occurrence(EditableTable):
    """Something due on a day that was fixed beforehand: a review, a report, a test.

    One that is moved once its day has passed keeps that day, flagged, and a new one stands at the new day.
    `recorded_on` is the server's day on which somebody said that it was done, or moved it too late.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="occurrences")
    rhythm = models.CharField(max_length=40)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    moved_after_due = models.BooleanField(default=False)
    recorded_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["practice", "rhythm", "due_on"], name="one_occurrence_a_day")]

    def __str__(self) -> str:
        return f"{self.practice} {self.rhythm} {self.due_on}"


@witnessed
class TriggerCase(OwnedTable):
    """A real case of a triggered rhythm, or a rehearsal of one. A past month without a case is "no trigger"."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="cases")
    rhythm = models.CharField(max_length=40)
    happened_on = models.DateField()
    recorded_on = models.DateField()
    rehearsal = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    outcome = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["happened_on"]

    def __str__(self) -> str:
        return self.title
