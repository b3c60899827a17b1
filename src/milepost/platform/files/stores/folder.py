"""The store in a folder of this machine: a place is the file itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from milepost.engines.bulk.store.sealing import place as place_file
from milepost.platform.files.stores.protocol import Kept

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Everything below one folder."""

    root: Path

    def put(self, draft: Path, place: Path, sha256: str) -> Path:
        """Link the file to its place, which refuses to replace one."""
        return place_file(draft, place, sha256)

    def replace(self, draft: Path, place: Path) -> None:
        """Move the file over what lies there."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.replace(place)

    def renew(self, place: Path) -> bool:
        """Touch the file."""
        if not place.exists():
            return False
        place.touch()
        return True

    def look(self, place: Path) -> Kept | None:
        """Ask the file system."""
        if not place.is_file():
            return None
        told = place.stat()
        return Kept(place, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))

    def bring(self, files: Mapping[Path, str]) -> None:
        """Everything is here; what a file holds is looked at by `batch verify`."""

    @contextmanager
    def lent(self, place: Path, scratch: Path) -> Iterator[Path]:  # noqa: ARG002 - nothing is copied
        """The file itself."""
        yield place

    def chunks(self, place: Path) -> Iterator[bytes]:
        """Read the file."""
        with place.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def remove(self, place: Path) -> None:
        """Unlink the file."""
        place.unlink(missing_ok=True)

    def listed(self, folder: Path) -> Iterator[Kept]:
        """Walk the folder."""
        for path in folder.rglob("*"):
            if found := self.look(path):
                yield found
