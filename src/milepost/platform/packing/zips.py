"""The ZIP itself: members in order, no times, no attributes, so that the same contents are the same bytes."""

import hashlib
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
LARGEST = 64 * 1024**3  # bytes unpacked that are read at the most
MOST_MEMBERS = 5_000_000
RATIO = 1_000  # unpacked to packed; sealed text packs well, a bomb far better
PROGRAMME_HINT = "Use a file that `milepost programme export` wrote."


class NoArchive(Exception):
    """A file that is no archive of ours, or that would not be safe to open. `hint` says what to do."""

    def __init__(self, reason: str, hint: str = PROGRAMME_HINT) -> None:
        super().__init__(reason)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Member:
    """What a member holds: the SHA-256 and the number of its bytes, unpacked."""

    sha256: str
    size: int


class ArchiveWriter:
    """Writes members one by one and remembers what they hold. `level`: how hard to pack, 1 to 9."""

    def __init__(self, target: IO[bytes], *, level: int = 6) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level)
        self.members: dict[str, Member] = {}

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every member by its name."""
        return {name: member.sha256 for name, member in self.members.items()}

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = False) -> None:
        """Add a member; one that is `packed` by itself already is stored as it is."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name, packed=packed), "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members[name] = Member(digest.hexdigest(), size)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file. Raises OSError where it is not there."""
        self.add_pieces(name, file_chunks(path))

    def add_pieces(self, name: str, chunks: Iterator[bytes]) -> None:
        """Add what comes in pieces; whether it is packed already shows in its beginning."""
        first = next(chunks, b"")
        head = first[: 64 * 1024]
        self.add(name, itertools.chain([first], chunks), packed=len(zlib.compress(head, 1)) > len(head) * 0.9)

    def close(self) -> None:
        """Finish the file."""
        self._zip.close()


def _entry(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def open_archive(file: Path, *, largest: int = LARGEST, hint: str = PROGRAMME_HINT) -> zipfile.ZipFile:
    """Open an archive for reading, after a look at its sizes and names. Raises `NoArchive`."""
    try:
        opened = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoArchive(f"{file.name} cannot be opened: {error}", hint) from None
    if wrong := _wrong_with(opened.infolist(), largest):
        opened.close()
        raise NoArchive(f"{file.name} {wrong}", hint)
    return opened


def _wrong_with(members: list[zipfile.ZipInfo], largest: int) -> str:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > largest or unpacked / packed > RATIO:
        return "unpacks to more than an archive does"
    names = {member.filename for member in members}
    if len(names) != len(members) or any(_is_unsafe(name) for name in names):
        return "has members with names that no archive has"
    return "" if MANIFEST in names else "has no manifest"


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name


def hash_member(opened: zipfile.ZipFile, name: str) -> str:
    """The SHA-256 of a member."""
    digest = hashlib.sha256()
    for chunk in member_chunks(opened, name):
        digest.update(chunk)
    return digest.hexdigest()


def member_chunks(opened: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member in pieces."""
    with opened.open(name) as member:
        while chunk := member.read(CHUNK):
            yield chunk


def file_chunks(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def lines_of(opened: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The lines of a member."""
    with opened.open(name) as member:
        yield from io.TextIOWrapper(member, encoding="utf-8", newline="\n")


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
