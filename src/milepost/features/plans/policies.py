"""Who may plan, and who may say that something is done."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

EDIT_PLAN = permission(
    "plan.edit", frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}), says=_("Change the activities of the plan")
)
FINISH_ACTIVITIES = permission(
    "plan.finish",
    frozenset({Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER, Role.INTERNAL_AUDITOR}),
    says=_("Say that an activity is done"),
)
DRAW_BASELINE = permission(
    "plan.baseline", frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}), says=_("Draw up a baseline of the plan")
)
ENDORSE = permission(
    "plan.endorse",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER}),
    says=_("Record that the steering committee endorsed a baseline"),
)
SIGN_ENDORSEMENT = permission(
    "plan.sign-endorsement",
    frozenset({Role.SPONSOR, Role.STEERING_MEMBER, Role.COORDINATOR}),
    says=_("Sign the endorsement of a baseline"),
)
LOG_EFFORT = permission(
    "plan.log",
    frozenset(
        {
            Role.ADMINISTRATOR,
            Role.COORDINATOR,
            Role.SPONSOR,
            Role.IMPLEMENTATION_TEAM,
            Role.PRACTICE_OWNER,
            Role.INTERNAL_AUDITOR,
            Role.CONTRIBUTOR,
        }
    ),
    says=_("Log days of work on activities of the plan"),
)
EDIT_BUDGET = permission(
    "plan.budget",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR}),
    says=_("Change the budget lines of the programme"),
)
