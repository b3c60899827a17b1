"""Files that somebody reads for long stay where they are: a backup holds them, a sweep or an erasure waits or leaves.

Whatever removes or rewrites a file that a row speaks of, or spoke of, does it inside `files_may_change`. The lock is a
file under MILEPOST_HOME and ends with the process that holds it.

Who moves files once their rows are committed leaves a note of it on disk first, and says in its package's
`finishing.py` how another process goes on from that (`finishing`). Both blocks see to such work first, so that nobody
reads what a killed process left half done.
"""

import fcntl
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from milepost.platform.gathering import gather
from milepost.platform.organisations.refusals import Refused

LOCK = "files.lock"

log = structlog.get_logger(__name__)


class Unfinished(Refused):
    """A killed process left files half moved, and they cannot be moved now: `reason` says why, `hint` what to do."""


@dataclass(frozen=True, slots=True)
class Finisher:
    """`is_left` looks for what a killed process left, on disk alone; `finish` does or undoes it, or raises Unfinished.

    Both are called alone with the files, or where nobody is, so that what is found is nobody's present work.
    """

    is_left: Callable[[], bool]
    finish: Callable[[], object]


_finishers: list[Finisher] = []


def finishing(is_left: Callable[[], bool], finish: Callable[[], object]) -> None:
    """Register how a kind of work that was cut off is finished."""
    _finishers.append(Finisher(is_left, finish))


@contextmanager
def files_stay() -> Generator[None]:
    """Nothing is removed or rewritten inside the block; several may read at a time. Raises `Unfinished`."""
    while True:
        with _lock_file(LOCK) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            if not _left():
                yield
                return
        with files_may_change(wait=True):
            pass  # what was left is finished on the way in


@contextmanager
def files_may_change(*, wait: bool, finish: bool = True) -> Generator[bool]:
    """Alone with the files. Without `wait`, False says that somebody reads: the block must leave them alone.

    What was cut off is finished first, but where `finish` says that it goes with all else. Raises `Unfinished` where
    that cannot be done; without `wait` the answer is False then too.
    """
    with _lock_file(LOCK) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield not finish or _finished(must=wait)


@contextmanager
def alone_in(name: str, *, wait: bool) -> Generator[bool]:
    """Alone in work that is named, among all processes; without `wait`, False says that somebody else is at it."""
    with _lock_file(f"{name}.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _left() -> list[Finisher]:
    gather("finishing")
    return [finisher for finisher in _finishers if finisher.is_left()]


def _finished(*, must: bool) -> bool:
    gather("finishing")
    try:
        for finisher in _finishers:
            if finisher.is_left():
                finisher.finish()
    except Unfinished as error:
        if must:
            raise
        log.warning("work that was cut off cannot be finished", reason=error.reason)
        return False
    return True


def _lock_file(name: str) -> IO[str]:
    folder = Path(settings.MILEPOST_HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (folder / name).open("w")
