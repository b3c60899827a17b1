"""What people hold beside their password. None of it belongs to an organisation: a person has one of each for all."""

from django.db import models

from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Person


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
