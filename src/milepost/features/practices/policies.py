"""Who may do what with practices."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

ASSIGN_PRACTICES = permission(
    "practices.assign",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("Name owner, deputy and time of a practice, and its tool of record"),
)
OWN_PRACTICES = permission(
    "practices.own",
    frozenset({Role.PRACTICE_OWNER, Role.COORDINATOR, Role.IMPLEMENTATION_TEAM}),
    says=_("Accept a practice and keep its registers: occurrences, cases, nil statements"),
)
APPROVE_PROCEDURES = permission(
    "practices.approve-procedure",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.PRACTICE_OWNER}),
    says=_("Record the approval of a practice's procedure"),
)
