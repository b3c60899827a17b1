"""What the API takes and gives of an exchange."""

from typing import Any, Literal

from pydantic import ConfigDict

from milepost.platform.organisations.wire import Schema


class PlanImportIn(Schema):
    """How a file is taken in: its format where its name does not say it, and the phase of tasks that name none."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["", "mspdi", "csv"] = ""
    phase: Literal["", "foundation", "design", "implementation", "certification"] = ""
    dry_run: bool = False


class RefusedOut(Schema):
    """A row that is not taken, and the way out."""

    kind: str
    row: int | None
    code: str | None
    field: str | None
    reason: str
    fix: str


class FieldChangeOut(Schema):
    """A field, from what to what."""

    field: str
    before: Any
    after: Any


class PlanChangeOut(Schema):
    """An activity that is new or changes; `row` is its number in the file."""

    row: int
    activity: str
    name: str
    new: bool
    fields: list[FieldChangeOut]


class PlanNoteOut(Schema):
    """What of the file was left behind, or taken for something else."""

    row: int | None
    activity: str | None
    text: str


class PlanImportOut(Schema):
    """What a file changed, or with `dry_run` would change; nothing is written where a row is refused."""

    programme: str
    created: int
    updated: int
    unchanged: int
    refused: list[RefusedOut]
    written: bool
    dry_run: bool
    changes: list[PlanChangeOut]
    notes: list[PlanNoteOut]
    not_in_file: list[str]
