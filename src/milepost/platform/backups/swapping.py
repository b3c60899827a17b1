"""A database that was filled beside the present one, and putting it in that one's place in one step.

On SQLite it is a file beside, copied into the present one by SQLite itself as one transaction; on PostgreSQL it is a
schema beside in the same database, whose tables take the place of the present ones in one transaction. A kill at any
point leaves one or the other, whole. On PostgreSQL the role needs the right to make a schema, as the database's owner
has.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from milepost.platform.backups.snapshot import standing_in

BESIDE = "milepost_restoring"  # the schema's name
QUICK = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
TABLES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p')"
FUNCTIONS = "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = %s::regnamespace"
PATIENCE = "60s"  # for others to let go of the tables


@contextmanager
def database_beside(folder: Path) -> Generator[None]:
    """An empty database that stands in for the present one inside the block; what an earlier try left is removed."""
    if connection.vendor == "sqlite":
        with standing_in(NAME=str(_file_in(folder)), OPTIONS={"init_command": QUICK}):
            yield
        return
    drop_beside()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {BESIDE}")
    with standing_in(OPTIONS={"options": f"-c search_path={BESIDE}"}):
        yield


def _file_in(folder: Path) -> Path:
    return folder / "milepost.sqlite3"


def drop_beside() -> None:
    """Remove what was filled beside the present database; the file on SQLite lies in a folder that goes by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {BESIDE} CASCADE")


def swap(folder: Path) -> None:
    """Put the database beside in the place of the present one."""
    if connection.vendor == "sqlite":
        _swap_files(_file_in(folder))
    else:
        _swap_schemas()


def _swap_files(beside: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    source, present = sqlite3.connect(beside), sqlite3.connect(name, timeout=60)
    try:
        source.backup(present)  # all pages in one transaction of the target
    finally:
        source.close()
        present.close()


@transaction.atomic
def _swap_schemas() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute("SELECT quote_ident(current_schema())")
        (here,) = cursor.fetchone()
        cursor.execute(TABLES, [BESIDE])
        coming = {name for (name,) in cursor.fetchall()}
        cursor.execute(TABLES, [here])
        ours = coming | set(connection.introspection.django_table_names(include_views=False))
        for (name,) in cursor.fetchall():
            if name in ours:
                cursor.execute(f"DROP TABLE {here}.{_quoted(name)} CASCADE")
        cursor.execute(FUNCTIONS, [BESIDE])
        for (function,) in cursor.fetchall():
            signature = function.removeprefix(f"{BESIDE}.")
            cursor.execute(f"DROP FUNCTION IF EXISTS {here}.{signature} CASCADE")
            cursor.execute(f"ALTER FUNCTION {BESIDE}.{signature} SET SCHEMA {here}")
        for name in sorted(coming):
            cursor.execute(f"ALTER TABLE {BESIDE}.{_quoted(name)} SET SCHEMA {here}")
        cursor.execute(f"DROP SCHEMA {BESIDE}")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
