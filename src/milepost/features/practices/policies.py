"""Who may do what with practices."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from milepost.features.practices.models import Practice
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import allows, permission
from milepost.platform.organisations.roles import Role

ASSIGN_PRACTICES = permission(
    "practices.assign",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR}),
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
APPROVE_DUE_DATES = permission(
    "practices.approve-due-dates",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.PRACTICE_OWNER}),
    says=_("Fix and approve the due dates of a planned rhythm"),
)


def keeps(actor: Actor, practice: Practice) -> bool:
    """Whether the actor keeps the registers of this practice: its owner or deputy, or who works on all of them."""
    if not allows(actor, OWN_PRACTICES, organisation_id=practice.organisation_id, programme_id=practice.programme_id):
        return False
    if actor.person_id in {practice.owner_id, practice.deputy_id}:
        return True
    roles = actor.roles(practice.organisation_id, practice.programme_id)
    return bool(roles & {Role.COORDINATOR, Role.IMPLEMENTATION_TEAM})


def may_change(actor: Actor, programme_id: UUID, organisation_id: UUID) -> bool:
    """Whether the actor may change anything at all of a practice; each change asks for its own right besides."""
    rights = (ASSIGN_PRACTICES, OWN_PRACTICES, APPROVE_PROCEDURES, APPROVE_DUE_DATES)
    return any(allows(actor, right, organisation_id=organisation_id, programme_id=programme_id) for right in rights)
