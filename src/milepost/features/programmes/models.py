"""A programme is one SMS for life: its phases, the dates that people want for it, and its scope."""

from typing import Any

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable
from milepost.platform.signatures.models import Signature


@witnessed
class Programme(EditableTable):
    """One organisation's way to ISO/IEC 20000-1 and through the cycles after it."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    certificate_wanted_on = models.DateField(null=True, blank=True)
    stage1_wanted_on = models.DateField(null=True, blank=True)
    stage2_wanted_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="IDR")
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    answers = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="programme_code_is_unique")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def number(self, key: str, default: Any) -> Any:
        """A number that this programme changed, else the default it was asked with."""
        return self.numbers.get(key, default)


class PhaseKey(models.TextChoices):
    """The four phases, in order."""

    FOUNDATION = "foundation"
    DESIGN = "design"
    IMPLEMENTATION = "implementation"
    CERTIFICATION = "certification"


@witnessed
class Phase(EditableTable):
    """A phase with its planned dates and days; `opened_on` and `closed_on` are what happened."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    key = models.CharField(max_length=16, choices=PhaseKey.choices)
    position = models.PositiveSmallIntegerField()
    planned_from = models.DateField()
    planned_to = models.DateField()
    internal_days = models.PositiveIntegerField()
    external_days = models.PositiveIntegerField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="each_phase_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.key}"


class ElementState(models.TextChoices):
    """What was decided about a thing of the portfolio; undecided where no row says."""

    IN = "in"
    OUT = "out"
    UNDECIDED = "undecided"


class ElementKind(models.TextChoices):
    """What a scope names; never a clause."""

    SERVICE = "service"
    CUSTOMER = "customer"
    UNIT = "unit"
    LOCATION = "location"


@witnessed
class ScopeElement(EditableTable):
    """What was decided about one service, customer, unit or location of the portfolio (4.3)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="scope_elements")
    kind = models.CharField(max_length=10, choices=ElementKind.choices)
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ElementState.choices)
    justification = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "kind", "code"], name="element_decided_once")]
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


@witnessed
class ScopeWording(EditableTable):
    """How the scope sentence says its parts where the bare names do not do; `prepared_by` wrote the statement last."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="wording")
    parts = models.JSONField(default=dict)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.programme.code} scope wording"


@witnessed
class ScopeVersion(OwnedTable):
    """A scope statement as it was signed. It never changes; it counts once its signature does.

    `content` holds organisation, wording and elements, `content_hash` their SHA-256: what a later statement is compared
    with. The sentences are kept as they were read, because a better translation is no change of scope.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="scope_versions")
    number = models.PositiveIntegerField()
    sentence_en = models.TextField()
    sentence_id = models.TextField()
    content = models.JSONField()
    elements_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    approved_on = models.DateField()
    note = models.TextField(blank=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="scope_version_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.programme.code} scope v{self.number}"

    def sentence_in(self, language: str) -> str:
        """The sentence as it was read in `en` or `id`."""
        return self.sentence_id if language == "id" else self.sentence_en

    @property
    def elements(self) -> list[dict[str, Any]]:
        """Every element as it stood: kind, code, name, state, justification."""
        return list(self.content["elements"])
