"""Roles, by the keys of the catalogue's `roles.toml`."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an organisation or in one of its programmes."""

    ADMINISTRATOR = "administrator"
    SPONSOR = "sponsor"
    COORDINATOR = "coordinator"
    STEERING_MEMBER = "steering-member"
    IMPLEMENTATION_TEAM = "implementation-team"
    PRACTICE_OWNER = "practice-owner"
    INTERNAL_AUDITOR = "internal-auditor"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    EXTERNAL_AUDITOR = "external-auditor"


EVERYONE = frozenset(Role)
RUNNING = frozenset({Role.COORDINATOR})
WORKING = frozenset({Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER})
