"""`milepost serve`: the production server with its worker, in one command."""

import os
import subprocess
import sys
from typing import Annotated, Any

import typer
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import CommandError, emit

THREADS = 8


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("serve")(serve)
    root.command("upgrade")(upgrade)


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
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
    """Bring the database up to date, silently."""
    call_command("migrate", verbosity=0, interactive=False)


def run_server(*, host: str, port: int, processes: int, worker: bool) -> None:
    """Run until stopped. The worker is a process of its own and ends with the server."""
    connections.close_all()  # a connection must not be carried into a child process
    helper = subprocess.Popen([sys.executable, "-m", "milepost", "worker"]) if worker else None
    try:
        Server(
            {
                "bind": f"{host}:{port}",
                "workers": processes,
                "worker_class": "gthread",
                "threads": THREADS,
                "preload_app": True,
                "timeout": 120,
                "graceful_timeout": 20,
                "keepalive": 30,
                "loglevel": "warning",
                "control_socket_disable": True,
                "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108, PTH112
            }
        ).run()
    finally:
        if helper is not None:
            helper.terminate()
            helper.wait(timeout=30)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.chosen = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings over."""
        for name, value in self.chosen.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        from milepost.doors.config.wsgi import application  # noqa: PLC0415 - loaded in the server's own time

        return application
