"""The one door to the catalogue's files: TOML tables by their path inside this package."""

from pathlib import Path
from typing import Any

import tomli

ROOT = Path(__file__).parent

type Table = dict[str, Any]


class UnknownEntry(LookupError):
    """The catalogue has no entry under that key."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"The catalogue has no {kind} “{key}”.")
        self.kind = kind
        self.key = key


def read(path: str) -> Table:
    """The tables of one file, such as `programme/gates.toml`."""
    # Compiled, and four times as quick as the standard library's, which reads what people hand in.
    return tomli.loads((ROOT / path).read_text(encoding="utf-8"))


def read_folder(path: str) -> tuple[Table, ...]:
    """The tables of every TOML file in a folder, by file name."""
    return tuple(read(str(file.relative_to(ROOT))) for file in sorted((ROOT / path).glob("*.toml")))
