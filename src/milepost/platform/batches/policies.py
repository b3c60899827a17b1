"""Who may bring records in, and who may see them. Records belong to the organisation."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import EVERYONE, Role

READ_BATCHES = permission(
    "batches.read", EVERYONE, says=_("See imports and what came of them"), writes=False, anywhere=True
)
IMPORT_RECORDS = permission(
    "records.import",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER}),
    says=_("Import records of operation and say what their values mean"),
)
EDIT_SOURCES = permission(
    "sources.edit",
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    says=_("Say who writes the times of a source and how long its files are kept"),
    anywhere=True,
)
ERASE_PERSON = permission(
    "records.erase",
    frozenset({Role.ADMINISTRATOR}),
    says=_("Erase a person from the records"),
    anywhere=True,
)
