"""Who keeps the working calendar: clocks count by it, so it is not everybody's to change."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE, Role

READ_CALENDAR = permission(
    "calendar.read", EVERYONE, says=_("See working days and holidays"), writes=False, anywhere=True
)
EDIT_CALENDAR = permission(
    "calendar.edit",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Say on which days the organisation works"),
    anywhere=True,
)
