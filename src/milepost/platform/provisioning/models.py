"""What an organisation's identity provider says of its people and groups, in its own words.

A user here is what the provider wrote; the person behind it is looked for by rules (`services/joining.py`), and may be
nobody yet. Whoever is a member, and in which role, stands in memberships and grants, as for everybody else.
"""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import EditableTable, OwnedTable

NAME_LENGTH = 200
KEY_LENGTH = 800  # a name folded for comparing may be three times as long


@witnessed
class ScimToken(OwnedTable):
    """What an identity provider shows: a public prefix, the digest of the secret, an end. It opens SCIM and no more."""

    not_witnessed = ("last_used_at",)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.prefix


@witnessed
class ScimUser(EditableTable):
    """A user as the provider knows them. `is_active` is what it wants; `person` who that is here, once somebody is.

    `user_key` is the name as it is compared: names that differ in capitals are one.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(max_length=254)
    user_key = models.CharField(max_length=KEY_LENGTH)
    external_id = models.CharField(max_length=255, blank=True)
    email = models.EmailField(max_length=254)
    display_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    given_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    family_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user_key"], name="one_scim_user_per_name"),
            models.UniqueConstraint(fields=["organisation", "email"], name="one_scim_user_per_address"),
            models.UniqueConstraint(fields=["organisation", "person"], name="one_scim_user_per_person"),
        ]

    def __str__(self) -> str:
        return self.user_name


@witnessed
class ScimGroup(EditableTable):
    """A group as the provider knows it. By itself it gives nothing."""

    display_name = models.CharField(max_length=NAME_LENGTH)
    display_key = models.CharField(max_length=KEY_LENGTH)
    external_id = models.CharField(max_length=255, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "display_key"], name="one_scim_group_per_name"),
        ]

    def __str__(self) -> str:
        return self.display_name


@witnessed
class ScimMembership(OwnedTable):
    """That a user is in a group."""

    group = models.ForeignKey(ScimGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(ScimUser, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="once_in_a_scim_group")]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


@witnessed
class GroupRole(OwnedTable):
    """What an administrator said a group gives: a role in one programme, or in all. Grants name it as `given_by`."""

    group = models.ForeignKey(ScimGroup, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    programme_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "role"], condition=models.Q(programme_id=None), name="a_group_gives_a_role_once"
            ),
            models.UniqueConstraint(
                fields=["group", "role", "programme_id"],
                condition=~models.Q(programme_id=None),
                name="a_group_gives_a_role_once_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} by {self.group}"
