"""Who may do what with controlled documents."""

from django.utils.translation import gettext_lazy as _

from milepost.features.documents.models import Document
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import NotAllowed, allows, permission, require
from milepost.platform.organisations.roles import EVERYONE, Role

WRITE_DOCUMENTS = permission(
    "documents.write",
    frozenset({Role.COORDINATOR, Role.IMPLEMENTATION_TEAM, Role.PRACTICE_OWNER}),
    says=_("Enter documents, draft and translate versions, hand files in, submit for review"),
)
CONTROL_DOCUMENTS = permission(
    "documents.control",
    frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    says=_("Adopt what was approved before, withdraw, replace a reviewer or approver, hand out, enter a signature"),
)
STYLE_DOCUMENTS = permission(
    "documents.style",
    frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    says=_("Set the logo, colour and reference file of the organisation's documents"),
    anywhere=True,
)
TAKE_PART = permission(
    "documents.take-part",
    EVERYONE - {Role.EXTERNAL_AUDITOR},
    says=_("Review, approve and acknowledge what one is asked for, and remark on it"),
)
CHECK_APPROVAL = permission(
    "documents.check",
    frozenset(
        {Role.ADMINISTRATOR, Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER, Role.IMPLEMENTATION_TEAM,
         Role.INTERNAL_AUDITOR}
    ),
    says=_("Check an approval that somebody else entered against its file"),
)  # fmt: skip


def controls(actor: Actor, document: Document) -> bool:
    """Whether the actor answers for this document: its owner, or who controls all of them."""
    here = {"organisation_id": document.organisation_id, "programme_id": document.programme_id}
    if allows(actor, CONTROL_DOCUMENTS, **here):
        return True
    return actor.person_id == document.owner_id and allows(actor, TAKE_PART, **here)


def require_control(actor: Actor, document: Document) -> None:
    """Let the document's owner pass, and who controls all. Raises `Hidden` or `NotAllowed`."""
    require(actor, TAKE_PART, organisation_id=document.organisation_id, programme_id=document.programme_id)
    if not controls(actor, document):
        raise NotAllowed(CONTROL_DOCUMENTS)
