"""What a picture is by its bytes: an organisation's sign is drawn only when it is what it seems to be."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rules.texts import as_written, say

# Atomic: a thousand comments in front are read once, not in each way that they can be put together.
_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*+(?:(?><\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>)\s*+)*+<svg[\s>]", re.DOTALL)
_ACTIVE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<(?:[\w.-]+:)?(?:script|foreignObject|image|feImage)\b|<\?xml-stylesheet"
    rb"|[\s\"'/]on\w+\s*=|\bhref\s*=\s*[\"']?\s*(?!#|[\"'\s])|@import|url\(\s*[\"']?\s*(?!#|[\"'\s])",
    re.IGNORECASE,
)
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
    if _SVG.match(data):
        _check_drawing(data)
        return Picture("svg", data)
    kind, size = _raster(data)
    if size is None or 0 in size:
        raise BadDocument(
            say("The logo is no picture that can be printed."),
            say("Give a PNG or JPEG file, or an SVG file that loads nothing and has no script."),
            code="logo",
        )
    _check_size(*size, limits)
    return Picture(kind, data)


def _check_drawing(data: bytes) -> None:
    """What a drawing does or loads would be done by whoever opens the document."""
    found = _ACTIVE.search(data)
    if found:
        raise BadDocument(
            say("The logo is a drawing that runs or loads something (“{what}”).", what=as_written(_shown(found[0]))),
            say("Save it as plain SVG, without scripts, links and pictures, or give a PNG file."),
            code="logo_active",
        )


def _check_size(width: int, height: int, limits: Limits) -> None:
    """A small file may unpack to any number of pixels, and each takes four bytes."""
    if width * height > limits.picture_pixels:
        raise BadDocument(
            say("The logo has {width} by {height} pixels.", width=width, height=height),
            say("Make it smaller: {limit} pixels in all are enough for print.", limit=limits.picture_pixels),
            code="logo_size",
        )
    if max(width, height) > limits.picture_ratio * min(width, height):
        raise BadDocument(
            say("The logo has {width} by {height} pixels.", width=width, height=height),
            say("Cut it so that its longer side is at most {limit} times the shorter.", limit=limits.picture_ratio),
            code="logo_shape",
        )


def _shown(found: bytes) -> str:
    return found.decode("ascii", "replace").strip()[:40]


def _raster(data: bytes) -> tuple[str, tuple[int, int] | None]:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 33:
        return "png", struct.unpack_from(">II", data, 16)
    if data.startswith(b"\xff\xd8"):
        return "jpg", next(_frames(data), None)
    return "", None


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if marker in _START_OF_FRAME:
            yield struct.unpack_from(">HH", data, at + 5)
        at += 2 + length
