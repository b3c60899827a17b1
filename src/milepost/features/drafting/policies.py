"""Who may enter the facts that documents are written from."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

EDIT_FACTS = permission(
    "facts.edit",
    frozenset({Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER}),
    says=_("Enter the facts that documents are written from, and answer their questions"),
)
