"""The words of an instance file, each with its line: damage and hostility end in one sentence that says where."""

import re
from dataclasses import dataclass
from pathlib import Path

LARGEST_FILE = 16 * 1024 * 1024
MOST_ACTIVITIES = 20_000
MOST_RESOURCES = 1_000
LARGEST_NUMBER = 1_000_000
_NUMBER = re.compile(r"-?[0-9]{1,7}")


class Unreadable(Exception):
    """A file that is not what its name says: `file`, `line` (0 for the whole of it) and what is wrong."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    line: int


def read_text(file: Path) -> str:
    """The file's text; these formats are ASCII. Raises `Unreadable`."""
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            raise Unreadable(file, 0, f"{size} bytes, more than the {LARGEST_FILE} that an instance may have")
        content = file.read_bytes()
    except OSError as refused:
        raise Unreadable(file, 0, refused.strerror or "it cannot be opened") from refused
    try:
        return content.decode("ascii")
    except UnicodeDecodeError as odd:
        line = content.count(b"\n", 0, odd.start) + 1
        raise Unreadable(file, line, f"a byte 0x{content[odd.start]:02x}, which no instance file holds") from odd


class Words:
    """Words to be taken one after another, as numbers within bounds."""

    def __init__(self, file: Path, words: list[Word]) -> None:
        self._file = file
        self._words = words
        self._next = 0

    @classmethod
    def of(cls, file: Path, *, apart: str = "") -> "Words":
        """All words of a file; the characters of `apart` stand for themselves wherever they are."""
        words = []
        for number, line in enumerate(read_text(file).splitlines(), start=1):
            spaced = "".join(f" {character} " if character in apart else character for character in line)
            words += [Word(text, number) for text in spaced.split()]
        return cls(file, words)

    @property
    def line(self) -> int:
        """The line of the next word, or of the last one."""
        return self._words[min(self._next, len(self._words) - 1)].line if self._words else 1

    def number(self, what: str, *, least: int = 0, most: int = LARGEST_NUMBER) -> int:
        """The next word as a whole number from `least` to `most`."""
        text = self._take(what)
        if not _NUMBER.fullmatch(text):
            raise self.wrong(f"{what} is “{text[:20]}”, which is no whole number", back=1)
        value = int(text)
        if not least <= value <= most:
            raise self.wrong(f"{what} is {value}, and has to be from {least} to {most}", back=1)
        return value

    def mark(self, mark: str, what: str) -> None:
        """The next word has to be this one."""
        text = self._take(what)
        if text != mark:
            raise self.wrong(f"{what}: “{mark}” was expected, not “{text[:20]}”", back=1)

    def end(self) -> None:
        """Nothing may follow."""
        if self._next < len(self._words):
            raise self.wrong(f"“{self._words[self._next].text[:20]}” follows where the instance has ended")

    def wrong(self, reason: str, *, back: int = 0) -> Unreadable:
        """The refusal, at the next word or so many before it."""
        self._next -= back
        return Unreadable(self._file, self.line, reason)

    def _take(self, what: str) -> str:
        if self._next >= len(self._words):
            raise self.wrong(f"the file ends where {what} was expected")
        self._next += 1
        return self._words[self._next - 1].text
