"""A file that appears only when it is whole."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def appearing_whole(target: Path) -> Generator[IO[bytes]]:
    """A file beside `target`, open both ways, which takes its place when the block ends well. Raises OSError."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w+b") as file:
            yield file
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
