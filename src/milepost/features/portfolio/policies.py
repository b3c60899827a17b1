"""Who may keep the portfolio. It belongs to the organisation, so a role in any of its programmes opens it."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE, Role

READ_PORTFOLIO = permission(
    "portfolio.read", EVERYONE, says=_("See services, customers, suppliers, units and locations"), writes=False,
    anywhere=True,
)  # fmt: skip
EDIT_PORTFOLIO = permission(
    "portfolio.edit",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.IMPLEMENTATION_TEAM}),
    says=_("Create, change and retire services, customers, suppliers, units and locations"),
    anywhere=True,
)
