"""Who may ask whether there is a backup.

A backup holds every organisation, and Milepost knows nobody on screen who administers the installation: an
organisation's administrator learns when the last good one was made, never where it lies, and cannot fetch it.
"""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

SEE_BACKUPS = permission(
    "backups.see", frozenset({Role.ADMINISTRATOR}), says=_("See when the last backup was made"), writes=False
)
