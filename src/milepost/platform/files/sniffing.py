"""What a file is by its first bytes, whatever its name says."""

from typing import BinaryIO

UNKNOWN = "application/octet-stream"
HEAD = 4096  # bytes that are looked at

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"PAR1", "application/vnd.apache.parquet"),
)
_PROGRAMS = (
    b"\x7fELF",  # Linux
    b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",  # macOS
    b"\xca\xfe\xba\xbe",  # Java, and macOS for several processors
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
)  # fmt: skip
_IN_A_ZIP = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
)


def type_of(head: bytes) -> str:
    """The type that the first bytes tell; `UNKNOWN` for anything a browser might run, and for anything else.

    Text has no beginning of its own, and among it are HTML, SVG and scripts: it stays unknown.
    """
    found = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), UNKNOWN)
    if found == "application/zip":
        return next((kind for mark, kind in _IN_A_ZIP if mark in head), found)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return found


def is_program(content: BinaryIO) -> bool:
    """Whether a file is a program that a machine would run: never evidence. Scripts are text, and not told from it."""
    content.seek(0)
    head = content.read(HEAD)
    return head.startswith(_PROGRAMS) or _is_of_windows(head, content)


def _is_of_windows(head: bytes, content: BinaryIO) -> bool:
    """Two letters begin one, which any text may begin with too; its second heading says itself, however far on."""
    if not head.startswith(b"MZ") or len(head) < 64:
        return False
    content.seek(int.from_bytes(head[60:64], "little"))
    return content.read(2) in {b"PE", b"NE", b"LE", b"LX"}
