"""Signatures of people who sign in, and of people who never do."""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import OwnedTable


class Method(models.TextChoices):
    """How the name was put: by signing in again, on paper, or with a certified electronic signature.

    Signing in again is by password, and second factor where there is one; without a password by a passkey, or at the
    organisation's identity provider.
    """

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    PASSKEY = "passkey"
    PROVIDER = "provider"
    PAPER = "paper"
    CERTIFIED = "certified"


SIGNED_IN = (Method.PASSWORD, Method.PASSKEY, Method.PROVIDER)


@witnessed
class Signature(OwnedTable):
    """One name under one thing.

    It counts when made by signing in again, or when entered by one person and checked by another.
    """

    programme_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    sentence = models.TextField()
    content_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=40)
    method = models.CharField(max_length=10, choices=Method.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signatory = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField()
    at = models.DateTimeField()
    file_id = models.UUIDField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "at"], name="signature_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "content_hash", "person", "role"],
                condition=models.Q(method__in=[method.value for method in SIGNED_IN]),
                name="nobody_signs_twice_as_the_same",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signatory}, {self.role}"

    @property
    def counts(self) -> bool:
        """Whether it stands: a paper or certified one stands once a second person has checked it."""
        return self.is_by_signing_in or self.checked_at is not None

    @property
    def is_by_signing_in(self) -> bool:
        """Whether the person signed here themselves."""
        return self.method in SIGNED_IN
