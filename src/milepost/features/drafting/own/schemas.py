"""What the API takes and gives of templates."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from milepost.features.drafting.schemas import ClashOut, DraftOut
from milepost.platform.organisations.wire import Schema

RestsOn = Annotated[
    str,
    Field(
        max_length=64,
        description="The SHA-256 of the shipped text it was made from: `shipped` once a newer edition is taken in; "
        "that of the version in use unless given.",
    ),
]
Text = Annotated[str, Field(max_length=1_000_000, description="The whole file: front matter and body.")]
Reason = Annotated[str, Field(max_length=1_000, description="What was changed, and why.")]


class TemplateLineOut(Schema):
    """A template of the list.

    `own_version` is 0 where the shipped one writes the document; `outdated` says that another text is shipped than
    the one that was copied.
    """

    key: str
    language: str
    title: str
    edition: int
    own_version: int
    shipped_edition: int
    outdated: bool


class TemplateLinesOut(Schema):
    """Every template in one language."""

    items: list[TemplateLineOut]


class TemplateVersionOut(Schema):
    """A version of the organisation's own; `is_copy` is false where it gave the shipped template back."""

    number: int
    is_copy: bool
    edition: int
    reason: str
    saved_by: str
    saved_on: date


class TemplateVersionText(TemplateVersionOut):
    """A version with its file."""

    text: str


class ChangedWordOut(Schema):
    """Words of a passage: added, removed or same."""

    kind: str
    text: str


class ChangedOut(Schema):
    """A passage of a comparison: added, removed, changed or same, or a gap where equal passages are left out."""

    kind: str
    text: str
    words: list[ChangedWordOut]


class TemplateOut(TemplateLineOut):
    """One template: the file in use, every version, and what the shipped text changed since it was copied."""

    revision: int
    rests_on: str
    shipped: str
    text: str
    versions: list[TemplateVersionOut]
    newer: list[ChangedOut]


class TemplateIn(Schema):
    """A template's file, to be the next version of the organisation's own."""

    model_config = ConfigDict(extra="forbid")
    text: Text
    reason: Reason
    rests_on: RestsOn = ""


class TemplateCheckIn(Schema):
    """A template's file, to be looked at."""

    model_config = ConfigDict(extra="forbid")
    text: Text
    rests_on: RestsOn = ""


class TemplateResetIn(Schema):
    """Why the shipped template is used again."""

    model_config = ConfigDict(extra="forbid")
    reason: Reason


class FaultOut(Schema):
    """What is wrong on a line of the file."""

    line: int
    reason: str


class TemplateCheckOut(Schema):
    """What is wrong with a template; nothing, and then the document that it writes today."""

    passed: bool
    faults: list[FaultOut]
    draft: DraftOut | None


class TemplateMergeOut(Schema):
    """The newer edition brought into the own version; where both changed one place the own words stand."""

    key: str
    language: str
    rests_on: str
    text: str
    clashes: list[ClashOut]
