"""How gunicorn serves Milepost, and the worker that runs beside it: gunicorn reads this module as its settings.

The arbiter never loads the application, so that it stays small; the worker is a process of its own, started again when
it ends unasked, and told to end with the server.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

wsgi_app = "milepost.doors.config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("MILEPOST_PROCESSES", "1"))
threads = 8
timeout = 120
graceful_timeout = 20
keepalive = 30
loglevel = "warning"
logger_class = "milepost.doors.config.server_log.ServerLog"
control_socket_disable = True
max_requests = 20_000
max_requests_jitter = 2_000

if os.environ.get("MILEPOST_METRICS"):
    # Every web process writes its figures into this folder, so that whichever is asked can tell those of all.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="milepost-metrics-")

PAUSE = 2.0  # seconds before a worker that ended is started again
_over = threading.Event()
_workers: list[subprocess.Popen[bytes]] = []


def when_ready(server: Any) -> None:  # noqa: ARG001 - gunicorn's own hook
    """Start the worker once the server listens."""
    if os.environ.get("MILEPOST_WORKER", "1") == "1":
        threading.Thread(target=_keep_worker, name="worker-keeper", daemon=True).start()


def _keep_worker() -> None:
    while not _over.is_set():
        process = subprocess.Popen([sys.executable, "-m", "milepost.doors.config.worker"])
        _workers[:] = [process]
        process.wait()
        _over.wait(PAUSE)


def post_worker_init(worker: Any) -> None:  # noqa: ARG001 - gunicorn's own hook
    """Warm a web process up; the application is loaded by now."""
    from milepost.doors.config.warming import warm_up  # noqa: PLC0415 - the arbiter reads this module without it

    warm_up()


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's own hook
    """Forget what only a process that lives can tell."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        for path in Path(folder).glob(f"gauge_live*_{worker.pid}.db"):
            path.unlink(missing_ok=True)


def on_exit(server: Any) -> None:  # noqa: ARG001 - gunicorn's own hook
    """End the worker with the server; a job it was at is taken up again later."""
    _over.set()
    for process in _workers:
        process.terminate()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
