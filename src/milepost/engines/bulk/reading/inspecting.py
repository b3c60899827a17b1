"""One pass over the received bytes: their hash, what kind of file they are, and how their text is encoded."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from milepost.engines.bulk.failures import Unreadable
from milepost.engines.rules.texts import as_written, say

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

CHUNK = 1 << 20
SAMPLE = 1 << 17
GUESSED_AMONG = ["cp1252", "latin_1", "cp1250", "iso8859_15", "cp1254", "mac_roman", "cp437", "cp850"]
MARKUP = re.compile(r"<(\?xml|!doctype|html|table|unload|rss|response)\b", re.IGNORECASE)


class Format(StrEnum):
    """What the content is, whatever the name says."""

    DELIMITED = "csv"
    JSON = "json"
    WORKBOOK = "xlsx"
    ZIP = "zip"
    GZIP = "gzip"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one reading of the bytes tells. `damaged`: UTF-8 but for some places; `certain`: not a guess."""

    sha256: str
    size: int
    format: Format
    encoding: str
    certain: bool
    has_nul: bool
    damaged: bool


@dataclass(slots=True)
class _Utf8:
    """Counts, chunk by chunk, what is and what is not UTF-8."""

    several: int = 0
    wrong: int = 0
    rest: bytes = b""

    @property
    def hopeless(self) -> bool:
        return self.wrong > 1000 and self.wrong > self.several

    def take(self, chunk: bytes, *, final: bool) -> None:
        if (not self.rest and chunk.isascii()) or self.hopeless:
            return
        data = self.rest + chunk
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        text = decoder.decode(data, final)
        self.rest = b"" if final else decoder.getstate()[0]
        wrong = text.count("\ufffd")
        self.wrong += wrong
        self.several += len(text.encode()) - len(text) - 2 * wrong


def inspect_file(path: Path, *, encoding: str = "") -> Inspected:
    """Read the file once in constant memory. `encoding` is what the mapping says; empty: find out."""
    digest, utf8, has_nul, size, head = hashlib.sha256(), _Utf8(), False, 0, b""
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            head = head or chunk[:SAMPLE]
            has_nul = has_nul or b"\x00" in chunk
            utf8.take(chunk, final=False)
            size += len(chunk)
    utf8.take(b"", final=True)
    kind = _format_of(head, path.name)
    found, certain = _encoding_of(head, utf8, has_nul=has_nul, told=encoding, file=path.name)
    plain = found == "utf-8"
    return Inspected(
        sha256=digest.hexdigest(),
        size=size,
        format=kind if kind is not Format.DELIMITED else _text_format(head, found, path.name),
        encoding=found,
        certain=certain,
        has_nul=has_nul and plain,
        damaged=plain and utf8.wrong > 0,
    )


def _format_of(head: bytes, file: str) -> Format:
    if not head:
        raise Unreadable(
            say("The file is empty."), say("Export it again, with a header row."), code="empty-file", file=file
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.ZIP
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if head.startswith(
        (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\x7fELF", b"MZ\x90", b"PAR1", b"Rar!", b"7z\xbc\xaf")
    ):
        raise Unreadable(
            say("The file is neither CSV, XLSX nor JSON."),
            say("Save it as CSV (UTF-8) or as XLSX."),
            code="unknown-format",
            file=file,
        )
    return Format.DELIMITED


def _text_format(head: bytes, encoding: str, file: str) -> Format:
    text = head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if MARKUP.match(text):
        raise Unreadable(
            say("The file is XML or HTML, whatever its name says."),
            say("Export it as CSV (UTF-8), XLSX or JSON; a page that a spreadsheet opens can be saved as XLSX there."),
            code="unknown-format",
            file=file,
        )
    if text.startswith("{") or (text.startswith("[") and text[1:].lstrip().startswith(("{", "]", "["))):
        return Format.JSON
    return Format.DELIMITED


def _encoding_of(head: bytes, utf8: _Utf8, *, has_nul: bool, told: str, file: str) -> tuple[str, bool]:
    if told:
        try:
            return _plain(codecs.lookup(told).name), True
        except LookupError:
            raise Unreadable(
                say("The encoding {name} is unknown.", name=as_written(told)),
                say("Name another under “encoding”, such as utf-8 or cp1252."),
                code="unknown-encoding",
                file=file,
            ) from None
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding, True
    if has_nul and (wide := _without_mark(head)):
        return wide, False
    if not utf8.wrong or utf8.several > 10 * utf8.wrong:
        return "utf-8", not utf8.wrong
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy: few files are neither UTF-8 nor UTF-16

    found = from_bytes(head, cp_isolation=GUESSED_AMONG)
    best = found.best()
    # where another code page reads the same text, or one as likely, the usual one is named
    usual = best is None or "cp1252" in best.could_be_from_charset or best.encoding in {"latin_1", "iso8859_15"}
    usual = usual or any(m.encoding == "cp1252" and _unlikely(m) <= _unlikely(best) for m in found)
    return ("cp1252" if usual or best is None else best.encoding), False


def _unlikely(match: "CharsetMatch | None") -> tuple[float, float]:
    return (match.chaos, -match.coherence) if match else (1.0, 0.0)


def _without_mark(head: bytes) -> str:
    """UTF-16 without a byte-order mark: Western text has a NUL in every other byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _plain(encoding: str) -> str:
    return "utf-8" if encoding in {"utf-8", "utf-8-sig", "ascii"} else encoding
