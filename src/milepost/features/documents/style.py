"""How an organisation's documents look, as they are printed: colour, logo and reference file."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from milepost.engines.rendering import ACCENT, BadDocument
from milepost.engines.rendering import Document as Printed
from milepost.engines.rules.texts import as_written, say
from milepost.features.documents.models import HouseStyle
from milepost.platform.files.store import opened_place
from milepost.platform.files.stores import BucketFails
from milepost.platform.organisations.models import Organisation

COLOUR, LOGO, REFERENCE = "colour", "logo", "reference"
PARTS = (LOGO, COLOUR, REFERENCE)
FILES = (LOGO, REFERENCE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a printed document takes from its organisation; our own look where it has set nothing."""

    accent: str = ACCENT
    logo: bytes = b""
    reference: bytes | None = None

    def on(self, document: Printed) -> Printed:
        """The document in this colour and with this logo."""
        return replace(document, accent=self.accent, logo=self.logo)


def style_of(organisation: Organisation) -> HouseStyle:
    """What the organisation has set; a row that is not kept, of revision 0, where it has set nothing yet."""
    found = HouseStyle.objects.filter(organisation=organisation).first()
    return found or HouseStyle(organisation=organisation, revision=0)


def look_of_documents(organisation_id: UUID) -> Look:
    """The look of an organisation's documents. Raises `BadDocument` where one of its files is lost."""
    found = HouseStyle.objects.filter(organisation_id=organisation_id).first()
    if found is None:
        return Look()
    return Look(found.colour or ACCENT, _bytes_of(found, LOGO) or b"", _bytes_of(found, REFERENCE))


def style_values(style: HouseStyle) -> dict[str, Any]:
    """The row as the API and the command line show it."""
    files = {
        part: {"name": getattr(style, f"{part}_name"), "sha256": getattr(style, f"{part}_sha256")}
        if getattr(style, f"{part}_id")
        else None
        for part in FILES
    }
    return {"colour": style.colour or None, **files, "revision": style.revision}


def _bytes_of(style: HouseStyle, part: str) -> bytes | None:
    sha256 = getattr(style, f"{part}_sha256")
    if not sha256:
        return None
    try:
        return opened_place(style.organisation_id, sha256).read_bytes()
    except BucketFails:
        raise
    except OSError as error:
        raise BadDocument(
            say(
                "{name}, which documents are printed with, cannot be read.",
                name=as_written(getattr(style, f"{part}_name")),
            ),
            say("Hand it in again under How documents look, or remove it there."),
            code="style_file",
        ) from error
