"""The ZIP itself: members in order, no times, no attributes, so that the same contents are the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
LARGEST = 64 * 1024**3  # bytes unpacked that are read at the most
MOST_MEMBERS = 1_000_000
RATIO = 1_000  # unpacked to packed; sealed text packs well, a bomb far better


class NoArchive(Exception):
    """A file that is no archive of ours, or that would not be safe to open. `hint` says what to do."""

    def __init__(self, reason: str, hint: str = "Use a file that `milepost programme export` wrote.") -> None:
        super().__init__(reason)
        self.hint = hint


class ArchiveWriter:
    """Writes members one by one and remembers their hashes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.hashes: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a member."""
        digest = hashlib.sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                member.write(chunk)
        self.hashes[name] = digest.hexdigest()

    def close(self) -> None:
        """Finish the file."""
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def open_archive(file: Path) -> zipfile.ZipFile:
    """Open an archive for reading, after a look at its sizes and names. Raises `NoArchive`."""
    try:
        opened = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoArchive(f"{file.name} cannot be opened: {error}") from None
    members = opened.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > LARGEST or unpacked / packed > RATIO:
        raise NoArchive(f"{file.name} unpacks to more than an archive does")
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or any(_is_unsafe(name) for name in names):
        raise NoArchive(f"{file.name} has members with names that no archive has")
    if MANIFEST not in names:
        raise NoArchive(f"{file.name} has no manifest")
    return opened


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name


def hash_member(opened: zipfile.ZipFile, name: str) -> str:
    """The SHA-256 of a member."""
    digest = hashlib.sha256()
    with opened.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def file_chunks(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def lines_of(opened: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The lines of a member."""
    with opened.open(name) as member:
        yield from io.TextIOWrapper(member, encoding="utf-8")


def repack(folder: Path, target: Path) -> int:
    """Pack an unpacked archive as it lies there, manifest included; answers with the number of members."""
    if not (folder / MANIFEST).is_file():
        raise NoArchive(f"{folder} holds no {MANIFEST}", "Name the folder that an archive was unpacked into.")
    names = sorted(str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())
    with target.open("wb") as file:
        writer = ArchiveWriter(file)
        for name in [*(name for name in names if name != MANIFEST), MANIFEST]:
            writer.add(name, file_chunks(folder / name))
        writer.close()
    return len(names)
