"""Roles and phases as the catalogue names them, in the reader's language."""

from django.utils.translation import get_language

from milepost.catalogue import programme as catalogue
from milepost.platform.organisations.roles import Role


def role_name(role: str) -> str:
    """The name of a role."""
    return next((known.name.in_language(_language()) for known in catalogue.roles() if known.key == role), role)


def role_duties(role: str) -> str:
    """What somebody in a role does."""
    return next((known.duties.in_language(_language()) for known in catalogue.roles() if known.key == role), "")


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, for a form."""
    return [(role.value, role_name(role.value)) for role in Role]


def phase_name(key: str) -> str:
    """The name of a phase; nothing for none."""
    return next((known.name.in_language(_language()) for known in catalogue.phases() if known.key == key), key)


def _language() -> str:
    return get_language() or "en"
