"""One moment of the database, read while others go on writing; and another database in the place of the usual one.

A connection of its own stands in for the usual one, in this thread alone. On SQLite it opens a read transaction, which
in WAL mode holds nobody up; on PostgreSQL one that reads the same throughout.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ON_SQLITE: Mapping[str, Any] = {"transaction_mode": "DEFERRED"}


@contextmanager
def standing_in(**settings: Any) -> Generator[BaseDatabaseWrapper]:
    """Let a fresh connection with other settings be the usual one inside the block.

    `OPTIONS` are laid over; `options`, the words that PostgreSQL's session starts with, are added to those there.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    other = usual.copy()
    options: Mapping[str, Any] = settings.pop("OPTIONS", {})
    other.settings_dict |= settings
    present = other.settings_dict["OPTIONS"]
    if "options" in options:
        options = {**options, "options": f"{present.get('options', '')} {options['options']}".strip()}
    other.settings_dict["OPTIONS"] = {**present, **options}
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield other
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual


@contextmanager
def one_moment() -> Generator[None]:
    """Everything read inside the block is as it was at its beginning; nothing can be written."""
    options = ON_SQLITE if connections[DEFAULT_DB_ALIAS].vendor == "sqlite" else _on_postgresql()
    with standing_in(OPTIONS=options) as connection, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")  # from here on the moment is fixed
        yield


def _on_postgresql() -> Mapping[str, Any]:
    from psycopg import IsolationLevel  # noqa: PLC0415 - heavy, and of no use on SQLite

    return {"isolation_level": IsolationLevel.REPEATABLE_READ, "options": "-c default_transaction_read_only=on"}
