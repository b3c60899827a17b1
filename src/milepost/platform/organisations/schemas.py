"""What the API takes and gives of organisations and people."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import ninja
from pydantic import ConfigDict, Field

from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.wire import Schema


class Strict(Schema):
    """A request body; a field that nobody knows is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class OrganisationOut(Schema):
    """An organisation."""

    code: str
    name: str
    timezone: str
    language: str
    country: str
    revision: int


class OrganisationChange(Strict):
    """What to change of an organisation; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    timezone: Annotated[str, Field(max_length=64)] | None = None
    language: Literal["en", "id"] | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None


class RoleOut(ninja.Schema):
    """A role that a member holds; in all programmes where `programme_id` is null."""

    id: UUID
    role: Role
    programme_id: UUID | None
    until: date | None
    by_group: bool = Field(description="Whether a group of the identity provider gave it.")

    @staticmethod
    def resolve_by_group(grant: object) -> bool:
        return grant.given_by is not None  # type: ignore[attr-defined]


class MemberOut(ninja.Schema):
    """A member and their roles."""

    id: UUID
    email: str
    name: str
    joined_at: datetime
    roles: list[RoleOut]

    @staticmethod
    def resolve_email(member: object) -> str:
        return member.person.email  # type: ignore[attr-defined, no-any-return]

    @staticmethod
    def resolve_name(member: object) -> str:
        return member.person.name  # type: ignore[attr-defined, no-any-return]

    @staticmethod
    def resolve_roles(member: object) -> list[object]:
        return list(member.grants.all())  # type: ignore[attr-defined]


class MemberIn(Strict):
    """Somebody to make a member, or a further role for one."""

    email: Annotated[str, Field(max_length=254)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Role = Role.READER
    programme: Annotated[str, Field(max_length=40, description="A programme's code; all where left out.")] | None = None
    until: date | None = None
