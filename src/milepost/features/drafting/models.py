"""What documents are written from and no other register keeps: fact sheets, and answers to the templates' questions."""

from django.db import models

from milepost.features.documents.models import Version
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
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
    since: `body` is what they started from.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="origins")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="origins")
    template = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    body = models.TextField()
    read = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_origin_a_language")]

    def __str__(self) -> str:
        return f"{self.template} {self.edition}"
