"""A controlled document and its versions. A version is changed only while it is a draft; afterwards it stands."""

from datetime import date

from django.db import models
from django.db.models.functions import Lower

from milepost.catalogue.documents.kinds import Sort
from milepost.features.actions.models import Action
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable


class Classification(models.TextChoices):
    """How far it may be handed on; printed on it, decided by people."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class Language(models.TextChoices):
    """The languages of documents."""

    EN = "en"
    ID = "id"


@witnessed
class Document(EditableTable):
    """A line of the master list.

    `number` is the organisation's own identification; `catalogue_kind` the catalogue's key (`DOC-INC-01`), where it is
    one of those; `about` the code of the customer, supplier or service, where there is one of that kind for each.
    `stands_for` is the kind by which a rule asks for it (`engines/rules/facts/documents.py`), if one does. `language`
    is the authoritative one.
    """

    witnessed_once_set = ("about",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="documents")
    number = models.CharField(max_length=60)
    catalogue_kind = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  # rows of before have none
    title = models.CharField(max_length=300)
    title_id = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=[(sort.value, sort.value.capitalize()) for sort in Sort])
    stands_for = models.CharField(max_length=40, blank=True)
    practice = models.CharField(max_length=40, blank=True)
    clauses = models.JSONField(default=list)
    items = models.JSONField(default=list)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    classification = models.CharField(max_length=12, choices=Classification.choices, default=Classification.INTERNAL)
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    external = models.BooleanField(default=False)
    external_source = models.CharField(max_length=300, blank=True)
    shared_with = models.JSONField(default=list)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.EN)
    created_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("programme", Lower("number"), name="document_number_is_unique"),
        ]
        indexes = [models.Index(fields=["programme", "id"], name="document_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def title_in(self, language: str) -> str:
        """The title in `en` or `id`; the first one where the document has no Indonesian title."""
        return self.title_id if language == "id" and self.title_id else self.title


class VersionState(models.TextChoices):
    """Where a version stands. Whether an approved one is in force is a matter of its days."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"


@witnessed
class Version(EditableTable):
    """One version: its text (Markdown), its file, or both. Once submitted its content does not change any more.

    `label` is the organisation's own version number where it differs from ours (`2.1`). `details` holds what the
    master list said of the document when it was submitted, `content_hash` is over both. `before`: approved before
    Milepost, stated with its minutes (`reason`, `minutes_*`), not computed. `reminder` is the action that asks for
    the next review.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    body = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    summary = models.TextField(blank=True)
    redesign = models.BooleanField(default=False)
    details = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    review_quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    approval_quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    started_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    wanted_from = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=300, blank=True)
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_top_management = models.BooleanField(default=False)
    effective_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    communicated_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    before = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    minutes_id = models.UUIDField(null=True)
    minutes_name = models.CharField(max_length=200, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    reminder = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_is_unique"),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(state__in=["draft", "in_review"]),
                name="one_version_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.identification

    @property
    def shown_number(self) -> str:
        """The version as the organisation counts: its own label, else ours."""
        return self.label or str(self.number)

    @property
    def identification(self) -> str:
        """As it is printed: `DOC-SMP-01 v3`."""
        return f"{self.document.number} v{self.shown_number}"

    def state_on(self, on: date) -> str:
        """As people say it at a day: draft, in_review, returned, approved (not yet in force), effective, superseded."""
        if self.state != VersionState.APPROVED or self.approved_on is None:
            return str(self.state)
        if self.ended_on is not None and self.ended_on <= on:
            withdrawn_on = self.document.withdrawn_on
            return "withdrawn" if withdrawn_on is not None and withdrawn_on <= self.ended_on else "superseded"
        return "effective" if self.effective_on is None or self.effective_on <= on else "approved"

    def is_in_force(self, on: date) -> bool:
        """Whether this is the version that holds at a day."""
        return self.state_on(on) == "effective"


@witnessed
class VersionAuthor(OwnedTable):
    """Somebody who wrote a version: a member, or a name where they have no account."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "name", "person"], name="each_author_once")]

    def __str__(self) -> str:
        return self.name


@witnessed
class Translation(EditableTable):
    """A version in the other language. It is stale as soon as another version is in force."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=2, choices=Language.choices)
    body = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    source_hash = models.CharField(max_length=64)
    translated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    translated_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_translation_a_language")]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


@witnessed
class ReviewConfirmation(OwnedTable):
    """That somebody reviewed the version in force and left it as it is; the next review is due later."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField()
    was_due_on = models.DateField(null=True)
    next_due_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["confirmed_on", "id"]

    def __str__(self) -> str:
        return f"{self.version} reviewed on {self.confirmed_on}"
