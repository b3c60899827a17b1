"""`/healthz`: whether this process answers. `/readyz`: whether it can do its work.

Both say only what a balancer needs; `milepost doctor` says why and what to do.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.platform.files.stores import store
from milepost.platform.jobs.selectors import a_worker_is_there

_applied: list[bool] = []  # filled once every migration was found applied


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Plain `ok`; asks nothing of anybody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """A line a part, 503 where pages cannot be served. A silent worker is told and takes no page away from anybody."""
    parts: dict[str, Callable[[], bool]] = {"database": _database, "migrations": _migrations, "evidence": _evidence}
    answers = {name: _holds(check) for name, check in parts.items()}
    told = {name: "ok" if answer else "failed" for name, answer in answers.items()}
    told["worker"] = "ok" if answers["database"] and _holds(a_worker_is_there) else "silent"
    lines = "".join(f"{name} {state}\n" for name, state in told.items())
    return HttpResponse(lines, content_type="text/plain", status=200 if all(answers.values()) else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _migrations() -> bool:
    """Once all are applied, they stay so for as long as this process runs its version: reading them is slow."""
    if not _applied:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _applied.append(True)
    return True


def _evidence() -> bool:
    home = Path(settings.MILEPOST_HOME)
    places = [home, *(home / name for name in ("evidence", "files"))]
    if not all(os.access(place, os.R_OK | os.W_OK | os.X_OK) for place in places if place == home or place.exists()):
        return False
    store().look(store().root / "ready")  # nothing lies there; a bucket that does not answer says so
    return True
