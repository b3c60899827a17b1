"""What the API gives of a programme's record."""

from datetime import datetime
from uuid import UUID

from ninja import Field

from milepost.platform.organisations.wire import Schema


class CheckpointOut(Schema):
    """A checkpoint in the list: `reason` is `daily`, `decision` or `asked`; `stamped_at` null without a time stamp."""

    id: UUID
    at: datetime
    reason: str
    key: str
    stamped_at: datetime | None


class SignedOut(Schema):
    """A signed text, as it stands in a file: key, signature and time stamp in base64."""

    signed: str
    key: str
    signature: str
    time_stamp: str | None


class CheckpointFile(Schema):
    """What a file of checkpoints holds; `milepost ledger verify --checkpoint` reads it."""

    schema_: str = Field(alias="schema")  # pydantic has a `schema` of its own
    checkpoints: list[SignedOut]


class ProofOut(Schema):
    """That the entry's hash is leaf `seq` - 1 of the tree (RFC 6962) with `size` leaves and this root."""

    stream: UUID
    seq: int
    hash: str
    size: int
    root: str
    path: list[str]
    passed: bool
