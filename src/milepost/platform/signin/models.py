"""What people hold beside their password, and where organisations sign in.

A person's factors belong to no organisation: they are the same for all. An identity provider belongs to one, and opens
nothing of another.
"""

from django.db import models

from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable, OwnedTable


class AuthenticatorApp(models.Model):
    """An app that shows a new code every thirty seconds (RFC 6238). It counts once a code of it was confirmed.

    `secret` is sealed (`sealing`); `last_step` is the newest time step a code was taken of: none is taken twice.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="authenticator_app")
    secret = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that works once, for when the phone is lost. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A key pair on somebody's device (WebAuthn); only its public half is here.

    `credential` is what the device said about it at the start, base64url; `sign_count` grows where the device counts.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


@witnessed
class IdentityProvider(EditableTable):
    """An organisation's own place to sign in, by OpenID Connect; by SAML where a `SamlProvider` stands beside it.

    A secret lies in the environment, under the name in `secret_variable`.
    """

    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret_variable = models.CharField(max_length=100, blank=True)
    asks_second_factor = models.BooleanField(default=False)
    makes_accounts = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_identity_provider")]

    def __str__(self) -> str:
        return self.issuer


@witnessed
class SamlProvider(OwnedTable):
    """What its metadata say of an identity provider that speaks SAML: where it is asked, and what it signs with."""

    provider = models.OneToOneField(IdentityProvider, on_delete=models.CASCADE, related_name="saml")
    sign_in_at = models.CharField(max_length=500)
    certificates = models.TextField()

    def __str__(self) -> str:
        return self.sign_in_at


@witnessed
class Identity(OwnedTable):
    """Who somebody is at their organisation's identity provider: its `sub` or `NameID`.

    It never changes, as an address may.
    """

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identities")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="one_person_per_subject"),
            models.UniqueConstraint(fields=["provider", "person"], name="one_subject_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.person)
