"""People, organisations, and what each may be in the other."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import DEVICE_LENGTH, EditableRow, EditableTable, OwnedTable


class PersonManager(BaseUserManager["Person"]):
    """Finds people by address, whatever the case it is typed in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who can sign in. A person belongs to no organisation; memberships do."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    second_factor_since = models.DateTimeField(null=True, blank=True)
    digest_by_mail = models.BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_taken(self) -> bool:
        """Whether somebody has this account: by a password, a second factor, or because they were in before.

        Whoever signs in through an identity provider may have none of the first two. No link of anybody may hand a
        taken account to its bearer.
        """
        return self.has_usable_password() or self.second_factor_since is not None or self.last_login is not None

    @property
    def initials(self) -> str:
        """Two letters for a badge."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@witnessed
class Organisation(EditableRow):
    """A wall: nothing of one organisation is seen from another."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="Asia/Jakarta")
    language = models.CharField(max_length=5, default="en")
    country = models.CharField(max_length=2, default="ID")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> Any:
        """Itself, so that an organisation can stand where its rows stand."""
        return self.pk


@witnessed
class SignInRules(EditableTable):
    """What an organisation asks of whoever signs in to it; no row means nothing beside the password."""

    second_factor = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_set_of_sign_in_rules")]

    def __str__(self) -> str:
        return str(self.organisation)


@witnessed
class Member(OwnedTable):
    """Somebody's place in an organisation. Removing it ends every grant, session and token there at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=models.Q(removed_at=None), name="one_membership_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


@witnessed
class Grant(OwnedTable):
    """A role that a member holds: in one programme, or in all of them where `programme_id` is empty.

    `given_by` is what gave it where no person did: the key of a rule by which a group of the identity provider gives a
    role. Such a role stands beside the same one given by hand, and goes without it.
    """

    witnessed_once_set = ("given_by",)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    programme_id = models.UUIDField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    given_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role"],
                condition=models.Q(programme_id=None, given_by=None),
                name="one_grant_for_all_programmes",
            ),
            models.UniqueConstraint(
                fields=["member", "role", "programme_id"],
                condition=~models.Q(programme_id=None) & models.Q(given_by=None),
                name="one_grant_in_a_programme",
            ),
            models.UniqueConstraint(
                fields=["member", "given_by"], condition=~models.Q(given_by=None), name="one_grant_by_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} as {self.role}"


@witnessed
class Invitation(OwnedTable):
    """A link that makes its bearer a member, once. Only the digest of its secret is kept."""

    not_witnessed = ("used_at", "used_by_id")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=24)
    programme_id = models.UUIDField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


@witnessed
class Token(OwnedTable):
    """A key for the API, or for calendar feeds alone: a public prefix, the digest of the secret, its scope and an end.

    Tokens never sign.
    """

    not_witnessed = ("last_used_at",)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(max_length=10, choices=[(scope, scope) for scope in ("read", "write", "calendar")])
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.prefix


class SignedInBy(models.TextChoices):
    """By what somebody signed in, in one session."""

    PASSWORD = "password", _("password")
    CODE = "code", _("password and code")
    RECOVERY = "recovery", _("password and recovery code")
    PASSKEY = "passkey", _("passkey")
    PROVIDER = "provider", _("identity provider, with a second factor")
    PROVIDER_ALONE = "provider-alone", _("identity provider")

    @property
    def is_two_factors(self) -> bool:
        """Whether more than one thing was proven: known, held, or vouched for by a provider that asks for both."""
        return self not in {SignedInBy.PASSWORD, SignedInBy.PROVIDER_ALONE}


class Session(models.Model):
    """Somebody signed in somewhere, or a visitor's few words; see `sessions`."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session_key = models.CharField(max_length=40, unique=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    bound_to = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    signed_in_by = models.CharField(max_length=16, choices=SignedInBy.choices, default=SignedInBy.PASSWORD)
    device = models.CharField(max_length=DEVICE_LENGTH, blank=True)
    address = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Failures(models.Model):
    """How often a limit was run into by one account, network address or secret, since the first time; see `limits`."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    limit = models.CharField(max_length=12)
    subject = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject"], name="one_count_per_subject")]


class KeptAnswer(models.Model):
    """What a write with an idempotency key answered, so that sending it again changes nothing.

    It belongs to whoever sent the key, not to an organisation: `caller` is a person at the API, or an `--as` of the
    command line.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    caller = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["at"], name="kept_answer_by_age")]
