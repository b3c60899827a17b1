"""The neutral fields a record may have and the columns of facts, in their order.

Source: the reference table of neutral records (`import-formats.md` D.9). Columns are only ever added, at the end;
meaning and units stand in `catalogue/records/record.toml`.
"""

from dataclasses import dataclass
from enum import StrEnum

SCHEMA = 1


class Type(StrEnum):
    """How a value is read."""

    TEXT = "text"
    DATETIME = "datetime"
    LEVEL = "level"
    STATE = "state"
    FLAG = "flag"
    SECONDS = "seconds"
    PERSON = "person"
    PROSE = "prose"


class State(StrEnum):
    """The states every tool's states are mapped to."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Field:
    """A neutral field. `kept`: stands in facts; the others are only looked at (present or not, alike or not)."""

    name: str
    type: Type
    kept: bool = True


FIELDS = (
    Field("source_id", Type.TEXT),
    Field("ref", Type.TEXT),
    Field("state", Type.STATE),
    Field("opened_at", Type.DATETIME),
    Field("entered_at", Type.DATETIME),
    Field("first_response_at", Type.DATETIME),
    Field("resolved_at", Type.DATETIME),
    Field("closed_at", Type.DATETIME),
    Field("impact", Type.LEVEL),
    Field("urgency", Type.LEVEL),
    Field("priority", Type.LEVEL),
    Field("service", Type.TEXT),
    Field("ci", Type.TEXT),
    Field("group", Type.TEXT),
    Field("site", Type.TEXT),
    Field("breached", Type.FLAG),
    Field("response_due_at", Type.DATETIME),
    Field("resolve_due_at", Type.DATETIME),
    Field("pending_seconds", Type.SECONDS),
    Field("major", Type.FLAG),
    Field("cancelled", Type.FLAG),
    Field("problem_ref", Type.TEXT),
    Field("change_ref", Type.TEXT),
    Field("close_code", Type.TEXT),
    Field("type", Type.TEXT),
    Field("risk", Type.TEXT),
    Field("approved_at", Type.DATETIME),
    Field("planned_start_at", Type.DATETIME),
    Field("planned_end_at", Type.DATETIME),
    Field("actual_start_at", Type.DATETIME),
    Field("actual_end_at", Type.DATETIME),
    Field("outcome", Type.TEXT),
    Field("known_error", Type.FLAG),
    Field("actor", Type.PERSON, kept=False),
    Field("requester", Type.PERSON, kept=False),
    Field("assignee", Type.PERSON, kept=False),
    Field("title", Type.PROSE, kept=False),
    Field("description", Type.PROSE, kept=False),
    Field("resolution", Type.PROSE, kept=False),
)
BY_NAME = {field.name: field for field in FIELDS}
KEPT = tuple(field for field in FIELDS if field.kept)
REQUIRED = ("source_id", "opened_at")

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.DATETIME: "TIMESTAMP",
    Type.LEVEL: "TINYINT",
    Type.STATE: "VARCHAR",
    Type.FLAG: "BOOLEAN",
    Type.SECONDS: "BIGINT",
}

#: Columns of facts that no mapping names; all times are UTC without a zone.
DERIVED = (
    ("practice", "VARCHAR"),
    ("requester_present", "BOOLEAN"),
    ("resolution_present", "BOOLEAN"),
    ("text_present", "BOOLEAN"),
    ("likeness", "BIGINT"),
    ("actor", "VARCHAR"),
    ("fingerprint", "BLOB"),
    ("row_number", "BIGINT"),
    ("source", "VARCHAR"),
    ("version", "INTEGER"),
    ("change", "VARCHAR"),
    ("received_at", "TIMESTAMP"),
    ("first_received_at", "TIMESTAMP"),
)
FACTS: tuple[tuple[str, str], ...] = tuple((field.name, SQL_TYPES[field.type]) for field in KEPT) + DERIVED
