"""What the API takes and gives about provisioning."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import ninja
from pydantic import Field

from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.schemas import Strict
from milepost.platform.organisations.wire import Schema


class ScimTokenOut(Schema):
    """A token of the identity provider. Its secret was shown when it was made."""

    prefix: str
    expires_on: date
    last_used_at: datetime | None
    revoked_at: datetime | None


class GroupRoleOut(Schema):
    """A role that a group gives; in all programmes where `programme_id` is null."""

    id: UUID
    role: Role
    programme_id: UUID | None


class ScimGroupOut(ninja.Schema):
    """A group that the identity provider brought, how many users are in it, and what it gives."""

    id: UUID
    display_name: str
    size: int
    roles: list[GroupRoleOut]

    @staticmethod
    def resolve_roles(group: object) -> list[object]:
        return list(group.roles.all())  # type: ignore[attr-defined]


class ProvisioningOut(Schema):
    """Whether an identity provider brings people in, and what it brought."""

    is_on: bool
    users: int
    waiting: int
    tokens: list[ScimTokenOut]
    groups: list[ScimGroupOut]


class GroupRoleIn(Strict):
    """A role that a group gives from now on."""

    role: Role
    programme: Annotated[str, Field(max_length=40, description="A programme's code; all where left out.")] | None = None
