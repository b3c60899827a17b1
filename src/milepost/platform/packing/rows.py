"""A row of a table as plain values by column, and back: the same on every database and for tables of any version."""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model

from milepost.platform.ledger.canonical import plain

PIECE = 256 * 1024  # bytes


def row_values(row: Model) -> dict[str, Any]:
    """A row as plain values by column."""
    return {field.attname: _value(row, field) for field in row._meta.concrete_fields}


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = field.value_from_object(row)
    if isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return None if value is None else base64.b64encode(bytes(value)).decode("ascii")
    return plain(value)


def row_from(model: type[Model], values: dict[str, Any]) -> Model:
    """A row in hand from its values. Raises KeyError, ValueError or ValidationError where they do not fit the table."""
    columns: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        value = values[field.attname]
        if isinstance(field, BinaryField):
            columns[field.attname] = None if value is None else base64.b64decode(value, validate=True)
        elif isinstance(field, JSONField):
            columns[field.attname] = value
        elif isinstance(field, ForeignKey):
            columns[field.attname] = field.target_field.to_python(value)
        else:
            columns[field.attname] = field.to_python(value)
    return model(**columns)


def as_text(value: Any) -> bytes:
    """A value as one line of JSON, its keys in order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def in_pieces(lines: Iterable[bytes], size: int = PIECE) -> Iterator[bytes]:
    """Many small lines as few large pieces."""
    waiting, length = [], 0
    for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= size:
            yield b"".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield b"".join(waiting)
