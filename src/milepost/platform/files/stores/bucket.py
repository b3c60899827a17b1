"""The store in a bucket of any service that speaks S3, over `obstore`, the extra `milepost[bucket]`.

The names are those of the folder. Each file goes up in one request that refuses to replace another (If-None-Match),
with its SHA-256 beside it; reading goes through `copies`, and what was fetched is hashed before it is used. DuckDB only
ever sees files of this machine. What is refused or does not answer is said by `failures`.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from django.utils.translation import gettext as _

from milepost.engines.bulk import StoreBroken
from milepost.engines.bulk.store.parts import hash_file
from milepost.engines.rules.texts import as_written, say
from milepost.platform.files.stores.copies import Copies
from milepost.platform.files.stores.failures import BucketFails, NotAsKept
from milepost.platform.files.stores.protocol import Kept

if TYPE_CHECKING:
    from obstore import GetResult, UpdateVersion
    from obstore.store import S3Store

CHUNK = 1024 * 1024
LARGEST = 5 * 1024**3  # bytes that S3 takes in one request
DIGEST = "sha256"


def is_installed() -> bool:
    """Whether the package is there that speaks to buckets (`pip install milepost[bucket]`)."""
    return find_spec("obstore") is not None


@dataclass(frozen=True, slots=True)
class BucketStore:
    """A bucket, or what lies below `prefix` in it. `plain_http`: an endpoint without TLS is allowed."""

    bucket: str
    prefix: str
    copies: Copies
    plain_http: bool = False

    @property
    def root(self) -> Path:
        """Where the copies lie."""
        return self.copies.root

    def put(self, draft: Path, place: Path, sha256: str) -> Path:
        """Send the file up; the bucket refuses where the name is taken."""
        if not draft.exists() and self.renew(place):
            return place  # sent by an earlier run of the same job
        while not self._send(draft, place, sha256, "create"):
            told = self._told(place)
            if told and self._digest(place, told) != sha256:
                raise StoreBroken(
                    say("{name} is there already with another content.", name=as_written(place.name)),
                    say("Verify the batch; never write into the evidence store by hand."),
                    code="store-broken",
                    file=self._name(place),
                )
            if self.renew(place):  # an earlier run sent it: a sweep must find it young
                break
        self.copies.take(draft, place)
        return place

    def replace(self, draft: Path, place: Path) -> None:
        """Send the file up over what lies there, unless it is the same."""
        self.copies.drop(place)
        sha256 = hash_file(draft)
        if not self._send(draft, place, sha256, "create"):
            told = self._told(place)
            if told is None or self._digest(place, told) != sha256:
                self._send(draft, place, sha256, "overwrite")
        self.copies.take(draft, place)

    def renew(self, place: Path) -> bool:
        """Write the same bytes again, as long as nobody else wrote others meanwhile."""
        told = self._told(place)
        if told is None:
            return False
        draft = self._fresh(place)
        try:
            with draft.open("wb") as file:
                for chunk in self.chunks(place):
                    file.write(chunk)
            version: UpdateVersion = {"e_tag": told.meta["e_tag"]}
            # Refused: somebody wrote it just now, which is as good, or let it go.
            return self._send(draft, place, hash_file(draft), version) or self.look(place) is not None
        except FileNotFoundError:
            return False
        finally:
            draft.unlink(missing_ok=True)

    def look(self, place: Path) -> Kept | None:
        """Ask the bucket."""
        import obstore  # noqa: PLC0415 - an extra

        try:
            with self._asking():
                told = obstore.head(self._client(), self._name(place))
        except FileNotFoundError:
            return None
        return Kept(place, told["size"], told["last_modified"])

    def bring(self, files: Mapping[Path, str]) -> None:
        """Fetch what is not here yet, or is not what was asked for. Raises `NotAsKept`."""
        for place, sha256 in files.items():
            if not self.copies.holds(place, sha256):
                self._fetch(place, sha256)

    def _fetch(self, place: Path, sha256: str) -> None:
        draft, digest = self._fresh(place), hashlib.sha256()
        try:
            with draft.open("wb") as file:
                for chunk in self.chunks(place):
                    digest.update(chunk)
                    file.write(chunk)
            if digest.hexdigest() != sha256:
                raise _not_as_kept(_("{name} in the bucket is not what was kept."), place)
            self.copies.take(draft, place)
        except FileNotFoundError:
            raise _not_as_kept(_("{name} is missing from the bucket."), place) from None
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def lent(self, place: Path, scratch: Path) -> Iterator[Path]:
        """Fetch past the copies, into a folder that is gone afterwards."""
        folder = scratch / f"lent-{uuid4()}"
        lying = folder / place.name
        one = self.look(place)
        try:
            for file in [one] if one else self.listed(place):
                target = lying / file.place.relative_to(place)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with target.open("wb") as out:
                    for chunk in self.chunks(file.place):
                        out.write(chunk)
            yield lying
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def chunks(self, place: Path) -> Iterator[bytes]:
        """Stream the file out of the bucket."""
        import obstore  # noqa: PLC0415 - an extra

        with self._asking():
            for piece in obstore.get(self._client(), self._name(place)).stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    def remove(self, place: Path) -> None:
        """Delete the copy, then the file."""
        import obstore  # noqa: PLC0415 - an extra

        self.copies.drop(place)
        with suppress(FileNotFoundError), self._asking():
            obstore.delete(self._client(), self._name(place))

    def listed(self, folder: Path) -> Iterator[Kept]:
        """Ask the bucket for its list."""
        import obstore  # noqa: PLC0415 - an extra

        with self._asking():
            for page in obstore.list(self._client(), self._name(folder)):
                for told in page:
                    yield Kept(self.root / told["path"], told["size"], told["last_modified"])

    def keeps_what_is_there(self) -> bool:
        """Whether the bucket refuses to replace a file where it is asked to. Raises `BucketFails`."""
        probe = self.root / "probes" / str(uuid4())
        draft = self._fresh(probe)
        try:
            draft.write_bytes(b"first")
            first = self._send(draft, probe, hash_file(draft), "create")
            draft.write_bytes(b"second")
            second = self._send(draft, probe, hash_file(draft), "create")
            stale: UpdateVersion = {"e_tag": '"0"'}
            third = self._send(draft, probe, hash_file(draft), stale)
            return (first, second, third) == (True, False, False) and b"".join(self.chunks(probe)) == b"first"
        finally:
            draft.unlink(missing_ok=True)
            self.remove(probe)

    def _send(
        self, draft: Path, place: Path, sha256: str, mode: "Literal['create', 'overwrite'] | UpdateVersion"
    ) -> bool:
        """Whether the bucket took the file, in one request; no reader ever sees a part of it."""
        import obstore  # noqa: PLC0415 - an extra
        from obstore.exceptions import AlreadyExistsError, PreconditionError  # noqa: PLC0415

        if draft.stat().st_size > LARGEST:
            raise BucketFails(
                _("{name} is larger than the 5 GiB that a bucket takes.").format(name=place.name),
                hint=_("Import the file in parts."),
            )
        try:
            with self._asking():
                obstore.put(
                    self._client(), self._name(place), draft,
                    mode=mode, attributes={DIGEST: sha256}, use_multipart=False,
                )  # fmt: skip
        except (AlreadyExistsError, PreconditionError):
            return False
        except FileNotFoundError as error:
            if isinstance(mode, dict):
                return False
            raise BucketFails(
                _("There is no bucket {bucket}.").format(bucket=self.bucket), hint=_("Look at MILEPOST_BUCKET.")
            ) from error
        return True

    def _told(self, place: Path) -> "GetResult | None":
        import obstore  # noqa: PLC0415 - an extra

        try:
            with self._asking():
                return obstore.get(self._client(), self._name(place), options={"head": True})
        except FileNotFoundError:
            return None

    def _digest(self, place: Path, told: "GetResult") -> str:
        """The SHA-256 that was sent along; of a file that came another way, that of its bytes."""
        if sent := told.attributes.get(DIGEST):
            return str(sent)
        digest = hashlib.sha256()
        for chunk in self.chunks(place):
            digest.update(chunk)
        return digest.hexdigest()

    def _fresh(self, place: Path) -> Path:
        """A file of our own beside the copy."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place.with_name(f".{place.name[:100]}.{uuid4()}")

    def _name(self, place: Path) -> str:
        return place.relative_to(self.root).as_posix()

    def _client(self) -> "S3Store":
        if not is_installed():
            raise BucketFails(
                _("What a bucket needs is not installed."), hint=_("Install milepost[bucket] and start Milepost again.")
            )
        return _client(self.bucket, self.prefix, self.plain_http, os.getpid())

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What the bucket cannot do, as a refusal; that a name is taken or missing is the caller's to judge."""
        from obstore.exceptions import (  # noqa: PLC0415 - an extra
            AlreadyExistsError,
            BaseError,
            PermissionDeniedError,
            PreconditionError,
            UnauthenticatedError,
        )

        try:
            yield
        except (AlreadyExistsError, PreconditionError):
            raise
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise BucketFails(
                _("The bucket {bucket} does not allow it.").format(bucket=self.bucket),
                hint=_("Look at the keys and what they may do; `milepost doctor` tries it."),
            ) from error
        except BaseError as error:
            raise BucketFails(
                _("The bucket {bucket} does not answer.").format(bucket=self.bucket),
                hint=_("Try again later: nothing is lost. `milepost doctor` says whether it answers."),
            ) from error


def _not_as_kept(words: str, place: Path) -> NotAsKept:
    return NotAsKept(
        words.format(name=place.name),
        hint=_("`milepost batch verify` names what is damaged; bring it back from a backup."),
    )


@lru_cache(maxsize=4)
def _client(bucket: str, prefix: str, plain_http: bool, process: int) -> "S3Store":  # noqa: ARG001, FBT001
    """One per process: what a fork inherits of it is dead. Keys and endpoint come from the environment."""
    from obstore.store import S3Store  # noqa: PLC0415 - an extra

    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={"connect_timeout": "5s", "timeout": "15m", "allow_http": plain_http},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
    )
