"""What a picture is by its bytes: an organisation's sign is drawn only when it is what it seems to be."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rules.texts import say

_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_ACTIVE = re.compile(rb"<!DOCTYPE|<!ENTITY|<script|<foreignObject|<image|\bhref\s*=\s*[\"'](?!#)", re.IGNORECASE)
_SIDE = 6_000  # pixels
_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be drawn. `kind` is png, jpg or svg."""

    kind: str
    data: bytes

    @property
    def media_type(self) -> str:
        """As HTTP and data addresses name it."""
        return {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}[self.kind]


def as_picture(data: bytes, limits: Limits = LIMITS) -> Picture | None:
    """The picture of these bytes, `None` without any. Raises `BadDocument`."""
    if not data:
        return None
    if len(data) > limits.picture:
        raise BadDocument(
            say("The logo has {count} bytes.", count=len(data)),
            say("Make it smaller than {limit}.", limit=limits.picture),
            code="logo_size",
        )
    kind = "svg" if _SVG.match(data) and not _ACTIVE.search(data) else _raster(data)
    if not kind:
        raise BadDocument(
            say("The logo is no picture that can be printed."),
            say("Give a PNG or JPEG file, or an SVG file that loads nothing and has no script."),
            code="logo",
        )
    return Picture(kind, data)


def _raster(data: bytes) -> str:
    size: tuple[int, int] | None = None
    kind = ""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 33:
        kind, size = "png", struct.unpack_from(">II", data, 16)
    elif data.startswith(b"\xff\xd8"):
        kind, size = "jpg", next(_frames(data), None)
    return kind if size is not None and all(0 < side <= _SIDE for side in size) else ""


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if marker in _START_OF_FRAME:
            yield struct.unpack_from(">HH", data, at + 5)
        at += 2 + length
