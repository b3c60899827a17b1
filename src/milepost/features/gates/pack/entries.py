"""What an application pack is made of: parts by what S-10 asks for, entries that become files, and what lacks."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rules.facts.certification import PackPart
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.texts import Text, say
from milepost.features.documents.forms import CLASSES
from milepost.features.programmes.models import Programme


class Section(StrEnum):
    """The parts in their order: the four of S-10, what a body asks about the organisation, what else is in force."""

    SCOPE = PackPart.SCOPE.value
    SMP = PackPart.SMP.value
    DOCUMENTS = PackPart.DOCUMENTS.value
    DESIGN_PROOF = PackPart.DESIGN_PROOF.value
    ORGANISATION = "organisation"
    FURTHER = "further-documents"


NAMES: Mapping[Section, Text] = {
    Section.SCOPE: say("Scope statement"),
    Section.SMP: say("Service management plan"),
    Section.DOCUMENTS: say("Key documented information"),
    Section.DESIGN_PROOF: say("Decisions at the gates, proof that design is complete"),
    Section.ORGANISATION: say("Services, sites and people"),
    Section.FURTHER: say("Further documents in force"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF that is set when the pack is made. `make` raises `BadDocument`."""

    make: Callable[[], bytes]
    ending = ".pdf"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that was handed in, which goes along byte for byte; `name` is what it was called."""

    organisation_id: UUID
    sha256: str
    name: str

    @property
    def ending(self) -> str:
        """The ending of its name where that is one of a plain kind, so that nothing else is passed on."""
        found = re.search(r"\.[A-Za-z0-9]{1,5}$", self.name)
        return found.group().lower() if found else ".bin"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the pack: what it is called there, what stands in the table of contents, and where it comes from."""

    section: Section
    label: str  # DOC-SMP-01 v3
    title: str
    since: date | None
    content: Sheet | OwnFile
    version: str = ""
    note: Text | None = None
    classification: str = ""
    is_translated: bool = False

    @property
    def class_name(self) -> str:
        """How far it may be handed on, in the reader's language; nothing for what has no class."""
        return str(dict(CLASSES).get(self.classification, ""))


@dataclass(frozen=True, slots=True)
class Outside:
    """A document of external origin that is in force: listed, and not handed on, since it is somebody else's."""

    number: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What would go in on a day, and what lacks, by part."""

    programme: Programme
    language: str
    on: date
    sentence: str  # the scope applied for; empty while none is approved
    entries: tuple[Entry, ...]
    lacks: Mapping[Section, tuple[CheckResult, ...]]
    outside: tuple[Outside, ...]

    @property
    def lacking(self) -> tuple[CheckResult, ...]:
        """Everything that lacks, in the order of the parts."""
        return tuple(result for section in Section for result in self.lacks.get(section, ()))

    @property
    def is_whole(self) -> bool:
        """Whether nothing lacks."""
        return not self.lacking

    @property
    def named(self) -> tuple[tuple[str, Entry], ...]:
        """Each entry with what its file is called, in their order; no two alike, none with a path in it."""
        width = max(2, len(str(len(self.entries))))
        return tuple(
            (file_name(f"{place:0{width}}", entry.label, entry.content.ending), entry)
            for place, entry in enumerate(self.entries, 1)
        )


_UNSAFE = re.compile(r"[^\w ,.()+-]+")
LONGEST = 100  # bytes of a label in a file's name


def file_name(number: str, label: str, ending: str) -> str:
    """`03 DOC-SMP-01 v3.pdf`: readable, one name of one folder on every system, whatever somebody wrote."""
    words = _UNSAFE.sub("-", unicodedata.normalize("NFC", on_one_line(label)))
    words = re.sub(r"\.{2,}", ".", words).encode()[:LONGEST].decode(errors="ignore").strip(" ,.-")
    return f"{number} {words}".strip() + ending
