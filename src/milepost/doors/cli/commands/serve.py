"""`milepost serve`: the production server with its worker, in one command."""

import os
import sys
from typing import Annotated

import typer
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import CommandError, emit
from milepost.platform.walls.enforcing import build_walls


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("serve")(serve)
    root.command("upgrade")(upgrade)


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Run a worker beside the web processes.")] = True,
) -> None:
    """Serve the pages and the API, with a worker for long work beside it."""
    if pending_migrations():
        raise CommandError(
            "the database is not up to date",
            "run `milepost init`, or `milepost upgrade` after an update",
            "not-migrated",
        )
    run_server(host=host, port=port, processes=processes, worker=worker)


def upgrade(as_json: AsJson = False) -> None:
    """Bring the database up to date after an update of Milepost. Back it up first."""
    missing = pending_migrations()
    migrate()
    emit(
        "upgrade", {"migrations": missing}, as_json=as_json, people=lambda: typer.echo(f"{missing} migrations applied")
    )


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database up to date, silently, and build the walls that are missing for whatever reason."""
    call_command("migrate", verbosity=0, interactive=False)
    build_walls(connection)


def run_server(*, host: str, port: int, processes: int, worker: bool) -> None:
    """Become the server: this process turns into gunicorn's arbiter, which needs none of what a command loads."""
    connections.close_all()
    sys.stdout.flush()
    os.environ |= {"MILEPOST_PROCESSES": str(processes), "MILEPOST_WORKER": "1" if worker else "0"}
    settings = "python:milepost.doors.config.server"
    os.execv(  # noqa: S606 - our own interpreter with our own words
        sys.executable, [sys.executable, "-m", "gunicorn", "--config", settings, "--bind", f"{host}:{port}"]
    )
