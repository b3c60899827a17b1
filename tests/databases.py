"""The database under the tests: `pytest --database=sqlite` (the default) or `--database=postgresql`.

`make test` runs both. On PostgreSQL the tests that touch no database stay out: the first run has told all they know.
So do those marked `one_database`, which read long texts of facts that other tests have already seen alike on both.

PostgreSQL comes from, in this order:

1. `MILEPOST_TEST_POSTGRES`, a URL like `postgresql://user:password@host:5432/postgres`,
2. the server that a development dependency brings along,
3. the server programs of this system.

Without any of them the run fails: a missing database is an error of the set-up, never a skipped test. The tests sign in
as a role that may not bypass row security, as the product does; it may create databases, one per xdist worker.

This module is a pytest plugin (`-p tests.databases` in pyproject.toml), because the settings read `DATABASE_URL` and
`MILEPOST_HOME` before any conftest is loaded.
"""

import atexit
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.postgres import HINT, NoServer, start_server

MAY_BYPASS = "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="database under the tests; on postgresql only the tests that use a database run",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare the environment before pytest-django loads the settings."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        home = Path(os.environ["MILEPOST_HOME"]).parent / worker
    else:
        folder = Path(tempfile.mkdtemp(prefix="milepost-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        home = folder / "one"
        os.environ["DATABASE_URL"] = _url_for(early_config.known_args_namespace.database, folder)
        os.environ["PYTEST_PLUGINS"] = __name__  # so that workers come here too
        os.environ.pop("MILEPOST_NOW", None)
    home.mkdir(exist_ok=True)
    os.environ["MILEPOST_HOME"] = str(home)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database") == "sqlite":
        return
    kept = [item for item in items if _tells_more_here(item)]
    if dropped := [item for item in items if not _tells_more_here(item)]:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"


def _tells_more_here(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def _url_for(database: str, folder: Path) -> str:
    if database == "sqlite":
        return f"sqlite:///{folder / 'tests.sqlite3'}"
    named = os.environ.get("MILEPOST_TEST_POSTGRES")
    try:
        return _as_ordinary_role(named or start_server())
    except (psycopg.OperationalError, NoServer) as problem:
        raise pytest.UsageError(f"PostgreSQL cannot be used: {problem}\nhint: {HINT}") from None


def _as_ordinary_role(url: str) -> str:
    """The URL with a database name of this run's own, and with a lesser role where its role may bypass row security."""
    name = f"milepost_{secrets.token_hex(4)}"
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        if connection.execute(MAY_BYPASS).fetchone():
            password = secrets.token_hex(16)
            command = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
            connection.execute(command.format(sql.Identifier(name), sql.Literal(password)))
            atexit.register(_drop_role, url, name)
            parts = parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}")
    return urlunsplit(parts._replace(path=f"/{name}"))


def drop_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database with whoever is connected to it.

    For a moment that may be the server's own cleaner, which nobody but a superuser may end.
    """
    command = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    for _try in range(50):
        try:
            connection.execute(command)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.1)
        else:
            return
    connection.execute(command)


def _drop_role(url: str, role: str) -> None:
    """Drop the role of this run, and first the databases that an interrupted run left behind."""
    owned = "SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid WHERE rolname = %s"
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        for (name,) in connection.execute(owned, [role]).fetchall():
            drop_database(connection, name)
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
