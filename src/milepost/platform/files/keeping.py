"""Files that somebody reads for long stay where they are: a backup holds them, a sweep or an erasure waits or leaves.

Whatever removes or rewrites a file that a row speaks of, or spoke of, does it inside `files_may_change`. The lock is a
file under MILEPOST_HOME and ends with the process that holds it.
"""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

LOCK = "files.lock"


@contextmanager
def files_stay() -> Generator[None]:
    """Nothing is removed or rewritten inside the block; several may read at a time."""
    with _lock_file() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def files_may_change(*, wait: bool) -> Generator[bool]:
    """Alone with the files. Without `wait`, False says that somebody reads: the block must leave them alone."""
    with _lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _lock_file() -> IO[str]:
    folder = Path(settings.MILEPOST_HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (folder / LOCK).open("w")
