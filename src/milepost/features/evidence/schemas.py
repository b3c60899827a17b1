"""What the API takes and gives of imports."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import ninja
from pydantic import Field

from milepost.platform.organisations.schemas import Strict
from milepost.platform.organisations.wire import Schema


class ImportIn(Strict):
    """How a file is to be imported; the file itself is the part `file` of the form."""

    practice: Annotated[str, Field(max_length=40, description="A practice, such as incident.")]
    mapping: Annotated[
        str, Field(max_length=1 << 20, description="The name of a ready mapping or a source, or a mapping as YAML.")
    ]
    timezone: Annotated[str, Field(max_length=64, description="Of times without one.")] = ""
    date_order: Literal["", "dmy", "mdy", "ymd"] = ""
    dry_run: bool = False
    on_reject: Literal["stop", "skip"] = "stop"
    complete_from: Annotated[str, Field(max_length=40, description="A date or an instant.")] = ""
    complete_to: Annotated[str, Field(max_length=40, description="A date or an instant.")] = ""
    attest: Annotated[str, Field(max_length=2000)] = ""


class BatchOut(ninja.Schema):
    """A sealed import. `counts` are those of the import, `practices` records per practice."""

    id: UUID
    state: Literal["sealed", "redacted"]
    source: str
    timing: str
    generation: int
    file: str
    file_sha256: str
    manifest_sha256: str
    sealed_at: datetime
    sealed_by: str | None
    mapping: str
    timezone: str
    practices: dict[str, int]
    counts: dict[str, int]
    covers: list[str]
    complete_from: datetime | None
    complete_to: datetime | None
    attest: str
    previous: UUID | None

    @staticmethod
    def resolve_source(batch: Any) -> str:
        return str(batch.source.code)

    @staticmethod
    def resolve_file(batch: Any) -> str:
        return str(batch.file_name)

    @staticmethod
    def resolve_sealed_by(batch: Any) -> str | None:
        return batch.sealed_by.email if batch.sealed_by else None

    @staticmethod
    def resolve_mapping(batch: Any) -> str:
        return str(batch.mapping_name)

    @staticmethod
    def resolve_previous(batch: Any) -> UUID | None:
        return batch.previous_id  # type: ignore[no-any-return]


class UnmappedOut(Schema):
    """A value that records carry and nobody has said the meaning of."""

    source: str
    value: str
    count: int


class UnmappedPage(Schema):
    """The most frequent ones first."""

    items: list[UnmappedOut]


class ValuesIn(Strict):
    """What values of a source mean: value → code of the portfolio; an empty code takes a meaning back."""

    source: Annotated[str, Field(max_length=60)]
    column: Literal["service", "group", "site"] = "service"
    values: Annotated[dict[str, str], Field(min_length=1, max_length=1000)]


class ValuesOut(Schema):
    """How many were new, changed, and as they were."""

    created: int
    updated: int
    unchanged: int
