"""What a programme does, phase by phase."""

from django.db import models

from milepost.features.governance.models import Meeting
from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable


@witnessed
class Activity(EditableTable):
    """A piece of work in a phase: the role that leads it, when it is planned, its days, and when it was done.

    `days` is the likely effort in days of the role; where `days_low` or `days_high` is empty, the catalogue's spread
    stands for it. `percent_complete` (1 to 99) is what people said last; empty is nothing, and whatever is done is 100.
    `after` is what it waits for beside the standard dependencies, in the notation of `notation`. `days_first` are the
    days as people estimated them, where finished work moved `days` since; `days_low_first` and `days_high_first` what
    stood around them.
    """

    witnessed_once_set = (
        "days_low", "days_high", "percent_complete", "not_before", "deadline", "after",
        "days_first", "days_low_first", "days_high_first",
    )  # fmt: skip

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    phase = models.CharField(max_length=16, choices=PhaseKey.choices)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    planned_from = models.DateField()
    planned_to = models.DateField()
    days = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True, blank=True)
    days_low = models.PositiveIntegerField(null=True, blank=True)
    days_high = models.PositiveIntegerField(null=True, blank=True)
    percent_complete = models.PositiveSmallIntegerField(null=True, blank=True)
    not_before = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    after = models.TextField(null=True, blank=True)  # noqa: DJ001  # rows of before have none
    days_first = models.PositiveIntegerField(null=True, blank=True)
    days_low_first = models.PositiveIntegerField(null=True, blank=True)
    days_high_first = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="activity_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(planned_to__gte=models.F("planned_from")), name="activity_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(days_low=None) | models.Q(days_low__lte=models.F("days")),
                name="activity_low_is_at_most_likely",
            ),
            models.CheckConstraint(
                condition=models.Q(days_high=None) | models.Q(days_high__gte=models.F("days")),
                name="activity_high_is_at_least_likely",
            ),
            models.CheckConstraint(
                condition=models.Q(percent_complete=None) | models.Q(percent_complete__range=(1, 99)),
                name="activity_progress_lies_within",
            ),
        ]
        ordering = ["planned_from", "planned_to", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def progress(self) -> int:
        """How much is complete, 0 to 100."""
        return 100 if self.done_on else self.percent_complete or 0

    @property
    def estimated(self) -> int:
        """The days as people estimated them, before finished work moved them."""
        return self.days if self.days_first is None else self.days_first

    @property
    def estimated_around(self) -> tuple[int | None, int | None]:
        """The shortest and the longest as people estimated them."""
        if self.days_first is None:
            return self.days_low, self.days_high
        return self.days_low_first, self.days_high_first


@witnessed
class Baseline(OwnedTable):
    """The plan as it stood on a day, for good: what is compared with what became of it. It is never changed.

    `content` is a `Snapshot` as plain values, `content_hash` the SHA-256 of its canonical form, `summary` what lists
    and rules need of it. `reason` says why it replaces the one before.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    drawn_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    summary = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="baseline_number_is_unique")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as people cite it: `BL-2026-03`."""
        return f"BL-{self.drawn_on.year}-{self.number:02d}"

    @property
    def short_reference(self) -> str:
        """The number without its year: `BL-3`."""
        return f"BL-{self.number}"


@witnessed
class Endorsement(OwnedTable):
    """That the steering committee endorsed a baseline in a meeting. It stands once the sponsor has signed it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="endorsements")
    baseline = models.OneToOneField(Baseline, on_delete=models.PROTECT, related_name="endorsement")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.baseline.reference


@witnessed
class EffortEntry(EditableTable):
    """Days of work that somebody did for an activity on a day: a person, or a role where no person is named.

    `external` are days of outside help. `made_by` entered it. Who it was about and what it said before a correction, or
    before it was taken back, the ledger knows.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="effort")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="effort")
    code = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    worked_on = models.DateField()
    days = models.DecimalField(max_digits=5, decimal_places=2)
    external = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="effort_code_is_unique"),
            models.CheckConstraint(condition=models.Q(days__gt=0), name="effort_takes_time"),
            models.CheckConstraint(
                condition=~models.Q(role="") | models.Q(person__isnull=False), name="effort_is_somebody_s"
            ),
        ]
        ordering = ["-worked_on", "-id"]

    def __str__(self) -> str:
        return self.code


class BudgetCategory(models.TextChoices):
    """What money goes to."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    CERTIFICATION_BODY = "certification-body"
    TOOLS = "tools"
    TRAINING = "training"
    OTHER = "other"


@witnessed
class BudgetLine(EditableTable):
    """What the programme plans to spend on something, and what it spent so far, in the programme's currency.

    One without a phase belongs to the programme as a whole.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budget_lines")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=20, choices=BudgetCategory.choices)
    phase = models.CharField(max_length=16, choices=PhaseKey.choices, blank=True)
    planned = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    actual = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="budget_line_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(planned__gte=0) & models.Q(actual__gte=0), name="budget_line_is_not_below_zero"
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
