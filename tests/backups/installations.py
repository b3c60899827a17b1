"""Installations of their own, in this process: a home and a database in the place of the test's.

`python -m tests.backups.installations FILE.zip` makes the archive of today's schema that is kept with each release, in
`tests/data/backups`; every later version must restore it.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.databases import drop_database

ANSWERS = "answers.toml"


@contextmanager
def inside(home: Path, url: str = "") -> Iterator[None]:
    """Work in another installation inside the block: on SQLite in its home, or on the database of a URL."""
    from django.conf import settings
    from django.db import connections
    from django.db.utils import load_backend

    from milepost.doors.config.environment import _database
    from milepost.platform.ledger import clock

    home.mkdir(parents=True, exist_ok=True)
    described = connections.configure_settings({"default": _database(url, home)})["default"]
    usual, other = connections["default"], load_backend(described["ENGINE"]).DatabaseWrapper(described, "default")
    connections["default"] = other
    clock.forget()
    try:
        with mock.patch.object(settings, "MILEPOST_HOME", home):
            yield
    finally:
        other.close()
        connections["default"] = usual
        clock.forget()


@contextmanager
def a_database(vendor: str, like: str = "") -> Iterator[str]:
    """A URL for `inside`: empty for SQLite in the home, or that of a fresh PostgreSQL database, a copy of another."""
    if vendor == "sqlite":
        yield ""
        return
    parts, name = urlsplit(os.environ["DATABASE_URL"]), f"milepost_{os.urandom(4).hex()}"
    template = urlsplit(like).path.lstrip("/") or "template1"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            drop_database(server, name)


@cache
def an_empty_home() -> Path:
    """A home with an empty database of today's schema, made once; copy it, making one takes a while."""
    home = Path(tempfile.mkdtemp(prefix="milepost-empty-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "milepost.doors.config.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True, env=environment)
    return home


def build(folder: Path) -> None:
    """Fill the installation one is in: a programme, sealed records, files, decisions, ratings, a token."""
    from tests.evidence.imports import as_csv, incident
    from tests.people import cli

    def run(*args: object) -> str:
        ran = cli(*args)
        assert ran.exit_code == 0, (args, ran.stdout, ran.stderr)
        return ran.stdout

    run("init", "--organisation", "Bank Pagi", "--email", "adi@bank.example", "--name", "Adi Nugroho")
    (folder / ANSWERS).write_text(run("programme", "answers", "--sample"), "utf-8")
    run("programme", "create", "--organisation", "bank-pagi", "--code", "sms-1", "--answers", folder / ANSWERS)
    ada = ("ada@bank.example", "--name", "Ada Wibowo", "--role", "coordinator", "--programme", "sms-1")
    run("member", "add", "bank-pagi", *ada, "--as", "adi@bank.example")
    (folder / "incidents.csv").write_text(as_csv(incident(number) for number in range(40)), "utf-8")
    run("records", "import", "sms-1", "incident", folder / "incidents.csv", "--mapping", "neutral", "--timezone", "UTC")
    (folder / "later.csv").write_text(as_csv(incident(number, state="resolved") for number in range(20, 60)), "utf-8")
    run("records", "import", "sms-1", "incident", folder / "later.csv", "--mapping", "neutral", "--timezone", "UTC")
    (folder / "minutes.txt").write_text("Minutes: go. Später 🚦\n", "utf-8")
    run("gate", "before", "sms-1", "foundation", "--decided-on", "2026-03-31", "--minutes", folder / "minutes.txt",
        "--as", "ada@bank.example")  # fmt: skip
    run("gap", "rate", "sms-1", "4.1-01", "--current", 1, "--required", 3, "--note", "Quote: ''\";\\ 🚦")
    run("token", "create", "adi@bank.example", "--scope", "read", "--expires", "2099-01-01")


def main() -> None:
    """Write the archive that is named."""
    target = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MILEPOST_HOME": folder, "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.doors.config.settings"
        import django

        django.setup()
        from tests.people import cli

        build(Path(folder))
        ran = cli("backup", target)
        sys.exit(f"{ran.stdout}{ran.stderr}" if ran.exit_code else 0)


if __name__ == "__main__":
    main()
