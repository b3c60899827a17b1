"""Who may see jobs and have a failed one done again."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE, Role

READ_JOBS = permission("jobs.read", EVERYONE, says=_("See long work and how far it is"), writes=False, anywhere=True)
RETRY_JOBS = permission(
    "jobs.retry",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER}),
    says=_("Have failed work done again"),
)
