"""`--idempotency-key K`, anywhere in the arguments of a write: sent again, it prints the same and changes nothing.

A command that ended with 0 is kept with its output; secrets that were shown once are kept out of it.
"""

import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from milepost.doors.cli import output
from milepost.platform.organisations.idempotency import Answer, Sent, alone_with, fingerprint_of, keep, kept_answer
from milepost.platform.organisations.models import KeptAnswer

WRITTEN_TO = frozenset({"-o", "--output", "--result"})  # files that the command makes are no part of what was asked


class _Tee(io.TextIOBase):
    """Standard output that remembers what it said."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.said = stream, io.StringIO()

    def write(self, text: str) -> int:
        self.said.write(text)
        return int(self.stream.write(text))

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return bool(self.stream.isatty())

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return str(self.stream.encoding)

    @property
    def buffer(self) -> Any:
        return self.stream.buffer


def run_once(args: list[str], key: str, act: Callable[[], int]) -> int:
    """Run the command, or print again what it printed under this key. Returns its status."""
    caller = f"cli:{_value_of('--as', args)}"
    sent = Sent(caller, key, fingerprint_of(*_parts(args)))
    with alone_with(caller, key):
        if _can_look_up() and (kept := kept_answer(sent)) is not None:
            sys.stdout.write(kept.body)
            return kept.status
        status, said = _overheard(act)
        if status == 0 and _can_look_up():
            keep(sent, Answer(status, output.without_secrets(said)))
        return status


def _overheard(act: Callable[[], int]) -> tuple[int, str]:
    tee = _Tee(sys.stdout)
    sys.stdout = tee
    try:
        status = act()
    finally:
        sys.stdout = tee.stream
    return status, tee.said.getvalue()


def _can_look_up() -> bool:
    """There is no table before `milepost init`, which may have a key too."""
    return KeptAnswer._meta.db_table in connection.introspection.table_names()


def _parts(args: list[str]) -> Iterator[bytes]:
    before = ""
    for arg in args:
        yield arg.encode()
        name, _, value = arg.rpartition("=")
        path = Path(value)
        if before not in WRITTEN_TO and name not in WRITTEN_TO and value and path.is_file():
            with path.open("rb") as file:
                yield hashlib.file_digest(file, "sha256").digest()
        before = arg


def _value_of(option: str, args: list[str]) -> str:
    for place, arg in enumerate(args):
        if arg == option and place + 1 < len(args):
            return args[place + 1].strip().lower()
        if arg.startswith(f"{option}="):
            return arg.partition("=")[2].strip().lower()
    return ""
