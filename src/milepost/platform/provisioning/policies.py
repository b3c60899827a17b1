"""Who lets an identity provider bring people in, and says what its groups give."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

SEE_PROVISIONING = permission(
    "provisioning.read",
    frozenset({Role.ADMINISTRATOR}),
    says=_("See which people and groups the identity provider brings"),
    writes=False,
)
PROVISION = permission(
    "organisation.provisioning",
    frozenset({Role.ADMINISTRATOR}),
    says=_("Let the identity provider bring people and groups (SCIM), and say which group gives which role"),
)
