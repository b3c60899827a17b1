"""Who may do what with gap assessments."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

RATE = permission(
    "gaps.rate",
    frozenset(
        {
            Role.ADMINISTRATOR,
            Role.COORDINATOR,
            Role.IMPLEMENTATION_TEAM,
            Role.PRACTICE_OWNER,
            Role.INTERNAL_AUDITOR,
            Role.CONTRIBUTOR,
        }
    ),
    says=_("Rate statements in the gap assessment, one by one or many at once"),
)
RUN_ASSESSMENTS = permission(
    "gaps.run",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Open and close gap assessments"),
)
