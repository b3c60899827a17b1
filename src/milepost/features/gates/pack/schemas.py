"""The application pack as the API speaks of it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from milepost.features.gates.schemas import ResultOut
from milepost.platform.jobs.schemas import JobOut
from milepost.platform.organisations.wire import Schema

Language = Literal["en", "id"]


class PackFileOut(Schema):
    """A file of the pack; `own_file` is what an own file was called when it was handed in."""

    file: str
    document: str
    title: str
    version: str
    in_force_since: date | None
    classification: str | None
    own_file: str | None
    note: str


class PackPartOut(Schema):
    """A part by what S-10 asks for: what is in, and what lacks."""

    part: Literal["scope", "smp", "key-documents", "design-complete", "organisation", "further-documents"]
    name: str
    files: list[PackFileOut]
    lacking: list[ResultOut]


class PackOutsideOut(Schema):
    """A document of external origin in force: listed, not enclosed."""

    document: str
    title: str
    source: str


class PackMadeOut(Schema):
    """The last pack that was made; `entries_since` counts what the programme's ledger took in after its state.

    `download` is the address of its file (`get_application_pack_file`).
    """

    job: UUID
    file: str
    size: int
    sha256: str
    on: date
    at: datetime
    by: str | None
    whole: bool
    files: int
    lacking: int
    entries_since: int
    download: str


class PackOut(Schema):
    """What the pack would hold today, and the last one made; `job` is at one now, or could not make one."""

    programme: str
    language: Language
    on: date
    whole: bool
    parts: list[PackPartOut]
    outside: list[PackOutsideOut]
    job: JobOut | None
    made: PackMadeOut | None


class PackIn(Schema):
    """The language of the documents; that of the organisation where it is left out."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None
