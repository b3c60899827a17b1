"""Who may do what with a programme."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE, Role

READ_PROGRAMME = permission("programme.read", EVERYONE, says=_("Read everything in a programme"), writes=False)
MAKE_PROGRAMME = permission("programme.make", frozenset({Role.ADMINISTRATOR}), says=_("Create a programme"))
EDIT_PROGRAMME = permission(
    "programme.edit",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Change a programme's dates and numbers"),
)
EDIT_SCOPE = permission("scope.edit", frozenset({Role.COORDINATOR}), says=_("Put things in or out of the scope"))
APPROVE_SCOPE = permission("scope.approve", frozenset({Role.SPONSOR}), says=_("Approve the scope statement"))
ENTER_SCOPE_SIGNATURE = permission(
    "scope.enter-signature",
    frozenset({Role.COORDINATOR}),
    says=_("Enter the sponsor's signature on a printed scope statement"),
)
CHECK_SCOPE_SIGNATURE = permission(
    "scope.check-signature",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.INTERNAL_AUDITOR}),
    says=_("Check an entered signature against its scan"),
)
EXPORT_PROGRAMME = permission(
    "programme.export",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Export a programme's archive"),
    writes=False,
)
IMPORT_PROGRAMME = permission(
    "programme.import", frozenset({Role.ADMINISTRATOR}), says=_("Import a programme's archive")
)
