"""Who may do what, as one table: every permission is declared once, here or in a feature's `policies.py`.

An organisation is a wall: to a stranger nothing behind it exists (404); a member without the right is told so (403); an
anonymous visitor is asked to sign in.
"""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.roles import EVERYONE, Role


class Hidden(Exception):
    """The thing does not exist, as far as this actor can know."""


class NotAllowed(Exception):
    """The actor can see the place, but lacks the right. `permission` says which."""

    def __init__(self, permission: "Permission") -> None:
        super().__init__(permission.code)
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Permission:
    """A right: a stable code, the roles that carry it, and what it lets them do.

    `anywhere`: held over what belongs to the organisation by whoever holds such a role in any of its programmes.
    """

    code: str
    roles: frozenset[Role]
    says: Promise
    writes: bool = True
    anywhere: bool = False


_table: dict[str, Permission] = {}


def permission(
    code: str, roles: frozenset[Role], *, says: Promise, writes: bool = True, anywhere: bool = False
) -> Permission:
    """Declare a permission. Raises ValueError when the code is taken."""
    if code in _table:
        raise ValueError(f"the permission {code} is declared twice")
    _table[code] = Permission(code, roles, says, writes, anywhere)
    return _table[code]


def permissions() -> tuple[Permission, ...]:
    """The whole table, by code."""
    return tuple(_table[code] for code in sorted(_table))


def permission_named(code: str) -> Permission:
    """A permission that a package above declares. Raises KeyError for a code nobody declared."""
    return _table[code]


def require(actor: Actor, wanted: Permission, *, organisation_id: UUID, programme_id: UUID | None = None) -> None:
    """Let the actor pass. Raises `Hidden` for a stranger, `NotAllowed` for a member without the right."""
    if not actor.belongs_to(organisation_id):
        raise Hidden
    if not allows(actor, wanted, organisation_id=organisation_id, programme_id=programme_id):
        raise NotAllowed(wanted)


def allows(actor: Actor, wanted: Permission, *, organisation_id: UUID, programme_id: UUID | None = None) -> bool:
    """Whether the actor has the right there."""
    if wanted.writes and not actor.may_write:
        return False
    if wanted.anywhere and programme_id is None:
        return bool(actor.roles_anywhere(organisation_id) & wanted.roles)
    return bool(actor.roles(organisation_id, programme_id) & wanted.roles)


READ_ORGANISATION = permission(
    "organisation.read", EVERYONE, says=_("See the organisation and its programmes"), writes=False, anywhere=True
)
MANAGE_MEMBERS = permission(
    "organisation.members", frozenset({Role.ADMINISTRATOR}), says=_("Invite and remove people, give and take roles")
)
EDIT_ORGANISATION = permission(
    "organisation.edit", frozenset({Role.ADMINISTRATOR}), says=_("Change the organisation's name, zone and language")
)
READ_MEMBERS = permission(
    "organisation.people", EVERYONE, says=_("See who the people are"), writes=False, anywhere=True
)
VERIFY_LEDGER = permission(
    "ledger.verify",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR}),
    says=_("Verify the ledger"),
    writes=False,
)
ERASE_DETAIL = permission(
    "ledger.erase",
    frozenset({Role.ADMINISTRATOR}),
    says=_("Erase what an entry of the ledger says in detail"),
)
READ_HISTORY = permission("ledger.read", EVERYONE, says=_("Read the history of a thing"), writes=False)
MANAGE_TOKENS = permission(
    "organisation.tokens", frozenset({Role.ADMINISTRATOR}), says=_("See and revoke everybody's tokens for the API")
)
HOLD_TOKENS = permission(
    "token.hold",
    EVERYONE - {Role.EXTERNAL_AUDITOR},
    says=_("Make tokens for the API that act as oneself"),
    anywhere=True,
)
