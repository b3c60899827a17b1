"""What is asked of a store. Names say what a file holds, so that it is written once and read for ever.

Only an erasure, a restore and the mending of a damaged file write over a name; everything else is create-only.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the store: its place, its size in bytes, and when it was written last."""

    place: Path
    size: int
    written_at: datetime


class Store(Protocol):
    """Files by their place, a path below `root`."""

    @property
    def root(self) -> Path:
        """What every place lies under."""
        ...

    def put(self, draft: Path, place: Path, sha256: str) -> Path:
        """Give a finished file its place and take the draft away; answers with the place.

        Create-only: what lies there with the same content is taken as done. Without a draft, the place must be taken by
        an earlier run of the same work. Raises `StoreBroken` where another content has the place.
        """
        ...

    def replace(self, draft: Path, place: Path) -> None:
        """Put a finished file in the place of whatever lies there, in one step, and take the draft away."""
        ...

    def renew(self, place: Path) -> bool:
        """Whether the place is taken; what lies there counts as written now, so that no sweep takes it away."""
        ...

    def look(self, place: Path) -> Kept | None:
        """What is known of a place, None where nothing lies there."""
        ...

    def bring(self, files: Mapping[Path, str]) -> None:
        """See to it that each place can be opened on this machine; the SHA-256 is that of the file wanted there."""
        ...

    def lent(self, place: Path, scratch: Path) -> AbstractContextManager[Path]:
        """A file, or all below a folder, as the store has it at this moment, to be read inside the block.

        `scratch` is a folder of the caller's. Raises FileNotFoundError for a file that is not there.
        """
        ...

    def chunks(self, place: Path) -> Iterator[bytes]:
        """A file in pieces, as the store has it at this moment. Raises FileNotFoundError with the first."""
        ...

    def remove(self, place: Path) -> None:
        """Let a file go; nothing where it is gone already."""
        ...

    def listed(self, folder: Path) -> Iterator[Kept]:
        """All files below a folder, in no order."""
        ...
