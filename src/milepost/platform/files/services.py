"""Handing files in and out."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.files.models import StoredFile
from milepost.platform.files.scanning import scan_file
from milepost.platform.files.sniffing import is_program
from milepost.platform.files.store import TooLarge, keep
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused

LIMIT = 50 * 1024 * 1024  # bytes of one file of evidence
LONGEST_NAME = 150  # bytes: a folder takes 255, and our own endings come behind


def plain_name(name: str) -> str:
    """A file's own name without folders, control characters or tricks of direction."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    clean = "".join(letter for letter in last if letter.isprintable() and letter not in '\\/:*?"<>|')
    last_bytes = clean.strip(". ").encode()[-LONGEST_NAME:]
    return last_bytes.decode(errors="ignore") or "file"


type Check = Callable[[Path, str], object]


def look_over(path: Path, name: str, check: Check | None = None) -> None:
    """Look at a file that was handed in before it is kept. Raises `Refused` for a program and for a virus.

    `check` looks for more, before the scanner does.
    """
    with path.open("rb") as file:
        if is_program(file):
            raise Refused(
                _("{name} is a program, whatever its name says.").format(name=name),
                field="file",
                hint=_("Hand in what the program shows, as a document or a picture."),
            )
    if check is not None:
        check(path, name)
    scan_file(path, name)


def keep_file(
    *,
    actor: Actor,
    organisation: Organisation,
    name: str,
    chunks: Iterable[bytes],
    programme_id: UUID | None = None,
    check: Check | None = None,
) -> StoredFile:
    """Keep a file as evidence. The caller has checked that the actor may add one there.

    Raises `Refused` when it is too large or empty, is a program, does not pass the caller's `check`, or is not called
    clean by the virus scanner, if any.
    """
    look = partial(look_over, name=plain_name(name), check=check)
    try:
        sha256, size = keep(organisation.pk, chunks, limit=LIMIT, look=look)
    except TooLarge as error:
        raise Refused(
            _("{name} is larger than {limit} MiB.").format(name=plain_name(name), limit=error.limit // 2**20),
            field="file",
        ) from None
    if not size:
        raise Refused(_("{name} is empty.").format(name=plain_name(name)), field="file")
    with transaction.atomic():
        file = StoredFile.objects.create(
            organisation=organisation,
            programme_id=programme_id,
            name=plain_name(name),
            size=size,
            sha256=sha256,
            handed_in_by_id=actor.person_id,
            at=now(),
        )
        entries.append(
            actor=actor,
            organisation_id=organisation.pk,
            programme_id=programme_id,
            kind="file.kept",
            subject=file,
            change={"name": file.name, "size": size, "sha256": sha256},
            touched=[file],
        )
    return file
