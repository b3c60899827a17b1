"""A DuckDB connection that can reach nothing but the folders it is given.

Everything that must be set is set before the doors close: afterwards no file outside `allowed_directories` can be
opened, no extension is loaded and no setting can be changed. Times are computed in UTC.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

type Connection = duckdb.DuckDBPyConnection

_PATTERN = re.compile(r"[*?\[]")


def open_connection(
    *,
    memory_limit: str = "1000MB",
    threads: int = 2,
    temp_directory: Path,
    allowed_directories: Sequence[Path] = (),
) -> Connection:
    """An empty in-memory database; `memory_limit` as DuckDB writes sizes, `temp_directory` may grow on disk."""
    import duckdb  # noqa: PLC0415 - heavy: most commands and pages never open it

    connection = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory_limit})
    folders = [str(path.resolve()) for path in (*allowed_directories, temp_directory)]
    for statement in (
        f"SET temp_directory = {quote(str(temp_directory.resolve()))}",
        "SET TimeZone = 'UTC'",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_progress_bar = false",
        f"SET allowed_directories = [{', '.join(quote(folder) for folder in folders)}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def quote(text: str) -> str:
    """A text literal."""
    return "'" + text.replace("'", "''") + "'"


def one_file(path: Path) -> str:
    """A text literal that reads this file and no other: a name such as `a[1].csv` is a pattern to the engine."""
    return quote(_PATTERN.sub(r"[\g<0>]", str(path)))


def name(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def instant(moment: datetime) -> str:
    """A TIMESTAMP literal in UTC."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return f"TIMESTAMP '{plain.isoformat(sep=' ', timespec='microseconds')}'"
