"""Who may do what with governance."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

EDIT_GOVERNANCE = permission(
    "governance.edit",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Name who carries the programme, and record what the board decided"),
)
KEEP_MEETINGS = permission(
    "governance.meetings",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER}),
    says=_("Set the steering committee's rhythm, keep its minutes, and record its decisions"),
)
RAISE_OBSTACLES = permission(
    "governance.obstacles",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER}),
    says=_("Raise obstacles and say who removes them"),
)
WRITE_COMMITMENT = permission(
    "governance.commitment",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("Write the leadership commitment, enter a signature from paper, and record a withdrawal"),
)
SIGN_COMMITMENT = permission(
    "governance.sign", frozenset({Role.SPONSOR}), says=_("Sign the leadership commitment for top management")
)
CHECK_SIGNATURE = permission(
    "governance.check",
    frozenset(
        {Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER, Role.IMPLEMENTATION_TEAM,
         Role.INTERNAL_AUDITOR}
    ),
    says=_("Check a signature that somebody else entered against its file"),
)  # fmt: skip
