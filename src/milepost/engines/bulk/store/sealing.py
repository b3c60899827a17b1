"""Move finished files to their final names, create-only: what is sealed is never written over.

The order of a seal: `place_blob`, `place_batch`, `current.write_generation`, then the caller's one transaction that
makes it visible. Every step may be repeated: a file that lies there with the same content is taken as done.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import zstandard

from milepost.engines.bulk.failures import StoreBroken
from milepost.engines.bulk.store.parts import Part, flush, hash_file
from milepost.engines.rules.texts import as_written, say

FRAME = 1 << 20

type Put = Callable[[Path, Path, str], Path]
"""Gives a finished file its final place, create-only: (file, place, SHA-256) → the place."""


def place_batch(folder: Path, parts: Iterable[Part], manifest: Path, put: Put | None = None) -> list[Part]:
    """The parts and the manifest at their places in `folder`; answers with the parts as they lie there now."""
    put = put or place
    placed = [replace(part, path=put(part.path, folder / part.path.name, part.sha256)) for part in parts]
    put(manifest, folder / manifest.name, hash_file(manifest) if manifest.exists() else "")
    return placed


def place(source: Path, target: Path, sha256: str) -> Path:
    """Link a file to its final name and drop the old one. Raises StoreBroken where another content has the name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not source.exists() and target.exists():
        flush(target.parent)
        return target  # moved by an earlier run of the same job
    try:
        _link_or_copy(source, target)
    except FileExistsError:
        if hash_file(target) != sha256:
            raise StoreBroken(
                say("{name} is there already with another content.", name=as_written(target.name)),
                say("Verify the batch; never write into the evidence store by hand."),
                code="store-broken",
                file=str(target),
            ) from None
    flush(target.parent)
    source.unlink()
    return target


def share(source: Path, target: Path) -> Path:
    """A second name for a file that stays where it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _link_or_copy(source, target)
    except FileExistsError:
        return target
    flush(target.parent)
    return target


def _link_or_copy(source: Path, target: Path) -> None:
    """A hard link refuses to replace a file, as a create-only put does; between file systems, a copy and a link."""
    try:
        os.link(source, target)
    except OSError as failed:
        if failed.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        draft = target.with_name(f".{target.name}.draft")
        shutil.copyfile(source, draft)
        flush(draft)
        os.link(draft, target)
        draft.unlink()


def place_blob(source: Path, target: Path, folder: Path, put: Put | None = None) -> Path:
    """Keep the received bytes, compressed with zstd; `folder` is the job's. The caller has seen that none are there."""
    draft = folder / "blob.draft"
    with source.open("rb") as received, draft.open("wb") as out:
        zstandard.ZstdCompressor(level=1).copy_stream(received, out, read_size=FRAME, write_size=FRAME)
    flush(draft)
    return (put or place)(draft, target, hash_file(draft))


def read_blob(blob: Path, target: Path) -> Path:
    """Unpack a kept file to `target`, byte for byte."""
    with blob.open("rb") as kept, target.open("wb") as out:
        zstandard.ZstdDecompressor().copy_stream(kept, out, read_size=FRAME, write_size=FRAME)
    return target
