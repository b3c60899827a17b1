"""The application pack as the API speaks of it."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from milepost.features.gates.schemas import ResultOut
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


class PackOut(Schema):
    """What the pack would hold today."""

    programme: str
    language: Language
    on: date
    whole: bool
    parts: list[PackPartOut]
    outside: list[PackOutsideOut]


class PackIn(Schema):
    """The language of the documents; that of the organisation where it is left out."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None
