"""A scanner that speaks clamd's INSTREAM, and says what it is told to."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Calls a stream clean unless `EICAR` is in it. `says` overrides its answer, None: it never answers."""

    def __init__(self, folder: Path | None) -> None:
        self.heard: list[bytes] = []
        self.says: bytes | None = b"judge"
        self.socket = socket.socket(socket.AF_UNIX if folder else socket.AF_INET)
        self.socket.bind(str(folder / "clamd.sock") if folder else ("127.0.0.1", 0))
        self.socket.listen()
        self.where = f"unix://{folder / 'clamd.sock'}" if folder else f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"
        self.over = threading.Event()

    def serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.answer(connection)

    def answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(stream.read(4)):
            content += stream.read(length)
        self.heard.append(content)
        if self.says is None:
            self.over.wait(5)
            return
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        said = found if self.says == b"judge" else self.says
        connection.sendall(said[:7])
        time.sleep(0.01)  # an answer may come in pieces
        connection.sendall(said[7:])


@contextmanager
def clamd(folder: Path | None = None) -> Iterator[Clamd]:
    """A scanner at a free port, or at a socket in a folder."""
    scanner = Clamd(folder)
    thread = threading.Thread(target=scanner.serve, daemon=True)
    thread.start()
    try:
        yield scanner
    finally:
        scanner.over.set()
        scanner.socket.shutdown(socket.SHUT_RDWR)
        scanner.socket.close()
        thread.join(5)
