"""Django's PostgreSQL backend, with the organisations seen now told to the session before each statement that needs it.

A connection outlives a request, and reads run outside transactions, so the setting is the session's, not the
transaction's. What keeps one request's organisations out of the next is not a reset at its end, which an error could
skip: before *each* statement the wall of the present context is compared with the one last told, and told anew where it
differs. A rollback takes back what was told within it, so afterwards nothing counts as told.

A kept connection is asked at the start of a request whether it still stands. A server that ended it has said so, and
what it said waits to be read: a connection on which nothing waits is taken without a way there and back.

It needs a session of its own: a pooler that hands out single transactions mixes up whose organisations are seen.
"""

import select
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Self

from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as SchemaEditor
from psycopg.pq import TransactionStatus

from milepost.platform.walls.enforcing import SETTING, build_walls
from milepost.platform.walls.visible import as_installation, seen_now


class DatabaseSchemaEditor(SchemaEditor):
    """What a migration does to rows it does to those of every organisation; a table it makes gets its wall at once."""

    _wall: AbstractContextManager[None]

    def __enter__(self) -> Self:
        self._wall = as_installation("a migration changes the rows of every organisation")
        self._wall.__enter__()
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        try:
            super().__exit__(*error)  # type: ignore[arg-type]
            if error[0] is None and not self.collect_sql:
                # Not before: a table with rows whose checks are still to come cannot be altered.
                build_walls(self.connection)
        finally:
            self._wall.__exit__(None, None, None)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows which organisations its session was told of; `told` is None where nobody can say."""

    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: str | None = None
        self.times_told = 0
        self.execute_wrappers.append(self._behind_the_wall)

    def init_connection_state(self) -> None:
        """A fresh session was told nothing."""
        self.told = None
        super().init_connection_state()

    def is_usable(self) -> bool:
        """Whether the session still stands, asked of the server only where it has something to say."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()

    def _behind_the_wall(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: dict[str, Any],
    ) -> Any:
        wall = seen_now()
        # After an error the session takes nothing but the end of its transaction, which asks for no wall.
        if wall != self.told and not self._has_failed():
            with self.wrap_database_errors:
                self.connection.execute(f"SELECT set_config('{SETTING}', %s, false)", [wall])
            self.told = wall
            self.times_told += 1
        return execute(sql, params, many, context)

    def _has_failed(self) -> bool:
        return bool(self.connection.info.transaction_status == TransactionStatus.INERROR)

    def _commit(self) -> None:
        if self.connection is not None and self._has_failed():
            self.told = None  # the server makes a rollback of it
        # The stubs leave out what backends override.
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None
