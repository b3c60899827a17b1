"""Queries that take longer than `MILEPOST_SLOW_QUERY_MS` are logged: their words without the values in them."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db.backends import signals
from django.db.backends.base.base import BaseDatabaseWrapper

LONGEST = 1_000  # characters of a query

log = structlog.get_logger("milepost.query")


class Watch:
    """Put around every query of a connection."""

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own order
        """Run the query and look at the clock."""
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = (time.perf_counter() - started) * 1000
            if taken >= self.milliseconds:
                log.warning("slow query", ms=round(taken, 1), sql=str(sql)[:LONGEST])


def watch_queries(milliseconds: int) -> None:
    """Watch every connection of this process from now on; 0 watches none."""
    if not milliseconds:
        return
    watch = Watch(milliseconds)

    def begin(connection: BaseDatabaseWrapper, **_facts: object) -> None:
        if watch not in connection.execute_wrappers:  # a connection that was lost is made again
            connection.execute_wrappers.append(watch)

    signals.connection_created.connect(begin, weak=False, dispatch_uid="milepost.slow_queries")
