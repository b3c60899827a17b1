"""Which organisations are seen now.

Each door says so around its work: a request sees the organisations of whoever asks, a command the one it works in, a
job the one that asked for it. Nothing is seen until somebody says so. On PostgreSQL the database holds every statement
to it (`milepost.platform.walls.postgresql`); SQLite cannot, and there only the program's own questions stand.

`seeing`           these organisations, for a block
`settle`           these organisations, for the rest of the block that is running: for a door that learns on the way
                   whom it works for
`as_installation`  all of them, for a block, with the reason; `tests/walls/test_named_ways.py` lists every place
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

EVERYTHING = "*"
NOTHING = ""

# A thread starts without: what a thread sees it must be told.
_seen: ContextVar[str] = ContextVar("organisations seen", default=NOTHING)


def seen_now() -> str:
    """The organisations seen: their keys with commas between, `NOTHING` or `EVERYTHING`."""
    return _seen.get()


@contextmanager
def seeing(organisations: Iterable[UUID]) -> Generator[None]:
    """See these organisations within the block, and afterwards what was seen before, however the block ends."""
    token = _seen.set(_written(organisations))
    try:
        yield
    finally:
        _seen.reset(token)


def settle(organisations: Iterable[UUID]) -> None:
    """See these organisations until the surrounding block ends."""
    _seen.set(_written(organisations))


@contextmanager
def as_installation(why: str) -> Generator[None]:
    """See every organisation within the block. `why` says what cannot be done otherwise, to whoever reads the code."""
    if not why:
        raise ValueError("say why all organisations are seen here")
    token = _seen.set(EVERYTHING)
    try:
        yield
    finally:
        _seen.reset(token)


def _written(organisations: Iterable[UUID]) -> str:
    return ",".join(sorted(str(key) for key in organisations))
