"""An entry's rows, written in one statement where the database can: the head of the stream is locked while they are.

By the model's door they are four statements, each a journey to the server with everybody else who writes to the stream
waiting.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model

from milepost.platform.ledger.models import Entry, Payload, Stream, SubjectState

TOGETHER = 500  # states in one statement: SQLite counts the values of a statement
UPSERT = (
    " ON CONFLICT (kind, subject_id) DO UPDATE"
    " SET stream_id = EXCLUDED.stream_id, seq = EXCLUDED.seq, digest = EXCLUDED.digest"
)


class Statement(NamedTuple):
    """SQL with `%s` for each of its values."""

    text: str
    values: list[Any]


def write_entry(entry: Entry, payload: Payload, states: Sequence[SubjectState]) -> None:
    """Write an entry, its payload and the states it leaves, and move the head of its stream to it."""
    statements = [
        _insert([entry]),
        _insert([payload]),
        *(_insert(some, UPSERT) for some in batched(states, TOGETHER)),
        Statement(
            "UPDATE ledger_stream SET head_seq = %s, head_hash = %s WHERE id = %s",
            [entry.seq, entry.hash, _prepared(Stream._meta.pk, entry.stream_id)],
        ),
    ]
    with connection.cursor() as cursor:
        for statement in _joined(statements) if connection.vendor == "postgresql" else statements:
            cursor.execute(*statement)


def _joined(statements: Sequence[Statement]) -> Iterator[Statement]:
    """All of them as one; PostgreSQL checks what refers to what only when the transaction ends."""
    *before, last = statements
    named = ", ".join(f"part{number} AS ({statement.text})" for number, statement in enumerate(before))
    yield Statement(f"WITH {named} {last.text}", [value for statement in statements for value in statement.values])


def _insert(rows: Sequence[Model], conflict: str = "") -> Statement:
    begin, marks, fields = _shape(type(rows[0]))
    values = [_prepared(field, getattr(row, field.attname)) for row in rows for field in fields]
    return Statement(f"{begin} {', '.join([marks] * len(rows))}{conflict}", values)


@cache
def _shape(model: type[Model]) -> tuple[str, str, tuple["Field[Any, Any]", ...]]:
    fields = tuple(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES", f"({', '.join(['%s'] * len(fields))})", fields


def _prepared(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
