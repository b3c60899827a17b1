"""Who may keep the registers of the management system."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import WORKING, Role

EDIT_REGISTERS = permission(
    "registers.edit",
    WORKING | {Role.SPONSOR},
    says=_("Keep the registers of the management system, and that of the programme's risks"),
)
DECIDE_REGISTERS = permission(
    "registers.decide",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("State how risks are assessed, accept a risk above the criterion, decide on climate, decide improvements"),
)
