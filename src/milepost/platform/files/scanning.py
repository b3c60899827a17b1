"""Asking a virus scanner (clamd) about a file before it is kept: `MILEPOST_CLAMD`, over TCP or a Unix socket.

Where a scanner is set, nothing is kept that it did not call clean: one that does not answer, or answers what nobody
understands, refuses the file. The protocol is clamd's INSTREAM: pieces with their length in front, four zeros at the
end.
"""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from milepost.platform.organisations.refusals import Refused

PATIENCE = 60.0  # seconds for the whole answer
PORT = 3310
PIECE = 64 * 1024  # bytes
LONGEST_ANSWER = 4096  # bytes

log = structlog.get_logger(__name__)


def scan_file(path: Path, name: str) -> None:
    """Raises `Refused` where the scanner found something in the file, or cannot say; nothing where none is set."""
    if settings.CLAMD:
        with path.open("rb") as file:
            scan(iter(lambda: file.read(PIECE), b""), name)


def scan(chunks: Iterable[bytes], name: str) -> None:
    """The same for bytes in hand."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, chunks)
    except OSError as error:
        log.warning("virus scanner does not answer", error=type(error).__name__)
        answer = ""
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return
    if verdict.endswith(" FOUND"):
        log.warning("virus found", signature=verdict.removesuffix(" FOUND"))
        raise Refused(
            _("{name} was refused by the virus scanner: {found}.").format(
                name=name, found=verdict.removesuffix(" FOUND")
            ),
            field="file",
        )
    log.warning("virus scanner gives no verdict", answer=verdict[:200])
    raise Refused(
        _("The virus scanner gives no verdict on {name}, so it is not taken.").format(name=name),
        field="file",
        hint=_("Try again later; if it stays, tell whoever runs Milepost."),
    )


def _ask(where: str, chunks: Iterable[bytes]) -> str:
    """What clamd says. Raises OSError where it does not within `PATIENCE`."""
    until = time.monotonic() + PATIENCE
    with _connected(where) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough; what it says is read below
            connection.sendall(b"zINSTREAM\0")
            for piece in _pieces(chunks):
                _spend(connection, until)
                connection.sendall(len(piece).to_bytes(4) + piece)
            connection.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            _spend(connection, until)
            if not (more := connection.recv(LONGEST_ANSWER)):
                break
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that clamd takes, none of them empty: an empty one ends the stream."""
    for chunk in chunks:
        yield from (chunk[start : start + PIECE] for start in range(0, len(chunk), PIECE))


def _spend(connection: socket.socket, until: float) -> None:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _connected(where: str) -> socket.socket:
    parts = urlsplit(where)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or PORT), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection
