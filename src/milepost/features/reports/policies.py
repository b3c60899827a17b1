"""Who may issue what reports write."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

ISSUE_PAPER = permission(
    "reports.issue-paper",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("Issue the paper for a steering meeting"),
)
