"""What documents are written from and no other register keeps: fact sheets, and answers to the templates' questions."""

from django.db import models

from milepost.features.documents.models import Version
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable


@witnessed
class FactSheet(EditableTable):
    """The facts under one root of the context (`roles`, `resources`), or of one practice (`practice-incident`).

    A root that is entered once for each customer, supplier or service has a sheet for each (`agreement:RETAIL`).

    `facts` fit the shape that the catalogue gives the root; references are keys, texts may stand in both languages.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="fact_sheets")
    code = models.CharField(max_length=80)
    facts = models.JSONField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="fact_sheet_code_is_unique")]

    def __str__(self) -> str:
        return self.code


@witnessed
class Answer(EditableTable):
    """The answer to a question that templates ask, by the question's key. An empty list is an answer: there is none."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="document_answers")
    code = models.CharField(max_length=60)
    answer = models.JSONField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="answer_code_is_unique")]

    def __str__(self) -> str:
        return self.code


@witnessed
class Origin(EditableTable):
    """What a version was written from: the template with its edition, the text as it was generated, the facts read.

    `read` gives for each path the texts found there (`engines.templating.drift`). People may have changed the version
    since: `body` is what they started from. `own_version` is that of the organisation's template, where it wrote it.
    `claims` are the targets it states (`reading/targets.py`), each by itself; versions of before have kept none.
    """

    witnessed_once_set = ("own_version", "claims")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="origins")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="origins")
    template = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField()
    own_version = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=2)
    body = models.TextField()
    read = models.JSONField()
    claims = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_origin_a_language")]

    def __str__(self) -> str:
        return f"{self.template} {self.edition}"


@witnessed
class OwnTemplate(EditableTable):
    """A version of a template that the organisation made its own, in one language. It is never changed.

    Documents are written from the highest number of their template and language; one without a text says that the
    shipped template is used again. `shipped_text` is the file of the edition that it was made from, kept because the
    next Milepost ships another. `revision` repeats the number: it is what the next one is based on.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="own_templates")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    edition = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    shipped_text = models.TextField(blank=True)
    reason = models.TextField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    saved_on = models.DateField()

    class Meta:
        ordering = ["template", "language", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "template", "language", "number"], name="own_template_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template}.{self.language} {self.number}"

    @property
    def is_copy(self) -> bool:
        """Whether documents are written from it while it is the newest; else it gave the shipped template back."""
        return bool(self.text)


@witnessed
class PlanPlace(EditableTable):
    """Where a version of the service management plan holds one of its contents, as somebody stated it.

    `content` is a letter of 6.3 or one of the roadmap's (`PlanContent` in `engines/rules/facts/documents.py`). A text
    that was written from the template shows its own places; this is for a plan of any other making.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plan_places")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="plan_places")
    content = models.CharField(max_length=20)
    place = models.CharField(max_length=300)

    class Meta:
        ordering = ["content"]
        constraints = [models.UniqueConstraint(fields=["version", "content"], name="one_place_a_content")]

    def __str__(self) -> str:
        return f"{self.content}: {self.place}"


@witnessed
class AcceptedDrift(EditableTable):
    """A fact that is another than a version says, and that somebody accepted by name until the next version.

    It holds for these texts alone: `gone` stand in the version, `come` in the registers. Where they become others
    again, the fact drifts anew.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="accepted_drifts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="accepted_drifts")
    path = models.CharField(max_length=300)
    gone = models.JSONField()
    come = models.JSONField()
    accepted_on = models.DateField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="one_acceptance_a_fact")]

    def __str__(self) -> str:
        return self.path
