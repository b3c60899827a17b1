"""Files handed in as a version: DOCX, PDF or XLSX that are what they say, hold no macros, and unpack to a sane size."""

import re
import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from milepost.engines.bulk.failures import DAMAGED_ZIP, Unreadable
from milepost.engines.bulk.reading.workbooks import look_over
from milepost.features.governance.services.putting import HandedIn, keep_handed_in
from milepost.features.programmes.models import Programme
from milepost.platform.files.models import StoredFile
from milepost.platform.files.services import plain_name
from milepost.platform.files.sniffing import HEAD, type_of
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    ".docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
    ".xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
}
"""The part that makes an Office file what it is, and the type that its table of contents gives that part."""

TAKEN = (".docx", ".pdf", ".xlsx")
CONTENTS = "[Content_Types].xml"
MOST_CONTENTS = 4 * 1024 * 1024  # bytes of a table of contents that are read
RUNS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/)", re.IGNORECASE)


def keep_document(actor: Actor, programme: Programme, handed_in: HandedIn) -> StoredFile:
    """Keep a file as the content of a version. Raises `Refused` with the reason; nothing is kept then."""
    name = plain_name(handed_in.name)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in TAKEN:
        raise Refused(
            _("{name} is none of DOCX, PDF and XLSX.").format(name=name),
            field="file",
            hint=_("Save it as one of these; what holds macros (DOCM, XLSM) is not taken."),
        )
    return keep_handed_in(actor, programme, handed_in, check_document)


def check_document(path: Path, name: str) -> None:
    """Look into a file that calls itself a document. Raises `Refused`."""
    ending = PurePosixPath(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return  # whoever keeps it says so
    found = type_of(head)
    if ending == ".pdf":
        if found != "application/pdf":
            raise _not_what_it_says(name)
        return
    if not zipfile.is_zipfile(path):
        raise _not_what_it_says(name)
    try:
        members = {member.filename for member in look_over(path)}
    except Unreadable as unreadable:
        raise Refused(speak(unreadable.reason), field="file", hint=speak(unreadable.fix)) from None
    if any(RUNS.search(member) for member in members):
        raise _holds_macros(name)
    _check_contents(path, name, ending, members)


def _check_contents(path: Path, name: str, ending: str, members: set[str]) -> None:
    """An Office file says in its table of contents what each part is; one with macros says so of its main part."""
    main, kind = MAIN[ending]
    if main not in members or CONTENTS not in members:
        raise _not_what_it_says(name)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(CONTENTS) as member:
            contents = member.read(MOST_CONTENTS).decode("utf-8", "replace")
    except DAMAGED_ZIP:
        raise _not_what_it_says(name) from None
    if "macroenabled" in contents.lower():
        raise _holds_macros(name)
    if kind not in contents:
        raise _not_what_it_says(name)


def _holds_macros(name: str) -> Refused:
    return Refused(
        _("{name} holds macros.").format(name=name),
        field="file",
        hint=_("Save it without macros: a document under control shows the same to everybody."),
    )


def _not_what_it_says(name: str) -> Refused:
    return Refused(
        _("{name} is not what its name says.").format(name=name),
        field="file",
        hint=_("Open it in the program that made it and save it again; one under a password cannot be taken."),
    )
