"""The bundled fonts: what they can draw, and how wide.

PDF and drawings use these and nothing of the machine's (`fonts/README.md` says where they come from). A character that
none of them has would stop a PDF/UA file, so `drawable` puts a box in its place. Only `cmap` and `hmtx` are read, as
the OpenType specification describes them.
"""

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from milepost.engines.rendering.characters import printable

FOLDER = Path(__file__).parent / "fonts"
_FILES = {
    "Noto Sans": "NotoSans-Regular.ttf",
    "Noto Sans Math": "NotoSansMath-Regular.ttf",
    "Noto Sans Symbols 2": "NotoSansSymbols2-Regular.ttf",
    "Noto Sans Hebrew": "NotoSansHebrew-Regular.ttf",
    "Noto Sans Arabic": "NotoSansArabic-Regular.ttf",
    "Noto Emoji": "NotoEmoji-Regular.ttf",
}
FAMILIES = tuple(_FILES)
"""In this order a character is looked for."""
MONO = "Noto Sans Mono"
_JOINED = {"Mn", "Mc", "Me", "Cf"}
INSTEAD = "\u25af"
_REGULAR, _SEMIBOLD, _SIGNS = "NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "NotoSansMath-Regular.ttf"
# What no font needs to have: line ends, joiners, marks of direction, variation selectors.
INVISIBLE = {0x09, 0x0A, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2060, *range(0xFE00, 0xFE10)}


@dataclass(frozen=True, slots=True)
class Face:
    """One font: glyphs by code point, their widths in units, units in an em."""

    glyphs: dict[int, int]
    widths: tuple[int, ...]
    units: int

    def width(self, character: str) -> float:
        """In ems; an unknown character is as wide as the first glyph."""
        glyph = self.glyphs.get(ord(character), 0)
        return self.widths[min(glyph, len(self.widths) - 1)] / self.units


@cache
def face(name: str) -> Face:
    """A bundled font, by its file's name."""
    data = (FOLDER / name).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {tag: offset for tag, _, offset, _ in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])}
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    pairs = struct.unpack_from(f">{'Hh' * metrics}", data, tables[b"hmtx"])
    return Face(dict(_characters(data, tables[b"cmap"])), pairs[::2], units)


def _characters(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    offsets = {struct.unpack_from(">I", data, start + 8 + 8 * number)[0] for number in range(count)}
    for offset in sorted(offsets):
        (form,) = struct.unpack_from(">H", data, start + offset)
        if form == 4:
            yield from _segments(data, start + offset)
        elif form == 12:
            (groups,) = struct.unpack_from(">I", data, start + offset + 12)
            for first, last, glyph in struct.iter_unpack(
                ">III", data[start + offset + 16 : start + offset + 16 + 12 * groups]
            ):
                yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)


def _segments(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments with a delta, or with an offset into a list of glyphs."""
    double = struct.unpack_from(">H", data, start + 6)[0]
    many = f">{double // 2}H"
    lasts = struct.unpack_from(many, data, start + 14)
    firsts = struct.unpack_from(many, data, start + 16 + double)
    deltas = struct.unpack_from(many, data, start + 16 + 2 * double)
    ranges = start + 16 + 3 * double
    offsets = struct.unpack_from(many, data, ranges)
    for number, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = ranges + 2 * number + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph := (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                yield code, glyph


def width(text: str, size: float, *, strong: bool = False) -> float:
    """How wide the words are at that size, in the unit of the size."""
    return _ems(text, _SEMIBOLD if strong else _REGULAR) * size


@lru_cache(maxsize=4096)
def _ems(text: str, name: str) -> float:
    drawn = face(name)
    return sum(drawn.width(character) for character in text)


@lru_cache(maxsize=8192)
def drawn_ems(text: str, *, strong: bool = False) -> float:
    """The same in ems, each character in the font that a PDF draws it with."""
    heavy = face(_SEMIBOLD)
    if strong and all(ord(character) in heavy.glyphs for character in text):
        return sum(map(heavy.width, text))
    runs = ((face(_FILES[family]), run) for family, run in by_family(text))
    return sum(drawn.width(character) for drawn, run in runs for character in run)


def wrapped(text: str, room: float, size: float, *, strong: bool = False) -> list[str]:
    """The words in lines no wider than `room`; a word that is wider alone is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for part in _cut(word, room, size, strong=strong):
            longer = f"{line} {part}" if line else part
            if line and width(longer, size, strong=strong) > room:
                lines.append(line)
                longer = part
            line = longer
    return [*lines, line] if line else lines


def _cut(word: str, room: float, size: float, *, strong: bool) -> Iterator[str]:
    part = ""
    for character in word:
        if part and width(part + character, size, strong=strong) > room:
            yield part
            part = ""
        part += character
    yield part


@cache
def _drawn() -> frozenset[int]:
    return frozenset(INVISIBLE).union(*(face(path.name).glyphs for path in sorted(FOLDER.glob("*.ttf"))))


def drawable(text: str) -> str:
    """The text with a box for each character that no bundled font has."""
    text = printable(text)
    drawn = _drawn()
    if all(ord(character) in drawn for character in set(text)):
        return text
    return "".join(character if ord(character) in drawn else INSTEAD for character in text)


def by_family(text: str) -> list[tuple[str, str]]:
    """The text in runs, each with the first family that has its characters; marks stay with their letter."""
    runs: list[tuple[str, str]] = []
    for character in text:
        family = next((name for name in FAMILIES if ord(character) in face(_FILES[name]).glyphs), FAMILIES[0])
        if runs and (family == runs[-1][0] or unicodedata.category(character) in _JOINED):
            runs[-1] = (runs[-1][0], runs[-1][1] + character)
        else:
            runs.append((family, character))
    return runs


def without_marks(text: str) -> str:
    """The text without what combines with a letter or joins letters, but for letters that exist with their mark."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c.isascii() or unicodedata.category(c) not in _JOINED)


def latin(text: str) -> str:
    """The same in Latin, Greek, Cyrillic and signs, with boxes for all else."""
    simple = face(_REGULAR).glyphs.keys() | face(_SIGNS).glyphs.keys()
    return "".join(c if c.isascii() or ord(c) in simple else INSTEAD for c in without_marks(text))


def basic(text: str) -> str:
    """The same in ASCII, letters without their marks, with a question mark for all else: what every file can hold."""
    decomposed = unicodedata.normalize("NFKD", without_marks(text))
    return "".join(c if c.isascii() else "?" for c in decomposed if unicodedata.category(c) not in _JOINED)


def undrawable(text: str) -> str:
    """The characters of the text that a PDF shows as boxes, each once, in order."""
    drawn = _drawn()
    return "".join(dict.fromkeys(character for character in printable(text) if ord(character) not in drawn))
