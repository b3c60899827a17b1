"""Reaching past the program: statements that the database itself must refuse, or verification must find."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection


def execute(sql: str, parameters: Sequence[object] = ()) -> int:
    """Run a statement as somebody with the database's password would; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_column(value) for value in parameters])
        return int(cursor.rowcount)


def _column(value: object) -> Any:
    return value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value


class Unguarded:
    """The triggers taken away, as an owner of the database can; the tests that need it are rolled back as a whole."""

    def __enter__(self) -> None:
        for table in ("ledger_entry", "ledger_payload"):
            if connection.vendor == "postgresql":
                execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check may be pending when a table is altered
                execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                    names = [name for (name,) in cursor.fetchall()]
                for name in names:
                    execute(f"DROP TRIGGER {name}")

    def __exit__(self, *error: object) -> None:
        """Nothing: the test's transaction ends with the test."""
