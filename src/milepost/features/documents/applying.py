"""Documents in files: `documents`, a master list, and `document-versions`, further versions from before."""

from typing import Any

from django.utils.translation import gettext as _

from milepost.features.actions.services import find_owner
from milepost.features.documents.models import Document, Version
from milepost.features.documents.rows import DETAILS, STATED, DocumentRow, VersionRow
from milepost.features.documents.selectors import get_document, get_line
from milepost.features.documents.services import adopt_version, put_document
from milepost.features.documents.values import stated_values
from milepost.features.programmes.applying import Did, Fields, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

FURTHER = ("summary", "body", "redesign", "ended_on")
EMPTIES: dict[str, Any] = {"by_top_management": False, "written_by": []}


@applies("documents", row=DocumentRow, order=65)
def apply_document(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Enter or change a document, and adopt the version in force that its line states."""
    given = {name: row[name] for name in DETAILS if name in row}
    for name in ("owner", "approver"):
        if name in given:
            given[name] = _person(programme, given[name], name)
    put = put_document(actor=actor, programme=programme, fields={"number": row["code"], **given})
    stated = {name: row[name] for name in STATED if name in row}
    if not _says_approval(stated) or not _adopt_stated(actor, put.row, stated):
        return put.did
    return "created" if put.did == "created" else "updated"


@applies("document-versions", row=VersionRow, order=66, key=("document", "version"))
def apply_version(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Adopt a version that was approved before; one that stands already stays."""
    try:
        document = get_document(programme, row["document"])
    except Hidden:
        raise Refused(
            _("There is no document {number}.").format(number=row["document"]),
            field="document",
            hint=_("Enter it first: the kind documents."),
        ) from None
    present = Version.objects.filter(document=document, label=row["version"]).first()
    if present is not None:
        present.document = document
        return _unchanged(present, {name: row[name] for name in STATED if name in row})
    _adopt(actor, document, row)
    return "created"


def _person(programme: Programme, email: str | None, field: str) -> Any:
    try:
        return find_owner(programme, email)
    except Refused as refused:
        raise Refused(refused.reason, field=field, hint=refused.hint) from None


def _says_approval(stated: Fields) -> bool:
    """Whether the line states a version at all; an empty cell of a list of drafts does not."""
    return any(value not in (None, "", [], EMPTIES.get(name)) for name, value in stated.items())


def _adopt_stated(actor: Actor, document: Document, stated: Fields) -> bool:
    """Adopt the version that a line states, unless it is the one in force; answers whether it was adopted."""
    current = get_line(document).current
    if current is not None and stated.get("version", "") in {"", current.shown_number}:
        _unchanged(current, stated)
        return False
    _adopt(actor, document, stated)
    return True


def _adopt(actor: Actor, document: Document, row: Fields) -> None:
    fields = {name: row[name] for name in (*STATED, *FURTHER) if name in row}
    written_by = tuple(fields.pop("written_by", ()))
    adopt_version(
        actor=actor,
        document=document,
        fields={("label" if name == "version" else name): value for name, value in fields.items()},
        written_by=written_by,
    )


def _unchanged(present: Version, stated: Fields) -> Did:
    """A version stands: a file that says the same of it changes nothing, one that says otherwise is refused."""
    known = stated_values(present)
    for name, value in stated.items():
        if value not in (None, "", [], EMPTIES.get(name)) and value != known[name]:
            raise Refused(
                _("{version} stands as it was approved.").format(version=present.identification),
                field=name,
                hint=_("Give another version number, or leave this field as the list exports it."),
            )
    return "unchanged"
