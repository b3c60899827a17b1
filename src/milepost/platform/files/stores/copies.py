"""Copies on this machine of what lies in a bucket: bounded, and never read unless they are what was asked for.

A copy lies at the same place as in the bucket. One that was used within the last hour stays, so that nothing is taken
from under a reader; the others go, longest unused first, as soon as all together are more than the limit.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from milepost.engines.bulk.store.parts import hash_file

IN_USE = 3600.0  # seconds
LOCK = ".lock"

type Mark = tuple[int, int, int, str]
"""A file as it was when it was hashed: inode, size, time of its last change, SHA-256."""

_hashed: dict[Path, Mark] = {}


@dataclass(frozen=True, slots=True)
class Copies:
    """The folder of copies and how many bytes it may hold."""

    root: Path
    limit: int

    def holds(self, place: Path, sha256: str) -> bool:
        """Whether the copy is there and is what was asked for; a damaged one is dropped.

        A copy is hashed when this process first meets it and whenever it changed since.
        """
        try:
            with self._alone(fcntl.LOCK_SH):
                told = place.stat()
                os.utime(place, ns=(time.time_ns(), told.st_mtime_ns))  # from here on it is in use
            mark = (told.st_ino, told.st_size, told.st_mtime_ns, sha256)
            if _hashed.get(place) != mark:
                if hash_file(place) != sha256:
                    self.drop(place)
                    return False
                _hashed[place] = mark
        except FileNotFoundError:
            return False
        return True

    def take(self, draft: Path, place: Path) -> None:
        """Make a finished file the copy, and let others go where all are too many."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.utime(draft)
        shutil.move(draft, place)  # the copies may lie on a disk of their own; one that is half there is not believed
        self._trim(spared={place})

    def drop(self, place: Path) -> None:
        """Forget a copy."""
        place.unlink(missing_ok=True)
        _hashed.pop(place, None)

    def _trim(self, spared: Collection[Path]) -> None:
        found = []
        for path in self.root.rglob("*"):
            try:
                told = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file() and path.name != LOCK:
                found.append((told.st_atime, told.st_size, path))
        over = sum(size for _used, size, _path in found) - self.limit
        for _used, size, path in sorted(found):
            if over <= 0:
                return
            if path not in spared and self._let_go(path):
                over -= size

    def _let_go(self, path: Path) -> bool:
        with self._alone(fcntl.LOCK_EX):
            try:
                if path.stat().st_atime > time.time() - IN_USE:
                    return False
            except FileNotFoundError:
                return True
            self.drop(path)
            return True

    @contextmanager
    def _alone(self, how: int) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / LOCK).open("w") as file:
            fcntl.flock(file, how)
            yield
