"""Files that documents are printed with, checked before they are kept: a logo that prints, a DOCX without tricks."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from milepost.engines.rendering import (
    LIMITS,
    BadDocument,
    Document,
    Heading,
    Paragraph,
    Words,
    as_colour,
    as_picture,
    to_docx,
    to_pdf,
)
from milepost.features.documents.style import COLOUR, LOGO, REFERENCE
from milepost.features.documents.uploads import check_document
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

_TRIAL = Document(
    identification="A-1 v1",
    title="Trial",
    language="en",
    organisation="Trial",
    blocks=(Heading(2, (Words("Trial"),), "trial"), Paragraph((Words("Trial."),))),
    written_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def check_colour(colour: str) -> str:
    """The colour as it is kept. Raises `Refused` for what is none, or cannot be read on white."""
    try:
        return as_colour(colour.strip())
    except BadDocument as bad:
        raise _refused(bad, COLOUR) from None


def check_logo(path: Path, name: str) -> None:
    """Look into a logo, and print it once: what cannot be drawn would stop every document. Raises `Refused`."""
    if path.stat().st_size > LIMITS.picture:
        raise Refused(
            _("{name} is larger than {limit} MB.").format(name=name, limit=LIMITS.picture // 1_000_000),
            field=LOGO,
            hint=_("Save it with fewer pixels: it is printed at most 7 cm wide."),
        )
    data = path.read_bytes()
    if not data:
        return  # whoever keeps it says so
    try:
        as_picture(data)
        trial = replace(_TRIAL, logo=data)
        to_docx(trial)
        to_pdf(trial)
    except BadDocument as bad:
        if bad.code != "pdf":
            raise _refused(bad, LOGO) from None
        raise Refused(
            _("{name} cannot be drawn.").format(name=name),
            field=LOGO,
            hint=_("Open it in the program that made it and save it again, as PNG if need be."),
        ) from None


def check_reference(path: Path, name: str) -> None:
    """Look into a reference file as into any document, and write into it once. Raises `Refused`."""
    if PurePosixPath(name).suffix.lower() != ".docx":
        raise Refused(
            _("{name} is no DOCX file.").format(name=name),
            field=REFERENCE,
            hint=_("Save it in a word processor as a Word document (.docx), not as a template (.dotx) or with macros."),
        )
    if path.stat().st_size > LIMITS.reference_bytes:
        raise Refused(
            _("{name} is larger than {limit} MB.").format(name=name, limit=LIMITS.reference_bytes // 1_000_000),
            field=REFERENCE,
            hint=_("Only its styles, page, header and footer are used: take its text and pictures out."),
        )
    check_document(path, name)
    data = path.read_bytes()
    if not data:
        return
    try:
        to_docx(_TRIAL, data)
    except BadDocument as bad:
        raise _refused(bad, REFERENCE) from None


def _refused(bad: BadDocument, field: str) -> Refused:
    return Refused(speak(bad.reason), field=field, hint=speak(bad.fix))
