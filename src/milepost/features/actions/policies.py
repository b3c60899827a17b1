"""Who may do what with actions."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

EDIT_ACTIONS = permission(
    "actions.edit",
    frozenset(
        {
            Role.COORDINATOR,
            Role.SPONSOR,
            Role.STEERING_MEMBER,
            Role.IMPLEMENTATION_TEAM,
            Role.PRACTICE_OWNER,
            Role.INTERNAL_AUDITOR,
            Role.CONTRIBUTOR,
        }
    ),
    says=_("Add actions, take them on and finish them"),
)
