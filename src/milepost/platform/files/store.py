"""The bytes of files, by content: `files/<organisation>/<first two>/<sha256>` in the store.

A file is written whole under MILEPOST_HOME, flushed to disk and given its place; a crash leaves a stray temporary file
at worst.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from milepost.platform.files.stores import here, store

CHUNK = 1024 * 1024


class TooLarge(Exception):
    """More bytes than a file may have; `limit` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit // CHUNK} MiB")
        self.limit = limit


def place_of(organisation_id: UUID, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return store().root / "files" / str(organisation_id) / sha256[:2] / sha256


def opened_place(organisation_id: UUID, sha256: str) -> Path:
    """The same, ready to be opened on this machine."""
    place = place_of(organisation_id, sha256)
    store().bring({place: sha256})
    return place


def keep(
    organisation_id: UUID, chunks: Iterable[bytes], *, limit: int, look: Callable[[Path], object] = lambda _: None
) -> tuple[str, int]:
    """Keep bytes; answers with their SHA-256 and their number. Raises `TooLarge`; nothing is kept then.

    `look` sees the file before it has its place; whatever it raises, nothing is kept either.
    """
    folder = here().root / "files" / str(organisation_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
    temporary = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        look(temporary)
        store().replace(temporary, place_of(organisation_id, digest.hexdigest()))
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest(), size


def chunks_of(stream: BinaryIO) -> Iterable[bytes]:
    """A stream in pieces."""
    while chunk := stream.read(CHUNK):
        yield chunk
